"""Translating ONNX graphs for ncnn, whose Winograd convolutions need half the time of others.

ncnn knows no batch, so a graph is translated for one row: `1 x C x H x W` of ONNX is `c, h, w` at
ncnn, and `1 x N` is `w`. What is not known raises CannotTranslate, and onnxruntime does the work.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vaha.runtime.ncnn_layers import (
    Layer,
    flagged,
    raw,
    real,
    with_activations,
    with_splits,
    written,
)
from vaha.runtime.onnx_file import Constant, Graph, Node

SMALL = 8
"""Pictures of at most this height are convolved directly: Winograd's weights, four times as many,
would have to be read for each of them anew (measured)."""

_NO_WINOGRAD = 1 << 6
"""In ncnn's mask of what a layer may not do."""

_TO_THE_END = -233
"""ncnn's word for `up to the end` where it cuts."""


class CannotTranslate(Exception):
    """The graph holds something that is not translated; never leaves this room."""


@dataclass(frozen=True)
class Translated:
    """ncnn's graph as text and its weights as bytes, with the names of the ends.

    `inputs` gives the shape of a row of each, 0 where any size will do; `outputs` gives each
    output's blob by its ONNX name.
    """

    param: str
    weights: bytes
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, str]


def translate(graph: Graph) -> Translated:
    """The graph for ncnn; raises CannotTranslate."""
    return _Translation(graph).done()


@dataclass(frozen=True)
class _Blob:
    """A value on its way: its name at ncnn, and the rank that it has in ONNX.

    `is_row`: it lies as one row of numbers (ncnn's `w`), whatever its rank. `height` is that of a
    picture where it is known, else 0.
    """

    name: str
    rank: int
    is_row: bool
    height: int = 0


