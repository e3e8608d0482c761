"""Translating single operations for ncnn: either computed alike, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save

from vaha.runtime.card import ModelCard
from vaha.runtime.ncnn_graph import CannotTranslate, translate
from vaha.runtime.ncnn_session import TranslatedModel
from vaha.runtime.onnx_file import read_graph
from vaha.runtime.session import OnnxModel

pytest.importorskip("ncnn")

CARD = ModelCard("tiny", "a task", "tiny.onnx", "", "a model", "MIT", "2026-01-01")
PICTURE, ROW = ["batch", 4, 12, 10], ["batch", 6]


def numbers(*shape: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def network(
    path: Path, shape: list[Any], steps: list[tuple[Any, ...]], rank: int, **constants: Any
) -> Path:
    """`x` through the steps, each (operation, inputs, attributes), to `y`."""
    nodes = [
        helper.make_node(kind, names, ["y" if last == len(steps) else f"v{last}"], **attributes)
        for last, (kind, names, attributes) in enumerate(steps, start=1)
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None] * rank)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, path)
    return path


CONV = {"w": numbers(5, 4, 3, 3), "b": numbers(5)}
GRID = {"grid": np.array([0, 2, -1]), "g": numbers(2), "h": numbers(2)}
CASES: dict[str, tuple[Any, ...]] = {
    "convolution": (PICTURE, [("Conv", ["x", "w", "b"], {"pads": [1] * 4})], 4, CONV),
    "strides": (PICTURE, [("Conv", ["x", "w"], {"strides": [2, 2]})], 4, {"w": CONV["w"]}),
    "leaky": (
        PICTURE,
        [("Conv", ["x", "w", "b"], {"pads": [1] * 4}), ("LeakyRelu", ["v1"], {"alpha": 0.1})],
        4,
        CONV,
    ),
    "used twice": (
        PICTURE,
        [
            ("Conv", ["x", "w"], {"pads": [1] * 4}),
            ("Relu", ["v1"], {}),
            ("Add", ["v1", "v2"], {}),
        ],
        4,
        {"w": numbers(4, 4, 3, 3)},
    ),
    "scalars": (
        PICTURE,
        [("Sub", ["one", "x"], {}), ("Div", ["v1", "two"], {}), ("Mul", ["v2", "v2"], {})],
        4,
        {"one": np.float32(1), "two": np.float32(2)},
    ),
    "reciprocal": (ROW, [("Clip", ["x", "low", "high"], {}), ("Div", ["low", "v1"], {})], 2,
                   {"low": np.float32(0.5), "high": np.float32(2)}),
    "channels": (PICTURE, [("Add", ["x", "c"], {})], 4, {"c": numbers(4, 1, 1)}),
    "product": (ROW, [("Gemm", ["x", "w", "b"], {"transB": 1})], 2,
                {"w": numbers(3, 6), "b": numbers(3)}),
    "matrix": (ROW, [("MatMul", ["x", "w"], {})], 2, {"w": numbers(6, 3)}),
    "maximum": (PICTURE, [("MaxPool", ["x"], {"kernel_shape": [2, 2], "strides": [2, 2]})], 4, {}),
    "mean": (PICTURE, [("AveragePool", ["x"], {"kernel_shape": [2, 2], "strides": [2, 2]})], 4, {}),
    "spread": (
        PICTURE,
        [
            ("ReduceMean", ["x"], {"axes": [2, 3]}),
            ("Sub", ["x", "v1"], {}),
            ("Mul", ["v2", "v2"], {}),
            ("ReduceMean", ["v3"], {"axes": [2, 3], "keepdims": 0}),
            ("Sqrt", ["v4"], {}),
        ],
        2,
        {},
    ),
    "groups": (
        PICTURE,
        [
            ("Reshape", ["x", "grid"], {}),
            ("InstanceNormalization", ["v1", "g", "h"], {}),
            ("Reshape", ["v2", "back"], {}),
        ],
        4,
        GRID | {"back": np.array([-1, 4, 12, 10])},
    ),
    "cut": (PICTURE, [("Slice", ["x", "from", "to", "axis"], {})], 4,
            {"from": np.array([1]), "to": np.array([3]), "axis": np.array([1])}),
    "repeated": (
        PICTURE,
        [(
            "Resize", ["x", "", "by"],
            {"mode": "nearest", "coordinate_transformation_mode": "asymmetric",
             "nearest_mode": "floor"},
        )],
        4,
        {"by": np.array([1, 1, 2, 2], np.float32)},
    ),
    "straight lines": (
        PICTURE,
        [("Resize", ["x", "", "by"], {"mode": "linear"})],
        4,
        {"by": np.array([1, 1, 4, 4], np.float32)},
    ),
    "shuffle": (PICTURE, [("DepthToSpace", ["x"], {"blocksize": 2, "mode": "CRD"})], 4, {}),
    "shuffle by depth": (PICTURE, [("DepthToSpace", ["x"], {"blocksize": 2})], 4, {}),
    "flattened": (PICTURE, [("Flatten", ["x"], {"axis": 1})], 2, {}),
    "joined": (ROW, [("Sqrt", ["x"], {}), ("Concat", ["x", "v1"], {"axis": 1})], 2, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_operation_is_computed_as_onnxruntime_does(tmp_path: Path, case: str) -> None:
    shape, steps, rank, constants = CASES[case]
    path = network(tmp_path / "tiny.onnx", shape, steps, rank, **constants)
    given = {"x": np.abs(numbers(3, *shape[1:]))}
    expected = OnnxModel(path, CARD, threads=1).run(given)["y"]
    for threads in (1, 2):
        found = TranslatedModel(path, CARD, threads).run(given)["y"]
        assert found.shape == expected.shape
        assert np.abs(found - expected).max() <= 1e-5 * np.abs(expected).max()


REFUSED: dict[str, tuple[Any, ...]] = {
    "an unknown operation": ([("Softsign", ["x"], {})], {}),
    "groups": ([("Conv", ["x", "w"], {"group": 2})], {"w": numbers(4, 2, 3, 3)}),
    "a mean of channels": ([("ReduceMean", ["x"], {"axes": [1]})], {}),
    "padding": ([("MaxPool", ["x"], {"kernel_shape": [2, 2], "pads": [1] * 4})], {}),
    "a cut of rows": (
        [("Slice", ["x", "from", "to", "axis"], {})],
        {"from": np.array([1]), "to": np.array([3]), "axis": np.array([2])},
    ),
    "flattened otherwise": ([("Flatten", ["x"], {"axis": 2})], {}),
    "cubic": ([("Resize", ["x", "", "by"], {"mode": "cubic"})],
              {"by": np.array([1, 1, 2, 2], np.float32)}),
    "halves": ([("Resize", ["x", "", "by"], {"mode": "linear"})],
               {"by": np.array([1, 1, 1.5, 1.5], np.float32)}),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_known_is_refused_and_never_guessed(tmp_path: Path, case: str) -> None:
    steps, constants = REFUSED[case]
    path = network(tmp_path / "tiny.onnx", PICTURE, steps, 4, **constants)
    with pytest.raises(CannotTranslate):
        translate(read_graph(path.read_bytes()))
