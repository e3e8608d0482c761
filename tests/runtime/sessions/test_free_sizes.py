"""A network published for one size of pictures takes any other, and computes the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vaha.errors import ModelFetchFailed
from vaha.runtime.sessions.free_sizes import with_free_sizes
from vaha.runtime.sessions.onnx import import_onnxruntime

SHAPES = ((10, 3, 32, 32), (10, 2, 32, 32))


@pytest.fixture(scope="module")
def published() -> bytes:
    """A convolution of ten pictures of 32 x 32 whose weights stand among its inputs, version 4."""
    pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    weights = np.random.default_rng(0).normal(size=(2, 3, 3, 3)).astype(np.float32)
    ends = [
        helper.make_tensor_value_info("in", TensorProto.FLOAT, SHAPES[0]),
        helper.make_tensor_value_info("w", TensorProto.FLOAT, weights.shape),
    ]
    graph = helper.make_graph(
        [helper.make_node("Conv", ["in", "w"], ["out"], pads=[1, 1, 1, 1])],
        "tiny",
        ends,
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, SHAPES[1])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 9)], ir_version=4)
    return bytes(model.SerializeToString())


def run(network: bytes, pictures: np.ndarray) -> np.ndarray:
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session.run(None, {"in": pictures})[0]


def test_other_sizes_are_taken_and_the_answers_are_the_same(published: bytes) -> None:
    pictures = np.random.default_rng(1).normal(size=SHAPES[0]).astype(np.float32)
    free = with_free_sizes(published, SHAPES)
    assert len(free) == len(published)
    assert run(free, pictures) == pytest.approx(run(published, pictures), abs=1e-5)
    assert run(free, np.zeros((1, 3, 64, 96), np.float32)).shape == (1, 2, 64, 96)
    with pytest.raises(Exception, match="invalid dimensions"):
        run(published, np.zeros((1, 3, 64, 96), np.float32))


def test_another_file_is_refused(published: bytes) -> None:
    with pytest.raises(ModelFetchFailed, match="nothing was changed"):
        with_free_sizes(published, [(10, 9, 32, 32)])
    with pytest.raises(ModelFetchFailed, match="nothing was changed"):
        with_free_sizes(b"no network", SHAPES)


def test_the_bundled_network_is_one_that_was_changed_so() -> None:
    import vaha.runtime.store

    weights = Path(vaha.runtime.store.__file__).parents[1] / "weights"
    if not (weights / "centerface" / "centerface.onnx").is_file():
        pytest.skip("the face finder's network is not here; `python hatch_build.py` brings it")
    from vaha.runtime.store import ModelStore

    store = ModelStore(weights, weights / "none")
    assert store.path("centerface").is_file()
    assert (weights / "centerface" / "LICENSE").read_text().startswith("MIT License")
