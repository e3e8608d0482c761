"""The ablation: what is turned over, what is compared, and that nothing is trained twice."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from benchmarks import mood_ablation
from benchmarks.mood_ablation import (
    HYPERPARAMETERS,
    choices_with_bias,
    difference_interval,
    measure_hyperparameters,
    table,
)
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.engine.checkpoint import read_state, save_checkpoint
from vaha.training.mood.options import PRESETS, PROCESSOR
from vaha.training.mood.run import train_mood

TINY = PROCESSOR.but(arch="baseline", epochs=1.0, batch=8)


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize("hyperparameter", list(HYPERPARAMETERS))
def test_one_hyperparameter_is_turned_over_and_nothing_else(
    hyperparameter: str, preset: str
) -> None:
    base = PRESETS[preset]
    before, after = asdict(base), asdict(mood_ablation.turned_over(base, hyperparameter))
    assert [name for name in before if before[name] != after[name]] == [hyperparameter]
    assert HYPERPARAMETERS[hyperparameter][0] in (before[hyperparameter], after[hyperparameter])


def test_each_run_is_kept_and_the_gain_has_its_sign(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faces = _faces(20)
    names = ["erase", "mix"]  # the recipe uses the first and goes without the second
    first = measure_hyperparameters(faces, TINY, names, range(2), tmp_path)
    recipe, erase, mix = first["accuracy"], *(first["hyperparameters"][name] for name in names)
    assert erase["brings"] == pytest.approx(np.mean(recipe) - np.mean(erase["accuracy"]), abs=1e-4)
    assert mix["brings"] == pytest.approx(np.mean(mix["accuracy"]) - np.mean(recipe), abs=1e-4)
    assert len(recipe) == 2 and not list(tmp_path.rglob("checkpoint.pt"))

    monkeypatch.setattr(mood_ablation, "train_mood", None)  # whoever trains again fails
    assert measure_hyperparameters(faces, TINY, names, range(2), tmp_path) == first
    with pytest.raises(SystemExit, match="another recipe"):
        measure_hyperparameters(faces, TINY.but(dropout=0.5), [], range(2), tmp_path)


def test_what_was_kept_before_a_hyperparameter_was_there_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faces = _faces(20)
    first = measure_hyperparameters(faces, TINY, [], range(1), tmp_path)
    (kept,) = tmp_path.rglob("readings.npz")
    readings = dict(np.load(kept))
    recipe = json.loads(str(readings["recipe"]))
    del recipe["schedule"]
    np.savez(kept, **readings | {"recipe": json.dumps(recipe)})

    monkeypatch.setattr(mood_ablation, "train_mood", None)
    assert measure_hyperparameters(faces, TINY, [], range(1), tmp_path) == first
    with pytest.raises(SystemExit, match="another recipe"):
        measure_hyperparameters(faces, TINY.but(schedule="steps"), [], range(1), tmp_path)


def test_with_folds_every_face_is_read_once_by_a_network_that_did_not_learn_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faces, learnt = _faces(24), []

    def watched(training: FaceSet, *arguments: Any, held: Any, **named: Any) -> Any:
        learnt.append(np.isin(faces.group, training.group[~held]))
        return train_mood(training, *arguments, held=held, **named)

    monkeypatch.setattr(mood_ablation, "train_mood", watched)
    results = measure_hyperparameters(faces, TINY, ["erase"], range(1), tmp_path, folds=3)
    assert results["faces"] == 24 and results["folds"] == 3 and len(learnt) == 6
    for runs in (learnt[:3], learnt[3:]):
        np.testing.assert_array_equal(sum(np.int64(run) for run in runs), 2)
    with np.load(tmp_path / "recipe" / "0-1" / "readings.npz") as kept:
        right = kept["logits"].argmax(1) == faces.labels[~learnt[1]]
    found = round(24 * results["accuracy_without_bias"][0])
    assert len(right) == 8 and right.sum() <= found <= right.sum() + 16
    with pytest.raises(SystemExit, match="--folds 2"):
        measure_hyperparameters(faces, TINY, [], range(1), tmp_path, folds=1)


def test_the_minutes_of_an_interrupted_run_are_all_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    faces, checkpoint = _faces(20), tmp_path / "recipe" / "0" / "checkpoint.pt"
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(mood_ablation, "predict", killed)
        measure_hyperparameters(faces, TINY, [], range(1), tmp_path)
    save_checkpoint(checkpoint, read_state(checkpoint) | {"spent": 120.0})
    assert measure_hyperparameters(faces, TINY, [], range(1), tmp_path)["minutes"] == 2.0


def test_a_bias_is_found_without_the_faces_that_it_is_measured_on() -> None:
    chance = np.random.default_rng(0)
    faces = _faces(2000)
    labels = faces.labels
    logits = np.float32(3 * np.eye(7)[labels] + chance.normal(size=(2000, 7)))
    logits[:, 4] += 3  # the network names one mood too often
    plain, with_bias = logits.argmax(1) == labels, choices_with_bias(logits, faces) == labels
    assert with_bias.mean() > plain.mean() + 0.2
    noise = np.float32(0.01 * chance.normal(size=(2000, 7)))  # of which nothing can be learnt
    assert (choices_with_bias(noise, faces) == labels).mean() < 0.2


def test_equal_readings_differ_by_nothing_and_a_clear_gain_stays_above_it() -> None:
    chance = np.random.default_rng(0)
    right = chance.random((3, 500)) < 0.6
    assert difference_interval(right, right) == [0.0, 0.0]
    better = right | (chance.random((3, 500)) < 0.3)
    low, high = difference_interval(better, right)
    assert 0 < low < (better.mean() - right.mean()) < high


def test_the_table_has_a_row_for_each_hyperparameter() -> None:
    one = {
        "recipe": 0.3,
        "turned_to": 0.0,
        "accuracy": [0.6, 0.62],
        "minutes": 2.04,
        "brings": 0.021,
        "interval_95": [-0.004, 0.05],
        "brings_without_bias": 0.014,
    }
    results = {
        "recipe": {"epochs": 10.0},
        "seeds": [0, 1],
        "folds": 2,
        "faces": 28709,
        "accuracy": [0.63, 0.632],
        "hyperparameters": {"votes_share": one},
    }
    page = table(results)
    assert "(10 passes, seeds 0, 1, 2 folds): 63.1 % of 28709 faces not learnt" in page
    assert "| `--votes-share` | 0.3 | 0.0 | 61.0 % | +2.1 (-0.4 to +5.0) | +1.4 | 2.0 |" in page


def _faces(count: int) -> FaceSet:
    chance = np.random.default_rng(0)
    labels = np.arange(count) % 7
    pixels = chance.integers(0, 256, (count, 48, 48), dtype=np.uint8)
    return FaceSet(pixels, labels, np.zeros((count, 7), np.float32), np.arange(count))
