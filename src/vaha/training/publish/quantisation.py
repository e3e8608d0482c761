"""Eight-bit copies of networks, calibrated on real inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy.typing as npt

from vaha.files import write_file
from vaha.runtime.sessions.onnx import import_onnxruntime


def quantise(
    path: Path, feeds: Iterable[Mapping[str, npt.NDArray[Any]]], only: str | None = None
) -> None:
    """Replace the ONNX file by its eight-bit copy: static, with a scale for each channel.

    `feeds` are batches of real inputs: their ranges set the scales of the activations. With `only`,
    nodes whose names do not begin so stay as they are.
    """
    import onnx

    import_onnxruntime()
    from onnxruntime.quantization import (
        CalibrationDataReader,
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import (
        quant_pre_process,
    )

    class Feeds(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self.rest: Iterator[Mapping[str, npt.NDArray[Any]]] = iter(feeds)

        def get_next(self) -> Mapping[str, npt.NDArray[Any]] | None:
            return next(self.rest, None)

    with TemporaryDirectory() as folder:
        prepared, done = Path(folder, "prepared.onnx"), Path(folder, "done.onnx")
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        nodes = onnx.load(str(prepared)).graph.node
        kept = [node.name for node in nodes if only and not node.name.startswith(only)]
        quantize_static(
            str(prepared),
            str(done),
            Feeds(),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "MaxPool", "Relu", "LeakyRelu", "Add", "Gemm"],
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=kept,
            per_channel=True,
            reduce_range=True,  # processors without VNNI would overflow on full eight-bit weights
            calibrate_method=CalibrationMethod.MinMax,
        )
        write_file(path, done.read_bytes())
