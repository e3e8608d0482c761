from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from vaha.cli.evaluate import art as evaluate_art
from vaha.cli.evaluate import mood as evaluate_mood
from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.card import ModelCard

Run = Callable[..., Result]


class FakeMoodModel:
    """Reads every face as happy."""

    card = ModelCard(
        "mood",
        "test",
        "mood.onnx",
        "",
        "fake",
        "none",
        "2026",
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(48, 48),
        mean=(0.5,),
        std=(0.25,),
    )

    def run(self, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {"logits": np.tile(np.eye(7)[3], (len(inputs["faces"]), 1))}


@pytest.fixture
def fer2013(tmp_path: Path) -> Path:
    """One face of each emotion to learn, two (happy and sad) and then one more to measure."""
    rows = [(number, number, "Training") for number in range(7)]
    rows += [(3, 50, "PrivateTest"), (4, 51, "PrivateTest"), (3, 52, "PrivateTest")]
    with (tmp_path / "fer2013.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["emotion", "pixels", "Usage"])
        for emotion, level, usage in rows:
            writer.writerow([emotion, " ".join([str(level)] * 2304), usage])
    return tmp_path / "fer2013.csv"


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate_mood, "installed_model", lambda name: FakeMoodModel())


def test_the_measures_are_one_json_document(
    run: Run, fer2013: Path, document_of: Callable[[Result], Any]
) -> None:
    found = document_of(run("evaluate", "mood", "--csv", fer2013))["PrivateTest"]
    assert found["faces"] == 3 and found["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["recall"]["happy"] == 1.0 and found["recall"]["sad"] == 0.0
    assert found["without_copies"]["faces"] == 3


def test_only_the_first_faces_are_measured_where_asked(
    run: Run, fer2013: Path, document_of: Callable[[Result], Any]
) -> None:
    found = document_of(run("evaluate", "mood", "--csv", fer2013, "--first", 1))["PrivateTest"]
    assert found["faces"] == 1 and found["accuracy"] == 1.0


def test_a_report_is_written_beside_what_is_said(run: Run, fer2013: Path, tmp_path: Path) -> None:
    report = tmp_path / "reports" / "mood.json"
    result = run("evaluate", "mood", "--csv", fer2013, "--report", report)
    assert json.loads(report.read_text()) == json.loads(result.stdout)


def test_a_part_that_the_file_lacks_gets_one_line(
    run: Run, fer2013: Path, assert_one_line: Callable[..., None]
) -> None:
    result = run("evaluate", "mood", "--csv", fer2013, "--part", "PublicTest")
    assert_one_line(result, "fer2013.csv", "PublicTest")


@pytest.mark.parametrize("name", ["critic", "art", "enlarger"])
def test_a_missing_folder_of_paintings_gets_one_line(
    run: Run, tmp_path: Path, assert_one_line: Callable[..., None], name: str
) -> None:
    result = run("evaluate", name, "--paintings", tmp_path / "none", "--votes", "votes.csv")
    if name == "art":  # the judge is looked for first: reading paintings takes a minute
        assert_one_line(result, "run `vaha train judge` first")
    else:
        assert_one_line(result, "cannot read", str(tmp_path / "none"))


def test_distances_without_pytorch_name_what_to_install(
    run: Run,
    tmp_path: Path,
    assert_one_line: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("vaha.training.appraisal.evaluate", "vaha.training.appraisal.quality"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for name in [name for name in sys.modules if name.startswith("vaha.training.features")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("vaha.cli.evaluate.art.find_spec", lambda name: None)
    result = run("evaluate", "art", "--only-distances", "--paintings", tmp_path, "--votes", "v.csv")
    assert_one_line(result, "vaha[train]")


def test_the_critic_is_measured_without_pytorch_and_only_its_runs_need_it(
    run: Run,
    tmp_path: Path,
    assert_one_line: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "vaha.training.critic.run", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    given = ("evaluate", "critic", "--paintings", tmp_path, "--votes", "votes.csv")
    assert_one_line(run(*given), str(tmp_path), "holds no paintings")
    monkeypatch.setattr(evaluate_art, "find_spec", lambda name: None)
    assert_one_line(run(*given, "--run", tmp_path), "pip install 'vaha[train]'")


def test_the_document_says_what_a_reading_costs(
    run: Run, fer2013: Path, document_of: Callable[[Result], Any]
) -> None:
    found = document_of(run("evaluate", "mood", "--csv", fer2013, "--tta", "ten-crop"))
    assert found["reading"]["views"] == "ten-crop" and found["reading"]["passes"] == 10
    assert found["reading"]["milliseconds_a_face"] > 0
    assert found["model"]["file"] == "mood.onnx"


def test_the_page_has_pictures_and_robustness(
    run: Run, fer2013: Path, document_of: Callable[[Result], Any], tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    page = tmp_path / "pages" / "mood.html"
    found = document_of(run("evaluate", "mood", "--csv", fer2013, "--html", page))["PrivateTest"]
    assert set(found["robustness"]) == {"blur", "low light", "small face", "JPEG"}
    assert page.read_text().count("<svg") == 5
    plain = document_of(run("evaluate", "mood", "--csv", fer2013))["PrivateTest"]
    assert "robustness" not in plain


def test_without_matplotlib_a_page_says_what_to_install(
    run: Run,
    tmp_path: Path,
    assert_one_line: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("matplotlib", "matplotlib.figure", "matplotlib.ticker"):
        monkeypatch.setitem(sys.modules, module, None)
    folder = tmp_path / "runs" / "vgg16" / "mood"
    folder.mkdir(parents=True)
    line = {"step": 1, "epoch": 1.0, "minutes": 0.5, "held_out_accuracy": 0.5}
    (folder / "log.jsonl").write_text(json.dumps(line) + "\n")
    result = run("evaluate", "mood", "--compare", "runs/vgg16", "--html", "compare.html")
    assert_one_line(result, "charts need matplotlib: pip install 'vaha[train]'")


def test_runs_are_compared_from_their_logs(
    run: Run, document_of: Callable[[Result], Any], tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    for name, share in (("vgg16", 0.6), ("resnet", 0.5)):
        folder = tmp_path / "runs" / name / "mood"
        folder.mkdir(parents=True)
        line = {"step": 1, "epoch": 1.0, "minutes": 0.5, "held_out_accuracy": share}
        (folder / "log.jsonl").write_text(json.dumps(line) + "\n")
    arguments = ("--compare", "runs/vgg16", "runs/resnet", "--html", "compare.html")
    found = document_of(run("evaluate", "mood", *arguments))
    assert {name: one["accuracy"] for name, one in found["runs"].items()} == {
        "vgg16": 0.6,
        "resnet": 0.5,
    }
    assert "resnet" in Path("compare.html").read_text()


def test_what_cannot_be_meant_is_explained(run: Run, fer2013: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ((), "--csv"),
        (("--csv", fer2013, "--faces", tmp_path), "either"),
        (("--compare",), "--compare"),
        (("--csv", fer2013, "runs"), "--compare"),
        (("--csv", fer2013, "--part", "Other"), "Other"),
    ):
        result = run("evaluate", "mood", *arguments)
        assert result.exit_code != 0 and said in result.stderr, arguments
        assert "Traceback" not in result.stderr


def test_other_weights_are_compared_with_the_first(
    run: Run,
    fer2013: Path,
    document_of: Callable[[Result], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    models = {"one": FakeMoodModel(), "two": FakeMoodModel()}
    monkeypatch.setattr(evaluate_mood, "_models", lambda folders: models)
    found = document_of(run("evaluate", "mood", "--csv", fer2013, "--weights", "a"))
    assert found["others"]["two"]["mcnemar"]["p_value"] == 1.0
    assert found["seeds"]["count"] == 2


def test_the_held_out_tenth_of_training_is_a_part_too(
    run: Run, fer2013: Path, document_of: Callable[[Result], Any]
) -> None:
    found = document_of(
        run("evaluate", "mood", "--csv", fer2013, "--part", "held-out", "--robustness")
    )["held-out"]
    assert 1 <= found["faces"] < 7
    assert found["reframed"]["tighter, 0.8"]["recall"].keys() == found["recall"].keys()
    assert found["without_copies"]["faces"] == found["faces"]


def test_works_are_measured_by_the_command_that_took_its_place(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old command says its new name, and measures what it did."""
    pytest.importorskip("torch")
    pytest.importorskip("matplotlib")
    from vaha.training.appraisal import evaluate as measuring

    asked: list[tuple[Any, ...]] = []

    def measure(*given: Any) -> dict[str, Any]:
        asked.append(given)
        return {"quality": {}}

    monkeypatch.setattr(measuring, "evaluate_quality", measure)
    monkeypatch.setattr(evaluate_art, "installed_model", lambda name: name)
    monkeypatch.setattr(evaluate_art, "_painter_in", lambda folder: folder.name)
    monkeypatch.setattr(evaluate_art, "read_any_paintings", lambda *_: "paintings")
    monkeypatch.setattr(evaluate_art, "_deep_space", lambda _: None)
    data = ("--paintings", "p", "--votes", "v", "--works", 40, "--seeds", 2)
    old = run("evaluate", "works", *data, "--weights", "a", "--weights", "b")
    new = run("evaluate", "art", "--only-distances", *data, "--weights", "a", "--rival", "b")
    assert old.exit_code == new.exit_code == 0, old.output + new.output
    assert "vaha evaluate art --only-distances" in old.stderr and not new.stderr
    assert asked[0] == asked[1] and json.loads(old.stdout) == {"quality": {}}
    painter, critic, paintings, measures, others, _ = asked[0]
    assert (painter, critic, paintings, others) == ("a", "critic", "paintings", {"b": "b"})
    assert (measures.works, measures.seeds) == (40, 2)
