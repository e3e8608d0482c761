"""Running ONNX models: the only room that imports onnxruntime."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays as Arrays
from vaha.runtime.store import ModelStore
from vaha.settings import Device

if TYPE_CHECKING:
    import onnxruntime

_FATAL_ONLY = 4
"""What is worse is raised too; a library must not print beside it."""

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


_NEGATION = (
    b'\x08\x07\x12\x00:2\n\x0b\n\x01x\x12\x01y"\x03Neg\x12\x01gZ\x0f\n\x01x\x12\n\n\x08\x08\x01\x12\x04\n'
    b"\x02\x08\x01b\x0f\n\x01y\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01B\x04\n\x00\x10\r"
)
"""An ONNX file whose one node is `y = -x`, each a float32 of shape 1."""


class OnnxModel:
    """One ONNX file and its card; loaded when it is first run.

    Several threads may run it: it is loaded once for all of them.
    `threads` is how many cores one run may use, 0 for as many as there are. `device` auto takes a
    CUDA card where onnxruntime has its provider; where there is none, cuda falls back to the CPU,
    which is logged as a warning.
    """

    def __init__(
        self, path: Path, card: ModelCard, threads: int = 0, device: Device = "cpu"
    ) -> None:
        self.card = card
        self._path = path
        self._threads = threads
        self._device = device
        self._loading = threading.Lock()
        self._loaded: onnxruntime.InferenceSession | None = None

    @classmethod
    def open(
        cls, store: ModelStore, name: str, threads: int = 0, device: Device = "cpu"
    ) -> OnnxModel:
        """The store's model of this name, verified; raises ModelNotFound or ModelDamaged."""
        return cls(store.path(name), store.card(name), threads, device)

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs, each by its name and as float32.

        Raises ModelDamaged where the file cannot be loaded and ModelError where it cannot be run.
        """
        session = self._session
        names = [output.name for output in session.get_outputs()]
        try:
            answers = session.run(names, dict(inputs))
        except Exception as error:  # onnxruntime's errors share no parent of their own
            raise ModelError(
                f"the model {self.card.name!r} cannot be run ({_first_line(error)}); "
                "run `vaha models check`"
            ) from error
        pairs = zip(names, answers, strict=True)
        return {name: np.asarray(answer, dtype=np.float32) for name, answer in pairs}

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> onnxruntime.InferenceSession:
        session = _load(self._path, _options(self._threads), _providers(self._device))
        if self._device == "cuda" and _CUDA not in session.get_providers():
            _warn_of_no_cuda()
        return session


def import_onnxruntime() -> Any:  # noqa: ANN401 - onnxruntime has no types
    """onnxruntime, told before it is imported that nothing is to be reported to anybody.

    From 1.32 on it would ask the network for its maker's host and keep events in the user's cache.
    What it would print besides raising it (in colours, for each network) is not printed.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(_FATAL_ONLY)
    return onnxruntime


@dataclass(frozen=True)
class Cuda:
    """Whether the onnxruntime that is installed is made for CUDA cards, and can use one here."""

    is_offered: bool
    is_usable: bool


@cache
def find_cuda() -> Cuda:
    """What a session really gets: its libraries, driver or card may be missing."""
    return cuda_of(import_onnxruntime())


def cuda_of(onnxruntime: Any) -> Cuda:  # noqa: ANN401
    """What a session of this onnxruntime gets, which runs next to nothing."""
    if _CUDA not in onnxruntime.get_available_providers():
        return Cuda(is_offered=False, is_usable=False)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _FATAL_ONLY
    try:  # with its own falling back it would print, on stdout
        session = onnxruntime.InferenceSession(
            _NEGATION, options, providers=[_CUDA], enable_fallback=0
        )
        session.run(None, {"x": np.ones(1, np.float32)})
    except Exception:  # onnxruntime's errors share no parent of their own
        return Cuda(is_offered=True, is_usable=False)
    return Cuda(is_offered=True, is_usable=_CUDA in session.get_providers())


def has_cuda() -> bool:
    """Whether the onnxruntime that is installed can use a CUDA card."""
    return find_cuda().is_usable


def _options(threads: int) -> onnxruntime.SessionOptions:
    onnxruntime = import_onnxruntime()

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    # Threads that wait for work by turning in circles take the processor from other networks.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _providers(device: Device) -> list[str]:
    return [_CUDA, _CPU] if device != "cpu" and has_cuda() else [_CPU]


def _load(
    path: Path, options: onnxruntime.SessionOptions, providers: list[str]
) -> onnxruntime.InferenceSession:
    onnxruntime = import_onnxruntime()

    try:
        return onnxruntime.InferenceSession(path, options, providers=providers)
    except Exception as error:  # onnxruntime's errors share no parent of their own
        raise ModelDamaged(
            f"{path} is no network that can be loaded ({_first_line(error)}); "
            "run `vaha models check`"
        ) from error


_told_of_no_cuda = False


def _warn_of_no_cuda() -> None:
    """Say it once, not for each network."""
    global _told_of_no_cuda
    if not _told_of_no_cuda:
        _told_of_no_cuda = True
        logging.getLogger("vaha").warning(
            "no CUDA card can be used (%s); the processor does the work", why_no_cuda(find_cuda())
        )


def why_no_cuda(cuda: Cuda) -> str:
    """What is missing, and what to do, in half a sentence."""
    if cuda.is_offered:
        return "onnxruntime-gpu finds no card, driver, CUDA or cuDNN that fits it"
    return "pip uninstall onnxruntime, then pip install onnxruntime-gpu"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