class _Translation:
    """One walk through a graph; the methods named after operations add its layers."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._constants = dict(graph.constants)
        self._layers: list[Layer] = []
        self._blobs: dict[str, _Blob] = {}
        self._operations: dict[str, Callable[[Node], None]] = {
            "Add": self._arithmetic, "Sub": self._arithmetic,
            "Mul": self._arithmetic, "Div": self._arithmetic,
            "AveragePool": self._pool, "MaxPool": self._pool,
            "BatchNormalization": self._batch_norm, "Clip": self._clip, "Concat": self._concat,
            "Conv": self._convolution, "DepthToSpace": self._pixel_shuffle,
            "Flatten": self._flatten,
            "Gemm": self._product, "MatMul": self._product,
            "Identity": self._nothing, "InstanceNormalization": self._instance_norm,
            "LeakyRelu": self._rectify, "Relu": self._rectify,
            "ReduceMax": self._reduce, "ReduceMean": self._reduce,
            "Reshape": self._reshape, "Resize": self._resize, "Slice": self._slice,
            "Sqrt": self._square_root, "Unsqueeze": self._unsqueeze,
        }  # fmt: skip

    def done(self) -> Translated:
        for name, shape in self._graph.inputs.items():
            rank = len(shape)
            self._add("Input", [], name, rank, rank == 2, [], height=shape[2] if rank == 4 else 0)
        for node in self._graph.nodes:
            if node.kind not in self._operations:
                raise CannotTranslate(node.kind)
            self._operations[node.kind](node)
        missing = [name for name in self._graph.outputs if name not in self._blobs]
        if missing:
            raise CannotTranslate(f"the output {missing[0]} is a constant")
        outputs = {name: self._blobs[name].name for name in self._graph.outputs}
        layers = with_activations(self._layers, set(outputs.values()))
        layers, outputs = with_splits(layers, outputs)
        rows = {name: shape[1:] for name, shape in self._graph.inputs.items()}
        return Translated(*written(layers), rows, outputs)

    # What every operation needs.

    def _add(
        self, kind: str, inputs: list[str], output: str, rank: int, is_row: bool,
        settings: list[str], weights: bytes = b"", height: int = 0,
    ) -> _Blob:  # fmt: skip
        """A layer whose result is the ONNX value `output`."""
        name = output if kind == "Input" else f"b{len(self._layers)}"
        self._layers.append(Layer(kind, f"l{len(self._layers)}", inputs, [name], settings, weights))
        blob = _Blob(name, rank, is_row, height)
        self._blobs[output] = blob
        return blob

    def _blob(self, name: str) -> _Blob:
        """A value on its way; a constant is put on its way as ncnn's MemoryData."""
        if name in self._blobs:
            return self._blobs[name]
        constant = self._constant(name)
        constant = constant[None] if constant.ndim == 3 else constant
        if constant.ndim not in (1, 2, 4) or (constant.ndim > 1 and constant.shape[0] != 1):
            raise CannotTranslate(f"a constant of shape {constant.shape}")
        if constant.ndim == 4:
            channels, height, width = constant.shape[1:]
            settings = [f"0={width}", f"1={height}", f"2={channels}"]
        else:
            settings = [f"0={constant.size}"]
        rank = 4 if constant.ndim == 4 else 2
        return self._add("MemoryData", [], name, rank, rank == 2, settings, raw(constant))

    def _constant(self, name: str) -> Constant:
        if name not in self._constants:
            raise CannotTranslate(f"{name} is no constant")
        return self._constants[name]

    def _follow(
        self, node: Node, kind: str, settings: list[str], weights: bytes = b"", times: float = 1
    ) -> None:
        """A layer of one input that keeps its rank and form, and may make it `times` as high."""
        given = self._blob(node.inputs[0])
        self._add(
            kind, [given.name], node.outputs[0], given.rank, given.is_row, settings, weights,
            height=int(given.height * times),
        )  # fmt: skip

    # The operations.

    def _nothing(self, node: Node) -> None:
        self._blobs[node.outputs[0]] = self._blob(node.inputs[0])

    def _rectify(self, node: Node) -> None:
        slope = float(node.attributes.get("alpha", 0.01)) if node.kind == "LeakyRelu" else 0.0
        self._follow(node, "ReLU", [f"0={real(slope)}"])

    def _square_root(self, node: Node) -> None:
        self._follow(node, "UnaryOp", ["0=5"])

    def _clip(self, node: Node) -> None:
        least, most = (float(self._constant(name)) for name in node.inputs[1:3])
        self._follow(node, "Clip", [f"0={real(least)}", f"1={real(most)}"])

    def _convolution(self, node: Node) -> None:
        given, weight = self._blob(node.inputs[0]), self._constant(node.inputs[1])
        about = node.attributes
        if weight.ndim != 4 or about.get("group", 1) != 1:
            raise CannotTranslate("a convolution in groups")
        if given.is_row or about.get("auto_pad", "NOTSET") != "NOTSET":
            raise CannotTranslate("a convolution that pads by itself")
        out, _, high, wide = weight.shape
        down, across = about.get("strides", [1, 1])
        dilated_down, dilated_across = about.get("dilations", [1, 1])
        top, left, bottom, right = about.get("pads", [0, 0, 0, 0])
        bias = [self._constant(name) for name in node.inputs[2:3] if name]
        settings = [
            f"0={out}", f"1={wide}", f"11={high}", f"2={dilated_across}", f"12={dilated_down}",
            f"3={across}", f"13={down}", f"4={left}", f"14={top}", f"15={right}", f"16={bottom}",
            f"5={len(bias)}", f"6={weight.size}",
        ]  # fmt: skip
        if 0 < given.height <= SMALL:
            settings.append(f"31={_NO_WINOGRAD}")
        weights = flagged(weight) + b"".join(map(raw, bias))
        self._add(
            "Convolution", [given.name], node.outputs[0], 4, False, settings, weights,
            height=(given.height + top + bottom - (high - 1) * dilated_down - 1) // down + 1,
        )  # fmt: skip

    def _product(self, node: Node) -> None:
        """Rows times a constant matrix, and something added."""
        given, about = self._blob(node.inputs[0]), node.attributes
        weight = self._constant(node.inputs[1])
        plain = all(about.get(key, 1.0) == 1.0 for key in ("alpha", "beta"))
        if not given.is_row or not plain or about.get("transA") or weight.ndim != 2:
            raise CannotTranslate("a product other than rows times a matrix")
        weight = weight if about.get("transB") else weight.T
        added = node.inputs[2] if len(node.inputs) > 2 else ""
        bias = self._constants.get(added)
        whole = bias is not None and bias.size == weight.shape[0]
        settings = [f"0={weight.shape[0]}", f"1={int(whole)}", f"2={weight.size}"]
        weights = flagged(weight) + (raw(bias) if whole and bias is not None else b"")
        target = node.outputs[0] if whole or not added else f"{node.outputs[0]} before addition"
        product = self._add("InnerProduct", [given.name], target, 2, True, settings, weights)
        if added and not whole:
            other = self._blob(added)
            self._add("BinaryOp", [product.name, other.name], node.outputs[0], 2, True, ["0=0"])

    def _arithmetic(self, node: Node) -> None:
        first, second = node.inputs
        direct = ("Add", "Sub", "Mul", "Div").index(node.kind)
        for number, (name, other) in enumerate(((second, first), (first, second))):
            constant = self._constants.get(name)
            if constant is not None and constant.size == 1:
                turned = {1: 7, 3: 8}.get(direct, direct) if number else direct
                blob = self._blob(other)
                settings = [f"0={turned}", "1=1", f"2={real(float(constant.reshape(())))}"]
                self._add(
                    "BinaryOp", [blob.name], node.outputs[0], blob.rank, blob.is_row, settings,
                    height=blob.height,
                )  # fmt: skip
                return
        one, two = self._blob(first), self._blob(second)
        if one.rank != two.rank or one.is_row != two.is_row:
            raise CannotTranslate("arithmetic of values of different ranks")
        height = max(one.height, two.height)
        self._add(
            "BinaryOp", [one.name, two.name], node.outputs[0], one.rank, one.is_row,
            [f"0={direct}"], height=height,
        )  # fmt: skip

    def _pool(self, node: Node) -> None:
        about = node.attributes
        high, wide = about["kernel_shape"]
        down, across = about.get("strides", [1, 1])
        if any(about.get("pads", [0])) or any(one != 1 for one in about.get("dilations", [1])):
            raise CannotTranslate("a padded or dilated pooling")
        mean, whole = int(node.kind == "AveragePool"), int(not about.get("ceil_mode", 0))
        if mean and not whole:
            raise CannotTranslate("a mean over parts of windows")
        settings = [f"0={mean}", f"1={wide}", f"11={high}", f"2={across}", f"12={down}"]
        self._follow(node, "Pooling", [*settings, f"5={whole}"], times=1 / down)

    def _reduce(self, node: Node) -> None:
        """The mean or maximum of each channel, as a row."""
        given, about = self._blob(node.inputs[0]), node.attributes
        axes = about.get("axes")
        if axes is None and len(node.inputs) > 1:
            axes = self._constant(node.inputs[1]).tolist()
        if given.is_row or given.rank != 4 or [axis % 4 for axis in axes or []] != [2, 3]:
            raise CannotTranslate("a mean over other axes than height and width")
        mean, kept = int(node.kind == "ReduceMean"), bool(about.get("keepdims", 1))
        rank = 4 if kept else 2
        self._add("Pooling", [given.name], node.outputs[0], rank, True, [f"0={mean}", "4=1"])
        if kept:
            self._stand_up(node.outputs[0])

    def _unsqueeze(self, node: Node) -> None:
        given = self._blob(node.inputs[0])
        rank = given.rank + self._constant(node.inputs[1]).size
        if not given.is_row or rank > 4:
            raise CannotTranslate("new axes of what is no row")
        self._blobs[node.outputs[0]] = _Blob(given.name, rank, True)
        if rank == 4:
            self._stand_up(node.outputs[0])

    def _stand_up(self, name: str) -> None:
        """A row of C numbers as C x 1 x 1."""
        row = self._blobs[name]
        self._add("Reshape", [row.name], name, 4, False, ["0=1", "1=1", "2=-1"])

    def _slice(self, node: Node) -> None:
        """Some of the channels (or of a row), or three channels turned round."""
        starts, ends, axes = (self._constant(name).tolist() for name in node.inputs[1:4])
        steps = self._constant(node.inputs[4]).tolist() if len(node.inputs) > 4 else [1]
        if axes != [1] or steps not in ([1], [-1]):
            raise CannotTranslate("a cut along other axes than the channels")
        if steps == [-1]:
            self._turn_round(node, starts[0], ends[0])
            return
        end = ends[0] if ends[0] < 2**31 - 1 else _TO_THE_END
        self._follow(node, "Crop", [f"-23309=1,{starts[0]}", f"-23310=1,{end}", "-23311=1,0"])

    def _turn_round(self, node: Node, start: int, end: int) -> None:
        """RGB as BGR: a convolution of one pixel, as ncnn has no such cut."""
        given = self._blob(node.inputs[0])
        if start != -1 or end > -4 or given.is_row:
            raise CannotTranslate("a cut that turns round something else than three channels")
        turn = np.eye(3, dtype=np.float32)[::-1]
        settings = ["0=3", "1=1", "5=0", "6=9"]
        name = node.outputs[0]
        self._add(
            "Convolution", [given.name], name, 4, False, settings, flagged(turn),
            height=given.height,
        )  # fmt: skip

    def _concat(self, node: Node) -> None:
        parts = [self._blob(name) for name in node.inputs]
        alike = len({(part.rank, part.is_row) for part in parts}) == 1
        if node.attributes.get("axis") != 1 or not alike:
            raise CannotTranslate("a row of unlike parts")
        names = [part.name for part in parts]
        self._add("Concat", names, node.outputs[0], parts[0].rank, parts[0].is_row, ["0=0"])

    def _batch_norm(self, node: Node) -> None:
        scale, bias, mean, variance = (self._constant(name) for name in node.inputs[1:5])
        epsilon = float(node.attributes.get("epsilon", 1e-5))
        weights = b"".join(map(raw, (scale, mean, variance, bias)))
        self._follow(node, "BatchNorm", [f"0={scale.size}", f"1={real(epsilon)}"], weights)

    def _instance_norm(self, node: Node) -> None:
        scale, bias = (self._constant(name) for name in node.inputs[1:3])
        epsilon = float(node.attributes.get("epsilon", 1e-5))
        settings = [f"0={scale.size}", f"1={real(epsilon)}", "2=1"]
        self._follow(node, "InstanceNorm", settings, raw(scale) + raw(bias))

    def _reshape(self, node: Node) -> None:
        given, shape = self._blob(node.inputs[0]), self._constant(node.inputs[1]).tolist()
        sizes = shape[1:]
        known = shape[0] in (0, 1) or (shape[0] == -1 and -1 not in sizes)
        if not known or len(shape) not in (2, 3, 4) or 0 in sizes:
            raise CannotTranslate(f"a reshaping to {shape}")
        if len(sizes) == 1:
            settings = ["0=-1"]
        else:
            width, height = sizes[-1], sizes[-2] if len(sizes) == 3 else 1
            settings = [f"0={width}", f"1={height}", f"2={sizes[0]}"]
        is_row, height = len(sizes) == 1, sizes[1] if len(sizes) == 3 else 0
        self._add(
            "Reshape", [given.name], node.outputs[0], len(shape), is_row, settings, height=height
        )

    def _flatten(self, node: Node) -> None:
        if node.attributes.get("axis", 1) != 1:
            raise CannotTranslate("a flattening that begins elsewhere than at the channels")
        self._add("Reshape", [self._blob(node.inputs[0]).name], node.outputs[0], 2, True, ["0=-1"])

    def _resize(self, node: Node) -> None:
        """Each pixel repeated, or what lies between pixels drawn as straight lines."""
        about = node.attributes
        way = (about.get("mode", "nearest"), about.get("coordinate_transformation_mode"))
        known = {("nearest", "asymmetric"): 1, ("linear", "half_pixel"): 2}
        floor = way[0] == "linear" or about.get("nearest_mode") == "floor"
        scales = [self._constant(name) for name in node.inputs[2:3] if name]
        if way not in known or not floor or not scales or scales[0].size != 4:
            raise CannotTranslate("a resizing other than by repeating or by straight lines")
        _, channels, down, across = (float(scale) for scale in scales[0])
        if channels != 1 or math.modf(down)[0] or math.modf(across)[0]:
            raise CannotTranslate("a resizing by parts of pixels")
        settings = [f"0={known[way]}", f"1={real(down)}", f"2={real(across)}"]
        self._follow(node, "Interp", settings, times=down)

    def _pixel_shuffle(self, node: Node) -> None:
        mode = int(node.attributes.get("mode", "DCR") == "DCR")
        self._follow(node, "PixelShuffle", [f"0={node.attributes['blocksize']}", f"1={mode}"])
