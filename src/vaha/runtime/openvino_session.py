"""Running ONNX models with Intel's OpenVINO: the only room that imports it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vaha.errors import MissingExtra, ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.model import Arrays

if TYPE_CHECKING:
    import openvino


class OpenVinoModel:
    """One ONNX file and its card; compiled when it is first run, in single precision.

    `threads` is how many cores one run may use, 0 for as many as there are.
    """

    def __init__(self, path: Path, card: ModelCard, threads: int = 0) -> None:
        self.card = card
        self._path = path
        self._threads = threads
        self._lock = threading.Lock()  # one request serves one run at a time

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs, each by its name and as float32.

        Raises MissingExtra, ModelDamaged or ModelError.
        """
        try:
            with self._lock:
                answer = self._request.infer(dict(inputs))
                return {
                    port.get_any_name(): np.array(value, np.float32)
                    for port, value in answer.items()
                }
        except (RuntimeError, ValueError, TypeError) as error:
            raise ModelError(
                f"the model {self.card.name!r} cannot be run by OpenVINO "
                f"({(str(error).splitlines() or [''])[0]}); set VAHA_RUNTIME=onnxruntime"
            ) from error

    @cached_property
    def _request(self) -> openvino.InferRequest:
        try:
            import openvino
        except ImportError as error:
            raise MissingExtra("this runtime is not installed: pip install openvino") from error
        settings: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",  # half precision would not give the same picture
        }
        if self._threads:
            settings["INFERENCE_NUM_THREADS"] = self._threads
        try:
            core = openvino.Core()
            model = core.compile_model(core.read_model(self._path), "CPU", settings)
        except RuntimeError as error:
            raise ModelDamaged(
                f"{self._path} is no network that OpenVINO can load; run `vaha models check`"
            ) from error
        return model.create_infer_request()
