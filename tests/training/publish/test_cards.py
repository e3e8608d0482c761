"""What is exported says inside, too, what it is, and computes as it did before."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper  # noqa: E402

from vaha.runtime.card import ModelCard  # noqa: E402
from vaha.runtime.sessions.onnx import OnnxModel, import_onnxruntime  # noqa: E402
from vaha.training.publish.cards import write_exported  # noqa: E402

CARD = ModelCard(
    "double", "test", "double.onnx", "", "Doubles ä number.", "none", "2026", ("one", "two"),
    (1, 2), training_data=({"name": "nothing", "terms": "none"},),
)  # fmt: skip


def test_a_file_alone_says_what_it_is(tmp_path: Path) -> None:
    value = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch"]) for name in ("x", "y")
    ]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["y"])], "g", value[:1], value[1:]
    )
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
    onnx.save(model, str(tmp_path / "double.onnx"))

    card = write_exported(CARD, tmp_path)

    path = tmp_path / "double.onnx"
    said = import_onnxruntime().InferenceSession(str(path)).get_modelmeta().custom_metadata_map
    assert said["description"] == "Doubles ä number." and said["licence"] == "none"
    assert json.loads(said["labels"]) == ["one", "two"] and json.loads(said["input_size"]) == [1, 2]
    assert json.loads(said["training_data"]) == [{"name": "nothing", "terms": "none"}]
    assert card.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert ModelCard.read(tmp_path / "double.json") == card
    doubled = OnnxModel(path, card).run({"x": np.array([2.0], np.float32)})["y"]
    assert doubled.tolist() == [4.0]
