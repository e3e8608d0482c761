"""How fast a machine multiplies and how much a step costs, so that a pace can be judged."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from vaha.training.device import Device


def multiplication_peak(device: Device, side: int | None = None, repeats: int = 5) -> float:
    """Operations a second of square matrix products, in the precision that networks learn in."""
    side = side or (8192 if device.is_gpu else 768)
    kind = torch.bfloat16 if device.half else torch.float32
    matrix = torch.ones((side, side), dtype=kind, device=device.torch_device)
    best = 0.0
    for _ in range(repeats + 1):
        began = time.perf_counter()
        torch.mm(matrix, matrix)
        if device.is_gpu:
            torch.cuda.synchronize(device.torch_device)
        best = max(best, 2 * side**3 / max(time.perf_counter() - began, 1e-9))
    return best


class _Counter(TorchDispatchMode):
    """Adds up what each product and convolution costs, there and back.

    PyTorch's own FlopCounterMode also follows modules, and cannot where gradients are asked for
    by `autograd.grad`, as the penalties do.
    """

    def __init__(self) -> None:
        super().__init__()
        self.total = 0

    def __torch_dispatch__(
        self,
        func: Any,  # noqa: ANN401 - PyTorch leaves its operators untyped
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        answer = func(*args, **(kwargs or {}))
        cost = flop_registry.get(func._overloadpacket)
        if cost is not None:
            self.total += cost(*args, **(kwargs or {}), out_val=answer)
        return answer


def operations_of(work: Callable[[], object]) -> int:
    """Additions and multiplications of the products and convolutions that `work` does."""
    with _Counter() as counter:
        work()
    return int(counter.total)
