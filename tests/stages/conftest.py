"""Tiny networks that keep the contracts of the real ones, made as ONNX files when a test asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel

Weights = dict[str, Any]
MakeModel = Callable[..., OnnxModel]


def save_graph(
    path: Path,
    nodes: Sequence[Any],
    inputs: dict[str, list[Any]],
    outputs: dict[str, list[Any]],
    weights: Weights,
) -> None:
    """Write a network: float inputs and outputs by name and shape, and its constants."""
    from onnx import TensorProto, checker, helper, numpy_helper

    def described(name: str, shape: list[Any]) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        list(nodes),
        "tiny",
        [described(*one) for one in inputs.items()],
        [described(*one) for one in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def card_of(name: str, **more: Any) -> ModelCard:
    return ModelCard(
        name=name, task="test", file=f"{name}.onnx", sha256="ab" * 32,
        description="tiny", licence="none", date="2026", **more,
    )  # fmt: skip


@pytest.fixture
def mood_model(tmp_path: Path) -> MakeModel:
    """Logits = mean of the face's numbers * `slope` + `bias`, in the order of `labels`."""

    def make(
        slope: Sequence[float], bias: Sequence[float], labels: Sequence[str] = (), **settings: Any
    ) -> OnnxModel:
        from onnx.helper import make_node

        path = tmp_path / "mood.onnx"
        nodes = [
            make_node("ReduceMean", ["faces"], ["mean"], axes=[2, 3], keepdims=0),
            make_node("MatMul", ["mean", "slope"], ["steep"]),
            make_node("Add", ["steep", "bias"], ["logits"]),
        ]
        weights = {"slope": np.array([slope], np.float32), "bias": np.array(bias, np.float32)}
        save_graph(path, nodes, {"faces": ["n", 1, 48, 48]}, {"logits": ["n", 7]}, weights)
        names = tuple(labels) or tuple(emotion.value for emotion in FACE_EMOTIONS)
        card = card_of(
            "mood", labels=names, channels=1, mean=(0.5,), std=(0.25,), settings=settings
        )
        return OnnxModel(path, card, threads=1)

    return make


@pytest.fixture
def painter_model(tmp_path: Path) -> MakeModel:
    """Pictures = 128 + 40 * (truncation * noise @ A) + 20 * (mood @ B), 64 x 64.

    With `styles` in its settings also + 30 * (style @ C).
    """

    def make(labels: Sequence[str] = (), **settings: Any) -> OnnxModel:
        from onnx.helper import make_node

        path, random = tmp_path / "painter.onnx", np.random.default_rng(0)
        nodes = [
            make_node("Mul", ["noise", "truncation"], ["strong"]),
            make_node("MatMul", ["strong", "A"], ["speckles"]),
            make_node("MatMul", ["mood", "B"], ["tint"]),
            make_node("Add", ["speckles", "tint"], ["both"]),
            make_node("Add", ["both", "middle"], ["flat"]),
            make_node("Reshape", ["flat", "shape"], ["pictures"]),
        ]
        weights = {
            "A": np.float32(40 * random.standard_normal((8, 3 * 64 * 64))),
            "B": np.float32(20 * random.standard_normal((7, 3 * 64 * 64))),
            "middle": np.float32(128.0),
            "shape": np.array([-1, 3, 64, 64]),
        }
        inputs = {"noise": ["n", 8], "mood": ["n", 7], "truncation": ["n", 1]}
        if styles := settings.get("styles"):
            nodes.insert(-2, make_node("MatMul", ["style", "C"], ["manner"]))
            nodes.insert(-2, make_node("Add", ["both", "manner"], ["styled"]))
            nodes[-2] = make_node("Add", ["styled", "middle"], ["flat"])
            weights["C"] = np.float32(30 * random.standard_normal((len(styles), 3 * 64 * 64)))
            inputs["style"] = ["n", len(styles)]
        save_graph(path, nodes, inputs, {"pictures": ["n", 3, 64, 64]}, weights)
        names = tuple(labels) or tuple(emotion.value for emotion in FACE_EMOTIONS)
        card = card_of("painter", labels=names, settings={"noise_size": 8} | settings)
        return OnnxModel(path, card, threads=1)

    return make


@pytest.fixture
def critic_model(tmp_path: Path) -> MakeModel:
    """Embedding = the mean colour (normalised), logits = embedding @ `weights` (3 x 9)."""

    def make(weights: Any, labels: Sequence[str] = (), **settings: Any) -> OnnxModel:
        from onnx.helper import make_node

        path = tmp_path / "critic.onnx"
        nodes = [
            make_node("ReduceMean", ["pictures"], ["embedding"], axes=[2, 3], keepdims=0),
            make_node("MatMul", ["embedding", "W"], ["logits"]),
        ]
        outputs = {"logits": ["n", 9], "embedding": ["n", 3]}
        constants = {"W": np.float32(weights)}
        save_graph(path, nodes, {"pictures": ["n", 3, 32, 32]}, outputs, constants)
        names = tuple(labels) or tuple(emotion.value for emotion in ART_EMOTIONS)
        card = card_of(
            "critic",
            labels=names,
            input_size=(32, 32),
            mean=(0.0, 0.0, 0.0),
            std=(1.0, 1.0, 1.0),
            settings={"base_rates": [1 / 9] * 9} | settings,
        )
        return OnnxModel(path, card, threads=1)

    return make


@pytest.fixture
def enlarger_model(tmp_path: Path) -> MakeModel:
    """Two 3 x 3 convolutions (so it looks 2 pixels around each) and a pixel shuffle by 4."""

    def make(margin: int = 2) -> OnnxModel:
        from onnx.helper import make_node

        path, random = tmp_path / "enlarger.onnx", np.random.default_rng(1)
        nodes = [
            make_node("Conv", ["picture", "first"], ["seen"], pads=[1, 1, 1, 1]),
            make_node("Conv", ["seen", "second"], ["fine"], pads=[1, 1, 1, 1]),
            make_node("DepthToSpace", ["fine"], ["enlarged"], blocksize=4, mode="CRD"),
        ]
        weights = {
            "first": np.float32(random.uniform(0, 2 / 27, (3, 3, 3, 3))),
            "second": np.float32(random.uniform(0, 2 / 27, (48, 3, 3, 3))),
        }
        inputs = {"picture": ["n", 3, "h", "w"]}
        save_graph(path, nodes, inputs, {"enlarged": ["n", 3, "h4", "w4"]}, weights)
        card = card_of("enlarger", settings={"scale": 4, "margin": margin})
        return OnnxModel(path, card, threads=1)

    return make
