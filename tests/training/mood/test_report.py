from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.runtime.card import ModelCard
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.mood.evaluate import compare, curves, measure, spread
from vaha.training.mood.report import compare_runs, comparison_page, mood_page


class Model:
    card = ModelCard(
        "mood", "test", "mood.onnx", "ab" * 32, "A <reader>", "none", "2026",
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        settings={"not_sure_below": 0.4},
    )  # fmt: skip


class Reader(HTMLParser):
    """Collects what a page shows and whatever it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.said += data + " "


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def document() -> dict:
    chance = np.random.default_rng(0)
    labels = chance.integers(0, 7, 200)
    faces = FaceSet(
        chance.integers(0, 256, (200, 48, 48), dtype=np.uint8),
        labels,
        np.zeros((200, 7), np.float32),
        np.arange(200),
    )
    readings = chance.dirichlet(np.ones(7), 200) + np.eye(7)[labels]
    readings /= readings.sum(1, keepdims=True)
    part = measure(readings, faces, Model(), faces.first(50)) | curves(readings, faces)  # type: ignore[arg-type]
    part["robustness"] = {"blur": {"accuracy": 0.5, "interval_95": [0.4, 0.6]}}
    kinds = {"as they are": dict(part), "tighter, 0.8": part | {"accuracy": 0.123}}
    part["reframed"] = kinds
    other = compare(readings, np.roll(readings, 1, axis=0), faces)
    named = ("name", "file", "sha256", "date", "description", "parameters")
    return {
        "model": {name: getattr(Model.card, name) for name in named},
        "reading": {"views": "mirror", "passes": 2, "milliseconds_a_face": 7.5},
        "PrivateTest": part,
        "others": {"seed 1": other},
        "seeds": spread([part["accuracy"], other["accuracy"]]),
    }


def test_the_page_shows_what_was_measured_and_fetches_nothing() -> None:
    found = document()
    json.dumps(found, allow_nan=False)
    page = read(mood_page(found))
    assert page.fetched == [] and "script" not in page.tags
    assert page.tags.count("svg") == 5
    accuracy = f"{100 * found['PrivateTest']['accuracy']:.2f} %"
    for said in (
        accuracy,
        "mirror: 2 passes a face, 7.5 ms",
        "without copies",
        "A <reader>",
        "JPEG",
    ):
        assert said in page.said


def test_runs_are_drawn_side_by_side(tmp_path: Path) -> None:
    for number, arch in enumerate(("baseline", "vgg16")):
        folder = tmp_path / arch / "mood"
        folder.mkdir(parents=True)
        lines = [
            {"step": 5, "epoch": 0.5, "minutes": 1.0, "loss": 1.9},
            {"step": 10, "epoch": 1.0, "minutes": 2.0, "held_out_accuracy": 0.3 + number / 10},
            {"step": 20, "epoch": 2.0, "minutes": 4.0, "held_out_accuracy": 0.4 + number / 10},
        ]
        (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = compare_runs([tmp_path / "baseline", tmp_path / "vgg16" / "mood"])
    assert list(found["runs"]) == ["baseline", "mood"]
    assert found["runs"]["mood"]["accuracy"] == 0.5
    assert found["runs"]["baseline"]["curve"][0] == {"epoch": 1.0, "accuracy": 0.3}
    page = read(comparison_page(found))
    assert "50.00 %" in page.said and page.tags.count("svg") == 1


def test_a_folder_without_a_run_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"nothing holds no log"):
        compare_runs([tmp_path / "nothing"])
    (tmp_path / "log.jsonl").write_text("not JSON\n")
    with pytest.raises(TrainingDataError, match=r"log\.jsonl is not the log"):
        compare_runs([tmp_path])


def test_each_reframing_has_its_accuracy_and_the_recall_of_each_mood() -> None:
    found = document()["PrivateTest"]["reframed"]["tighter, 0.8"]
    said = read(mood_page(document())).said
    assert "tighter, 0.8 12.3 " in " ".join(said.split())
    for emotion in FACE_EMOTIONS:
        assert said.count(f" {100 * found['recall'][emotion.value]:.1f} ") >= 2
