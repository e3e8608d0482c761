"""Reading ONNX files: the same nodes, constants and ends as the `onnx` package reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import vaha.runtime.store
from vaha.errors import ModelDamaged
from vaha.runtime.onnx_file import read_graph

WEIGHTS = sorted((Path(vaha.runtime.store.__file__).parents[1] / "weights").glob("*.onnx"))


@pytest.mark.weights
@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: path.stem)
def test_a_bundled_network_is_read_as_onnx_reads_it(path: Path) -> None:
    graph, theirs = read_graph(path.read_bytes()), onnx.load(path).graph

    assert [(node.kind, node.inputs, node.outputs) for node in graph.nodes] == [
        (node.op_type, tuple(node.input), tuple(node.output)) for node in theirs.node
    ]
    for ours, node in zip(graph.nodes, theirs.node, strict=True):
        assert ours.attributes.keys() == {attribute.name for attribute in node.attribute}
    assert graph.constants.keys() == {constant.name for constant in theirs.initializer}
    for constant in theirs.initializer:
        assert np.array_equal(graph.constants[constant.name], numpy_helper.to_array(constant))
    assert graph.inputs == {
        value.name: tuple(size.dim_value for size in value.type.tensor_type.shape.dim)
        for value in theirs.input
    }
    assert graph.outputs == tuple(value.name for value in theirs.output)


@pytest.mark.parametrize(
    "value", [3, -1, 0.5, "nearest", [1, -2, 300], [0.25, 4.0], np.arange(6.0).reshape(2, 3)]
)
def test_attributes_of_every_kind_are_read(value: object) -> None:
    written = numpy_helper.from_array(value) if isinstance(value, np.ndarray) else value
    node = helper.make_node("Thing", ["a", ""], ["b"], setting=written)
    (ours,) = read_graph(as_file([node], [])).nodes
    assert ours.inputs == ("a", "")
    assert np.array_equal(ours.attributes["setting"], value)


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("kind", [np.float32, np.float16, np.int64, np.int32, np.int8, np.uint8])
def test_constants_of_every_kind_are_read(kind: type, raw: bool) -> None:
    numbers = np.array([[1, 2, 3], [4, 5, 0]]).astype(kind)
    element = helper.np_dtype_to_tensor_dtype(numbers.dtype)
    data = numbers.tobytes() if raw else numbers.ravel()
    tensor = helper.make_tensor("numbers", element, numbers.shape, data, raw=raw)
    found = read_graph(as_file([], [tensor])).constants["numbers"]
    assert found.dtype == numbers.dtype and np.array_equal(found, numbers)


def test_a_constant_of_nothing_is_read() -> None:
    empty = numpy_helper.from_array(np.zeros(0, np.int64), "none")
    assert read_graph(as_file([], [empty])).constants["none"].shape == (0,)


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_file_that_was_cut_short_is_damaged(cut: int) -> None:
    tensor = numpy_helper.from_array(np.arange(20.0), "numbers")
    with pytest.raises(ModelDamaged, match="no ONNX file"):
        read_graph(as_file([], [tensor])[:-cut])


@pytest.mark.parametrize("data", [b"", b"no network", bytes(range(256))])
def test_bytes_that_are_no_network_are_damaged(data: bytes) -> None:
    with pytest.raises(ModelDamaged):
        read_graph(data)


def as_file(nodes: list[onnx.NodeProto], constants: list[onnx.TensorProto]) -> bytes:
    end = helper.make_tensor_value_info("b", TensorProto.FLOAT, ["batch", 2])
    graph = helper.make_graph(nodes, "tiny", [], [end], constants)
    return helper.make_model(graph, ir_version=8).SerializeToString()
