"""Running ONNX models: the only room that imports onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.store import ModelStore

if TYPE_CHECKING:
    import onnxruntime

Arrays = dict[str, npt.NDArray[np.float32]]
"""Outputs of a network by name."""

_ERRORS_ONLY = 3


class OnnxModel:
    """One ONNX file and its card; loaded when it is first run, on the CPU.

    Several threads may run it: it is loaded once for all of them.
    `threads` is how many cores one run may use, 0 for as many as there are.
    """

    def __init__(self, path: Path, card: ModelCard, threads: int = 0) -> None:
        self.card = card
        self._path = path
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: onnxruntime.InferenceSession | None = None

    @classmethod
    def open(cls, store: ModelStore, name: str, threads: int = 0) -> OnnxModel:
        """The store's model of this name, verified; raises ModelNotFound or ModelDamaged."""
        return cls(store.path(name), store.card(name), threads)

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
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        providers = ["CPUExecutionProvider"]
        try:
            return onnxruntime.InferenceSession(self._path, options, providers=providers)
        except Exception as error:  # as above
            raise ModelDamaged(
                f"{self._path} is no network that can be loaded ({_first_line(error)}); "
                "run `vaha models check`"
            ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
