"""Reading an ONNX file without the `onnx` package: what stands in its graph, as plain data.

Only what translating a network needs: nodes with their attributes, constants, and the names of the
ends. An ONNX file is one protocol buffer; the numbers below are the field numbers of onnx.proto.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged

Constant = npt.NDArray[Any]

_TYPES: dict[int, type[np.generic]] = {
    1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64, 10: np.float16, 11: np.float64
}  # fmt: skip
"""TensorProto's data types, by number."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
"""How a field is written."""


@dataclass(frozen=True)
class Node:
    """One operation: `inputs` left out stand as empty names."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """Nodes in an order in which they can be run; `inputs` gives each one's shape, batch and all.

    A size that is not fixed stands as 0.
    """

    nodes: tuple[Node, ...]
    constants: dict[str, Constant]
    inputs: dict[str, tuple[int, ...]]
    outputs: tuple[str, ...]


def read_graph(data: bytes) -> Graph:
    """The graph of an ONNX file; raises ModelDamaged where the bytes are none."""
    try:
        (graph,) = (value for number, value in _fields(memoryview(data)) if number == 7)
        return _graph(graph)
    except (ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        raise ModelDamaged(
            f"this is no ONNX file that can be read ({error}); run `vaha models check`"
        ) from error


def _graph(data: memoryview) -> Graph:
    nodes: list[Node] = []
    constants: dict[str, Constant] = {}
    inputs: dict[str, tuple[int, ...]] = {}
    outputs: list[str] = []
    for number, value in _fields(data):
        if number == 1:
            nodes.append(_node(value))
        elif number == 5:
            name, constant = _tensor(value)
            constants[name] = constant
        elif number == 11:
            inputs[_text(value)] = _shape(value)
        elif number == 12:
            outputs.append(_text(value))
    ends = {name: shape for name, shape in inputs.items() if name not in constants}
    return Graph(tuple(nodes), constants, ends, tuple(outputs))


def _node(data: memoryview) -> Node:
    inputs: list[str] = []
    outputs: list[str] = []
    kind, attributes = "", {}
    for number, value in _fields(data):
        if number == 1:
            inputs.append(bytes(value).decode())
        elif number == 2:
            outputs.append(bytes(value).decode())
        elif number == 4:
            kind = bytes(value).decode()
        elif number == 5:
            name, attribute = _attribute(value)
            attributes[name] = attribute
    return Node(kind, tuple(inputs), tuple(outputs), attributes)


def _attribute(data: memoryview) -> tuple[str, Any]:
    """The attribute's name and value: a number, a text, a constant, or a list of numbers."""
    name, value, many = "", None, []
    for number, one in _fields(data):
        if number == 1:
            name = bytes(one).decode()
        elif number in (2, 3):
            value = one
        elif number == 4:
            value = bytes(one).decode()
        elif number == 5:
            value = _tensor(one)[1]
        elif number == 7:
            many += _numbers(one, "f")
        elif number == 8:
            many += _numbers(one, "i")
    return name, many if many else value


def _tensor(data: memoryview) -> tuple[str, Constant]:
    name, kind, raw = "", 1, b""
    shape: list[int] = []
    plain: list[float] = []
    for number, value in _fields(data):
        if number == 1:
            shape += _numbers(value, "i")
        elif number == 2:
            kind = value
        elif number == 4:
            plain += _numbers(value, "f")
        elif number in (5, 7):
            plain += _numbers(value, "i")
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            raw = bytes(value)
    if raw:
        return name, np.frombuffer(raw, _TYPES[kind]).reshape(shape)
    if plain and kind == 10:  # half precision is written as the bits of whole numbers
        return name, np.array(plain, np.uint16).view(np.float16).reshape(shape)
    if len(plain) != math.prod(shape):
        raise ValueError(f"the constant {name} is not in the file")
    return name, np.array(plain, _TYPES[kind]).reshape(shape)


def _text(data: memoryview) -> str:
    """The name of a value: its first field."""
    return next(bytes(value).decode() for number, value in _fields(data) if number == 1)


def _shape(data: memoryview) -> tuple[int, ...]:
    """How large a value is: its type, in there its tensor, its shape, and that one's sizes."""
    parts = [data]
    for wanted in (2, 1, 2, 1):
        parts = [value for part in parts for number, value in _fields(part) if number == wanted]
    return tuple(dict(_fields(part)).get(1, 0) for part in parts)


def _numbers(value: Any, kind: str) -> list[Any]:  # noqa: ANN401 - a number or the bytes of many
    """One number, or many that are packed into bytes."""
    if not isinstance(value, memoryview):
        return [value]
    if kind == "f":
        return list(np.frombuffer(value, "<f4").tolist())
    found: list[Any] = []
    at = 0
    while at < len(value):
        number, at = _varint(value, at)
        found.append(number)
    return found


def _fields(data: memoryview) -> Iterator[tuple[int, Any]]:
    """Number and value of each field: whole numbers, floats, or the bytes of something longer."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, written = key >> 3, key & 7
        value: Any
        if written == _VARINT:
            value, at = _varint(data, at)
        elif written == _BYTES:
            length, at = _varint(data, at)
            if at + length > len(data):
                raise ValueError("it ends too early")
            value, at = data[at : at + length], at + length
        elif written in (_FIXED32, _FIXED64):
            size = 4 if written == _FIXED32 else 8
            (value,) = struct.unpack("<f" if size == 4 else "<d", data[at : at + size])
            at += size
        else:
            raise ValueError("it is written in an unknown way")
        yield number, value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """A whole number of variable length, as signed 64 bits, and where the next field begins."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return (number - (1 << 64) if number >> 63 else number), at
        shift += 7
