"""Which runtime runs what, and that all of them answer alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import vaha.runtime.store
from vaha.errors import MissingExtra, ModelDamaged, ModelError
from vaha.runtime import choice
from vaha.runtime.card import ModelCard
from vaha.runtime.choice import FirstThatLoads, open_model
from vaha.runtime.model import FakeModel, Model
from vaha.runtime.sessions.ncnn import NcnnRows
from vaha.runtime.sessions.onnx import Cuda, OnnxModel
from vaha.runtime.store import ModelStore
from vaha.settings import Runtime, Settings

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"
CARD = ModelCard("tiny", "a task", "tiny.onnx", "", "a model", "MIT", "2026-01-01")
TOLERANCE = 1e-4
"""By how much runtimes may differ: for pictures of 0..255 a fortieth of a level."""
Inputs = dict[str, npt.NDArray[np.float32]]


def settings(runtime: Runtime = "auto", **more: Any) -> Settings:
    return Settings(home=Path("nowhere"), threads=2, runtime=runtime, **more)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(WEIGHTS, tmp_path)


def picture(rows: int) -> Inputs:
    """What the bundled enlarger is given."""
    chance = np.random.default_rng(7)
    return {"picture": chance.random((rows, 3, 40, 52), np.float32)}


@pytest.mark.weights
@pytest.mark.parametrize("rows", [1, 3])
def test_ncnn_enlarges_as_onnxruntime_does(store: ModelStore, rows: int) -> None:
    pytest.importorskip("ncnn")
    given = picture(rows)
    expected = open_model(store, "enlarger", settings("onnxruntime")).run(given)
    quicker = open_model(store, "enlarger", settings("ncnn"))
    found = quicker.run(given)
    assert isinstance(quicker, FirstThatLoads) and isinstance(quicker._model, NcnnRows)
    assert found.keys() == expected.keys() == {"enlarged"}
    assert found["enlarged"].shape == (rows, 3, 160, 208)
    assert found["enlarged"].dtype == np.float32
    differs = np.abs(found["enlarged"] - expected["enlarged"]).max()
    assert 0 < differs <= TOLERANCE * np.abs(expected["enlarged"]).max()


@pytest.mark.weights
def test_ncnn_is_taken_by_itself_where_it_is_installed(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: False)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    assert isinstance(open_model(store, "enlarger", settings()), FirstThatLoads)
    for other in ("mood", "painter", "critic"):
        assert isinstance(open_model(store, other, settings()), OnnxModel)
        assert isinstance(open_model(store, other, settings("ncnn")), OnnxModel)
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    assert isinstance(open_model(store, "enlarger", settings()), OnnxModel)


@pytest.mark.weights
def test_a_cuda_card_comes_before_ncnn_unless_the_processor_is_asked_for(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: True)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    assert isinstance(open_model(store, "enlarger", settings()), OnnxModel)
    assert isinstance(open_model(store, "enlarger", settings(device="cuda")), OnnxModel)
    assert isinstance(open_model(store, "enlarger", settings(device="cpu")), FirstThatLoads)


@pytest.mark.weights
def test_a_runtime_can_be_asked_for(store: ModelStore) -> None:
    assert isinstance(open_model(store, "enlarger", settings("onnxruntime")), OnnxModel)


@pytest.mark.weights
def test_a_runtime_that_is_missing_is_named(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[ncnn"):
        open_model(store, "enlarger", settings("ncnn"))


def test_what_cannot_be_loaded_is_run_by_the_second_from_then_on() -> None:
    tried: list[str] = []

    def answer(name: str, works: bool) -> Model:
        def run(given: Any) -> dict[str, npt.NDArray[np.float32]]:
            tried.append(name)
            if not works:
                raise ModelDamaged(f"{name} cannot be loaded")
            return {"doubled": 2 * given["x"]}

        return FakeModel(CARD, run)

    model = FirstThatLoads(answer("first", False), answer("second", True))
    assert model.card is CARD
    for _ in range(2):
        assert model.run({"x": np.ones(2, np.float32)})["doubled"].tolist() == [2, 2]
    assert tried == ["first", "second", "second"]
    neither = FirstThatLoads(answer("first", False), answer("second", False))
    for _ in range(2):
        with pytest.raises(ModelDamaged, match="second"):
            neither.run({})


@pytest.mark.weights
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"pictures": np.zeros((1, 3, 64, 64), np.float32)},
        {"picture": np.zeros((1, 4, 64, 64), np.float32)},
        {"picture": np.zeros((0, 3, 64, 64), np.float32)},
        {"picture": np.zeros((3, 64, 64), np.float32)},
    ],
)
def test_wrong_inputs_never_reach_ncnn(store: ModelStore, wrong: Inputs) -> None:
    pytest.importorskip("ncnn")
    with pytest.raises(ModelError, match="'enlarger' cannot be run"):
        open_model(store, "enlarger", settings("ncnn")).run(wrong)


@pytest.mark.weights
def test_ncnn_writes_nothing_into_what_it_is_given(store: ModelStore) -> None:
    pytest.importorskip("ncnn")
    given = picture(3)
    before = given["picture"].copy()
    open_model(store, "enlarger", settings("ncnn")).run(given)
    assert np.array_equal(given["picture"], before)


def test_the_choice_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: False)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    told = choice.describe(settings())
    assert told == "onnxruntime on the processor, 2 threads; ncnn for the enlarger"
    assert choice.describe(settings("onnxruntime")) == "onnxruntime on the processor, 2 threads"
    assert choice.describe(settings("ncnn")) == told
    monkeypatch.setattr(choice, "has_cuda", lambda: True)
    assert "CUDA" in choice.describe(settings())
    assert "ncnn" in choice.describe(settings(device="cpu"))


def test_a_cuda_runtime_without_a_card_is_told_and_ncnn_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    monkeypatch.setattr(choice, "has_cuda", lambda: False)
    monkeypatch.setattr(choice, "find_cuda", lambda: Cuda(is_offered=True, is_usable=False))
    told = choice.describe(settings())
    assert told.startswith("onnxruntime on the processor, 2 threads; ncnn for the enlarger")
    assert "onnxruntime-gpu finds no card" in told
    assert "finds no card" not in choice.describe(settings(device="cpu"))
    monkeypatch.setattr(choice, "find_cuda", lambda: Cuda(is_offered=False, is_usable=False))
    assert "pip uninstall onnxruntime" in choice.describe(settings(device="cuda"))


FORKED = """
import os, sys, time, numpy as np
from pathlib import Path
import vaha.runtime.store
from vaha.runtime.choice import open_model
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
store = ModelStore(Path(vaha.runtime.store.__file__).parents[1] / "weights", Path("nowhere"))
model = open_model(store, "enlarger", Settings(Path("nowhere"), threads=2, runtime="ncnn"))
given = {"picture": np.full((4, 3, 64, 64), 0.5, np.float32)}
model.run(given)
child = os.fork()
if child == 0:
    model.run(given)
    os._exit(0)
for _ in range(400):
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        sys.exit(status)
    time.sleep(0.05)
os.kill(child, 9)
sys.exit("the child hangs")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_has_threads_of_its_own() -> None:
    pytest.importorskip("ncnn")
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=60)
