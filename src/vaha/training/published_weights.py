"""Weights read back from our own published files, so that training can go on from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from vaha.errors import TrainingDataError

Floats = npt.NDArray[np.float32]


def published_convolutions(path: Path) -> list[tuple[Floats, Floats]]:
    """(weight, bias) of every convolution of an ONNX file, in the order in which they are run.

    Half-precision and eight-bit weights come back as float32, as the runtime would compute with.
    Raises TrainingDataError for a file that cannot be read.
    """
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:  # onnx lets protobuf's own errors through
        raise TrainingDataError(f"{path} is no ONNX file that can be read") from error
    values = _values(graph)
    return [
        (values[node.input[1]], values[node.input[2]])
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] in values
    ]


def load_convolutions(network: nn.Module, path: Path) -> None:
    """Fill the network's convolutions, in their order, from a published file of the same shape.

    Raises TrainingDataError where the file holds another network.
    """
    ours = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    theirs = published_convolutions(path)
    shapes = [tuple(module.weight.shape) for module in ours]
    if shapes != [weight.shape for weight, _ in theirs]:
        raise TrainingDataError(f"{path} holds another network; its convolutions do not fit")
    with torch.no_grad():
        for module, (weight, bias) in zip(ours, theirs, strict=True):
            module.weight.copy_(torch.from_numpy(weight))
            if module.bias is not None:
                module.bias.copy_(torch.from_numpy(bias))


def _values(graph: onnx.GraphProto) -> dict[str, Floats]:
    """Every constant of the graph by name, casts and dequantisations carried out."""
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    values = {name: array.astype(np.float32) for name, array in raw.items()}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in raw:
            values[node.output[0]] = raw[node.input[0]].astype(np.float32)
        elif node.op_type == "DequantizeLinear" and node.input[0] in raw:
            values[node.output[0]] = _dequantise(*(raw[name] for name in node.input[:3]))
    return values


def _dequantise(
    levels: npt.NDArray[np.integer], scale: Floats, zero: npt.NDArray[np.integer]
) -> Floats:
    """(levels - zero) * scale, with a scale for each of the first axis where there are several."""
    if scale.ndim:
        shape = (-1,) + (1,) * (levels.ndim - 1)
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    result: Floats = ((levels.astype(np.int64) - zero.astype(np.int64)) * scale).astype(np.float32)
    return result
