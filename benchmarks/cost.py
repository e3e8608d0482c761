"""Multiply-adds of the bundled networks, counted in their ONNX graphs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from vaha.runtime.sessions.onnx import import_onnxruntime

KINDS = ("Conv", "Gemm", "MatMul")


def multiply_adds(path: Path, **sizes: int) -> int:
    """Of one run with these sizes for the graph's open dimensions (batch=1 and so on).

    Convolutions count as if computed directly, whatever a runtime makes of them.
    """
    model = onnx.load(path)
    for value in model.graph.input:
        for dimension in value.type.tensor_type.shape.dim:
            if dimension.dim_param:
                dimension.dim_value = sizes[dimension.dim_param]
    heavy = [node for node in model.graph.node if node.op_type in KINDS]
    known = {value.name for value in model.graph.output}
    for node in heavy:
        if node.output[0] not in known:
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(node.output[0]))
    shapes = _shapes(model)
    weights = _weights(model)
    return sum(_of(node, shapes[node.output[0]], weights[node.input[1]]) for node in heavy)


def _shapes(model: Any) -> dict[str, tuple[int, ...]]:  # noqa: ANN401 - onnx is untyped
    """The shape of every output, found by running the network on zeros."""
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    zeros = {one.name: np.zeros(one.shape, np.float32) for one in session.get_inputs()}
    names = [one.name for one in session.get_outputs()]
    return {name: array.shape for name, array in zip(names, session.run(None, zeros), strict=True)}


def _weights(model: Any) -> dict[str, list[int]]:  # noqa: ANN401
    """The shape of each constant, also behind the cast or dequantisation that reads it."""
    shapes = {one.name: list(one.dims) for one in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in ("Cast", "DequantizeLinear") and node.input[0] in shapes:
            shapes[node.output[0]] = shapes[node.input[0]]
    return shapes


def _of(node: Any, output: tuple[int, ...], weight: list[int]) -> int:  # noqa: ANN401
    if node.op_type == "Conv":
        return math.prod(output) * math.prod(weight[1:])
    return output[0] * math.prod(weight)
