from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, save

from vaha.errors import ModelDamaged, ModelError
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions import onnx as session
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.store import ModelStore


def write_network(path: Path) -> Path:
    """Two outputs of one input, N x 2: its double in half precision, and its negative."""
    given = helper.make_tensor_value_info("given", TensorProto.FLOAT, ["N", 2])
    double = helper.make_tensor_value_info("double", TensorProto.FLOAT16, ["N", 2])
    negative = helper.make_tensor_value_info("negative", TensorProto.FLOAT, ["N", 2])
    nodes = [
        helper.make_node("Add", ["given", "given"], ["sum"]),
        helper.make_node("Cast", ["sum"], ["double"], to=TensorProto.FLOAT16),
        helper.make_node("Neg", ["given"], ["negative"]),
    ]
    graph = helper.make_graph(nodes, "tiny", [given], [double, negative])
    opset = helper.make_opsetid("", 17)
    save(helper.make_model(graph, opset_imports=[opset], ir_version=8), path)
    return path


def card(path: Path) -> ModelCard:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return ModelCard("tiny", "a task", path.name, sha256, "a model", "MIT", "2026-01-01")


@pytest.fixture
def model(tmp_path: Path) -> OnnxModel:
    path = write_network(tmp_path / "tiny.onnx")
    return OnnxModel(path, card(path), threads=1)


def test_outputs_come_by_name_in_float32(model: OnnxModel) -> None:
    given = np.array([[1, 2], [3, 4]], dtype=np.float32)

    outputs = model.run({"given": given})

    assert set(outputs) == {"double", "negative"}
    assert (outputs["double"] == 2 * given).all()
    assert (outputs["negative"] == -given).all()
    assert {array.dtype for array in outputs.values()} == {np.dtype(np.float32)}


def test_a_model_is_opened_from_the_store(tmp_path: Path) -> None:
    path = write_network(tmp_path / "mood.onnx")
    (tmp_path / "mood.json").write_text(card(path).to_json())
    store = ModelStore(tmp_path, tmp_path / "home")

    model = OnnxModel.open(store, "mood", threads=1)

    assert model.card.file == "mood.onnx"
    assert model.run({"given": np.zeros((3, 2), np.float32)})["double"].shape == (3, 2)


def test_making_a_model_loads_nothing(tmp_path: Path) -> None:
    OnnxModel(tmp_path / "nowhere.onnx", card(write_network(tmp_path / "tiny.onnx")))


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"other": np.zeros((1, 2), np.float32)},
        {"given": np.zeros((1, 3), np.float32)},
        {"given": np.zeros((1, 2), np.float64)},
    ],
)
def test_wrong_inputs_become_a_model_error(model: OnnxModel, inputs, capfd) -> None:
    with pytest.raises(ModelError, match="'tiny' cannot be run") as refusal:
        model.run(inputs)
    assert "\n" not in str(refusal.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("data", [b"", b"no network", None])
def test_a_file_that_is_no_network_is_damaged(tmp_path: Path, data: bytes | None, capfd) -> None:
    path = write_network(tmp_path / "tiny.onnx")
    described = card(path)
    path.write_bytes(path.read_bytes()[:-20] if data is None else data)

    with pytest.raises(ModelDamaged, match="is no network that can be loaded"):
        OnnxModel(path, described).run({})
    assert capfd.readouterr().err == ""


def test_several_threads_load_it_once(model: OnnxModel, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []
    load = model._load

    def counted() -> object:
        loads.append(1)
        time.sleep(0.02)  # long enough for all to come
        return load()

    monkeypatch.setattr(model, "_load", counted)
    given = [np.full((2, 2), number, np.float32) for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: model.run({"given": one})["negative"], given))
    assert loads == [1]
    for one, answer in zip(given, answers, strict=True):
        assert np.array_equal(answer, -one)


def test_without_a_cuda_card_the_processor_does_the_work_and_it_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(session, "has_cuda", lambda: False)
    monkeypatch.setattr(session, "_told_of_no_cuda", False)
    path = write_network(tmp_path / "tiny.onnx")
    given = {"given": np.ones((1, 2), np.float32)}

    for device in ("auto", "cpu", "cuda", "cuda"):
        assert (OnnxModel(path, card(path), 1, device).run(given)["double"] == 2).all()

    assert len(caplog.messages) == 1
    assert "no CUDA card" in caplog.text and "processor" in caplog.text


class Onnxruntime:
    """Stands in for onnxruntime-gpu: what it offers, and what a session of it gets."""

    def __init__(self, offered: bool, got: Sequence[str] | Exception) -> None:
        self._offered = offered
        self._got = got

    def get_available_providers(self) -> list[str]:
        return ["CUDAExecutionProvider"] * self._offered + ["CPUExecutionProvider"]

    class SessionOptions:
        log_severity_level = 2

    def InferenceSession(
        self, network: bytes, options: Any, providers: list[str], enable_fallback: int
    ) -> Onnxruntime:
        assert providers == ["CUDAExecutionProvider"]
        assert enable_fallback == 0 and options.log_severity_level == 4  # it would print else
        if isinstance(self._got, Exception):
            raise self._got
        return self

    def run(self, names: None, given: Any) -> list[Any]:
        return [-given["x"]]

    def get_providers(self) -> Sequence[str]:
        assert not isinstance(self._got, Exception)
        return self._got


CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"


@pytest.mark.parametrize(
    ("offered", "got", "usable"),
    [
        (True, [CUDA, CPU], True),
        (True, [CPU], False),  # its libraries are missing: it falls back
        (True, RuntimeError("CUDA failure 35: CUDA driver version is insufficient"), False),
        (False, [CPU], False),
    ],
)
def test_what_a_session_really_gets_decides(
    offered: bool, got: Sequence[str] | Exception, usable: bool
) -> None:
    assert session.cuda_of(Onnxruntime(offered, got)) == session.Cuda(offered, usable)


def test_the_network_that_asks_can_be_run() -> None:
    onnxruntime = session.import_onnxruntime()
    asked = onnxruntime.InferenceSession(session._NEGATION, providers=[CPU])
    assert asked.run(None, {"x": np.ones(1, np.float32)})[0] == [-1]


def test_why_there_is_no_cuda_says_what_to_do() -> None:
    assert "pip uninstall onnxruntime," in session.why_no_cuda(session.Cuda(False, False))
    assert "cuDNN" in session.why_no_cuda(session.Cuda(True, False))


def test_onnxruntime_prints_nothing_beside_what_it_raises(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In colours, and once for each network: here with the options that it has by itself."""
    given = helper.make_tensor_value_info("given", TensorProto.FLOAT, ["N"])
    shape = helper.make_tensor_value_info("shape", TensorProto.INT64, [1])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    node = helper.make_node("Reshape", ["given", "shape"], ["out"])
    graph = helper.make_graph([node], "tiny", [given, shape], [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    network = session.import_onnxruntime().InferenceSession(
        model.SerializeToString(), providers=[CPU]
    )

    with pytest.raises(Exception, match="Reshape"):
        network.run(None, {"given": np.ones(4, np.float32), "shape": np.array([3])})

    assert capfd.readouterr() == ("", "")
