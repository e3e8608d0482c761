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
from vaha.errors import MissingExtra, ModelError
from vaha.runtime import choice
from vaha.runtime.card import ModelCard
from vaha.runtime.choice import (
    EIGHT_BIT_TOLERANCE,
    QUICKER_WITH_NCNN,
    TOLERANCE,
    FirstThatCan,
    open_model,
)
from vaha.runtime.model import FakeModel, Model
from vaha.runtime.ncnn_graph import CannotTranslate
from vaha.runtime.ncnn_session import TranslatedModel
from vaha.runtime.session import Cuda, OnnxModel
from vaha.runtime.store import ModelStore
from vaha.settings import Runtime, Settings

WEIGHTS = Path(vaha.runtime.store.__file__).parents[1] / "weights"
CARD = ModelCard("tiny", "a task", "tiny.onnx", "", "a model", "MIT", "2026-01-01")
Inputs = dict[str, npt.NDArray[np.float32]]


def settings(runtime: Runtime = "auto", **more: Any) -> Settings:
    return Settings(home=Path("nowhere"), threads=2, runtime=runtime, **more)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(WEIGHTS, tmp_path)


def inputs(name: str, rows: int) -> Inputs:
    """What the bundled network of this name is given."""
    chance = np.random.default_rng(7)
    if name == "painter":
        return {
            "noise": chance.standard_normal((rows, 128), np.float32),
            "mood": chance.dirichlet(np.ones(7), rows).astype(np.float32),
            "truncation": chance.random((rows, 1), np.float32),
        }
    shape = {"critic": (3, 64, 64), "enlarger": (3, 40, 52), "mood": (1, 48, 48)}[name]
    return {
        {"critic": "pictures", "enlarger": "picture", "mood": "faces"}[name]: chance.random(
            (rows, *shape), np.float32
        )
    }


@pytest.mark.weights
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["painter", "critic", "enlarger", "mood"])
def test_every_runtime_gives_what_onnxruntime_gives(
    store: ModelStore, name: str, rows: int
) -> None:
    pytest.importorskip("ncnn")
    given = inputs(name, rows)
    expected = open_model(store, name, settings("onnxruntime")).run(given)
    found = open_model(store, name, settings("ncnn")).run(given)
    assert found.keys() == expected.keys()
    for output, numbers in expected.items():
        assert found[output].shape == numbers.shape and found[output].dtype == np.float32
        bound = EIGHT_BIT_TOLERANCE if name == "mood" else TOLERANCE
        assert np.abs(found[output] - numbers).max() <= bound * np.abs(numbers).max()


@pytest.mark.weights
@pytest.mark.parametrize("name", sorted(QUICKER_WITH_NCNN))
def test_what_is_said_to_be_quicker_with_ncnn_can_be_translated(
    store: ModelStore, name: str
) -> None:
    pytest.importorskip("ncnn")
    model = TranslatedModel(store.path(name), store.card(name), threads=2)
    assert model.run(inputs(name, 2))


@pytest.mark.weights
def test_ncnn_is_taken_by_itself_where_it_is_installed(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: False)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    assert isinstance(open_model(store, "painter", settings()), FirstThatCan)
    assert isinstance(open_model(store, "mood", settings()), OnnxModel)
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    assert isinstance(open_model(store, "painter", settings()), OnnxModel)


@pytest.mark.weights
def test_a_cuda_card_comes_before_ncnn_unless_the_processor_is_asked_for(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: True)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    assert isinstance(open_model(store, "painter", settings()), OnnxModel)
    assert isinstance(open_model(store, "painter", settings(device="cuda")), OnnxModel)
    assert isinstance(open_model(store, "painter", settings(device="cpu")), FirstThatCan)


@pytest.mark.weights
def test_a_runtime_can_be_asked_for(store: ModelStore) -> None:
    assert isinstance(open_model(store, "painter", settings("onnxruntime")), OnnxModel)


@pytest.mark.weights
def test_a_runtime_that_is_missing_is_named(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[ncnn"):
        open_model(store, "enlarger", settings("ncnn"))


def test_what_cannot_be_translated_is_run_by_the_second_from_then_on() -> None:
    tried: list[str] = []

    def answer(name: str) -> Model:
        def run(given: Any) -> dict[str, npt.NDArray[np.float32]]:
            tried.append(name)
            if name == "first":
                raise CannotTranslate("Softsign")
            return {"doubled": 2 * given["x"]}

        return FakeModel(CARD, run)

    model = FirstThatCan(answer("first"), answer("second"))
    assert model.card is CARD
    for _ in range(2):
        assert model.run({"x": np.ones(2, np.float32)})["doubled"].tolist() == [2, 2]
    assert tried == ["first", "second", "second"]


@pytest.mark.weights
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"picture": np.zeros((1, 3, 64, 64), np.float32)},
        {"pictures": np.zeros((1, 3, 64, 63), np.float32)},
        {"pictures": np.zeros((3, 64, 64), np.float32)},
    ],
)
def test_wrong_inputs_never_reach_ncnn(store: ModelStore, wrong: Inputs) -> None:
    pytest.importorskip("ncnn")
    model = TranslatedModel(store.path("critic"), store.card("critic"), threads=1)
    with pytest.raises(ModelError, match="'critic' cannot be run"):
        model.run(wrong)


@pytest.mark.weights
def test_ncnn_writes_nothing_into_what_it_is_given(store: ModelStore) -> None:
    pytest.importorskip("ncnn")
    given = inputs("critic", 3)
    before = given["pictures"].copy()
    open_model(store, "critic", settings("ncnn")).run(given)
    assert np.array_equal(given["pictures"], before)


def test_the_choice_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "has_cuda", lambda: False)
    monkeypatch.setattr(choice, "is_installed", lambda: True)
    told = choice.describe(settings())
    assert told == "onnxruntime on the processor, 2 threads; ncnn for painter, critic, enlarger"
    assert choice.describe(settings("onnxruntime")) == "onnxruntime on the processor, 2 threads"
    assert choice.describe(settings("ncnn")) == "ncnn on the processor, 2 threads"
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
    assert told.startswith("onnxruntime on the processor, 2 threads; ncnn for painter")
    assert "onnxruntime-gpu finds no card" in told
    assert "finds no card" not in choice.describe(settings(device="cpu"))
    monkeypatch.setattr(choice, "find_cuda", lambda: Cuda(is_offered=False, is_usable=False))
    assert "pip uninstall onnxruntime" in choice.describe(settings(device="cuda"))


def test_without_a_temporary_folder_onnxruntime_runs_it(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ncnn")

    def refuse(**_: Any) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    usual = open_model(store, "critic", settings("onnxruntime"))
    model = open_model(store, "critic", settings("ncnn"))
    monkeypatch.setattr("vaha.runtime.ncnn_session.TemporaryDirectory", refuse)
    given = inputs("critic", 1)
    assert all(np.array_equal(model.run(given)[n], out) for n, out in usual.run(given).items())


FORKED = """
import os, sys, time, numpy as np
from pathlib import Path
import vaha.runtime.store
from vaha.runtime.choice import open_model
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
store = ModelStore(Path(vaha.runtime.store.__file__).parents[1] / "weights", Path("nowhere"))
model = open_model(store, "critic", Settings(Path("nowhere"), threads=2, runtime="ncnn"))
given = {"picture": np.full((4, 3, 64, 64), 0.5, np.float32)}
given = {next(iter(model._model._net.inputs)): given["picture"]}
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
