"""Where networks learn and in what precision: chosen once, so that every machine is quick."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.errors import InputError

Network = TypeVar("Network", bound=nn.Module)

PRECISIONS = ("auto", "bf16", "fp32")
WORTH = 1.2
"""bf16 is taken on a processor where it is at least so many times as fast as fp32."""


@dataclass(frozen=True)
class Device:
    """A processor or GPU, whether it computes in bf16, and whether networks are compiled for it."""

    torch_device: torch.device
    half: bool = False
    compiled: bool = False

    @property
    def is_gpu(self) -> bool:
        return self.torch_device.type == "cuda"

    def autocast(self) -> torch.autocast:
        """Inside it convolutions and products are computed in bf16, where that is the choice."""
        return torch.autocast(self.torch_device.type, dtype=torch.bfloat16, enabled=self.half)

    def place(self, network: Network) -> Network:
        """The network here, laid out for channels-last inputs and compiled where that is wished.

        Compiling is in place, so the names in `state_dict` stay as they are. A network whose
        gradient is differentiated again (R1, R2) must not be compiled: use a Device without.
        """
        network = network.to(self.torch_device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if self.compiled:
            network.compile()
        return network

    def put(self, value: Tensor) -> Tensor:
        """The tensor here; N x C x H x W is laid out channels last."""
        value = value.to(self.torch_device, non_blocking=True)
        return value.contiguous(memory_format=torch.channels_last) if value.ndim == 4 else value

    def generator(self, seed: int) -> torch.Generator:
        """A source of random numbers that live here."""
        return torch.Generator(self.torch_device).manual_seed(seed)

    def __str__(self) -> str:
        return f"{self.torch_device} in {'bf16' if self.half else 'fp32'}"


PROCESSOR = Device(torch.device("cpu"))
"""The processor in single precision: where networks learn unless told."""


def choose_device(
    name: str = "auto",
    precision: str = "auto",
    *,
    compiled: bool = False,
    local_rank: int = 0,
    threads: int | None = None,
) -> Device:
    """The device of this name: auto, cpu, cuda, cuda:1 and what else PyTorch knows.

    `auto` is the GPU where there is one; with several processes on a machine each takes the GPU
    of its `local_rank`. Precision `auto` is bf16 on GPUs that have it and on processors where it
    was measured to be faster: those without bf16 instructions emulate it ten times slower.
    `threads` is how many cores work, None for as many as PyTorch takes. Raises InputError for a
    device that is not here.
    """
    if precision not in PRECISIONS:
        raise InputError(f"unknown precision {precision!r}; choose among {', '.join(PRECISIONS)}")
    if threads is not None:
        torch.set_num_threads(threads)
    device = _device_named(name, local_rank)
    if device.type == "cuda":
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True  # sizes repeat, so trying kernels out pays
        torch.set_float32_matmul_precision("high")
    half = precision == "bf16" or (precision == "auto" and _bf16_pays(device))
    return Device(device, half, compiled)


def _device_named(name: str, local_rank: int) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
        if device.type == "cuda" and device.index is None:
            device = torch.device("cuda", local_rank)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:  # PyTorch built without CUDA asserts
        raise InputError(
            f"the device {name!r} cannot be used here; choose --device cpu or auto"
        ) from error
    return device


def _bf16_pays(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device) >= (8, 0)
    if device.type != "cpu":
        return False
    return WORTH * _seconds_of_a_convolution(True) < _seconds_of_a_convolution(False)


def _seconds_of_a_convolution(half: bool, repeats: int = 2) -> float:
    """Processor time of passes there and back through a small convolution, on one core.

    Processor time of one core, so that what else runs on the machine does not count into it.
    """
    weight = torch.full((64, 64, 3, 3), 0.01, requires_grad=True)
    pictures = torch.ones(4, 64, 16, 16, requires_grad=True)
    laid_out = pictures.contiguous(memory_format=torch.channels_last)

    def pass_through() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            answer = functional.conv2d(laid_out, weight, padding=1)
        answer.float().sum().backward(retain_graph=True)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        pass_through()  # prepares kernels and is not counted
        began = time.process_time()
        for _ in range(repeats):
            pass_through()
        return time.process_time() - began
    finally:
        torch.set_num_threads(threads)
