from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vaha.cli import main
from vaha.runtime.card import ModelCard
from vaha.runtime.catalogue import BUNDLED, Fetchable, Url
from vaha.runtime.store import ModelStore

DATA = b"weights"
SHA256 = hashlib.sha256(DATA).hexdigest()


def card(name: str) -> ModelCard:
    return ModelCard(
        name=name,
        task="mood of a face",
        file=f"{name}.onnx",
        sha256=SHA256,
        description="a model",
        licence="MIT",
        date="2026-01-01",
        labels=("angry", "happy"),
        mean=(0.5,),
        std=(0.25,),
        training_data=({"name": "FER-2013", "terms": "research and education"},),
        scores={"accuracy": 0.7},
    )


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with all four bundled models and one that can be fetched; gives their folder."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for name in BUNDLED:
        (folder / f"{name}.onnx").write_bytes(DATA)
        (folder / f"{name}.json").write_text(card(name).to_json())
    more = Fetchable(card("more"), {"more.onnx": SHA256}, Url("https://example.org/more"))
    store = ModelStore(folder, tmp_path / "home", {"more": more})
    monkeypatch.setattr(ModelStore, "open", lambda: store)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["models", *arguments])


def test_list_shows_every_model_and_where_it_is(weights: Path) -> None:
    lines = run("list").stdout.splitlines()

    assert [line.split()[:2] for line in lines] == [
        ["mood", "bundled"],
        ["painter", "bundled"],
        ["critic", "bundled"],
        ["enlarger", "bundled"],
        ["more", "available"],
    ]


def test_list_is_one_json_document(weights: Path) -> None:
    document = json.loads(run("list", "--json").stdout)

    assert document[0]["path"] == str(weights / "mood.onnx")
    assert document[-1]["path"] is None


def test_show_prints_card_and_path_as_json(weights: Path) -> None:
    document = json.loads(run("show", "mood", "--json").stdout)

    assert document["path"] == str(weights / "mood.onnx")
    assert document["labels"] == ["angry", "happy"]
    assert (document["mean"], document["std"]) == ([0.5], [0.25])


def test_show_tells_people_the_terms_and_scores(weights: Path) -> None:
    said = run("show", "mood").stdout

    assert "FER-2013 (research and education)" in said
    assert "accuracy 0.7" in said


def test_show_of_what_is_not_fetched_has_no_path(weights: Path) -> None:
    assert json.loads(run("show", "more", "--json").stdout)["path"] is None
    assert "vaha models fetch more" in run("show", "more").stdout


def test_show_of_an_altered_model_is_refused(weights: Path) -> None:
    (weights / "mood.onnx").write_bytes(b"altered")

    result = run("show", "mood", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["kind"] == "ModelDamaged"
    assert "is not the file that its card describes" in result.stderr


def test_unknown_model_is_one_line(weights: Path) -> None:
    result = run("show", "muse")

    assert result.exit_code == 1
    assert result.stderr.startswith("vaha: there is no model 'muse'; choose among mood")


def test_fetch_from_a_file_prints_where_it_is(weights: Path, tmp_path: Path) -> None:
    file = tmp_path / "brought.onnx"
    file.write_bytes(DATA)

    result = run("fetch", "more", "--from", str(file))

    assert result.exit_code == 0, result.output
    assert Path(result.stdout.strip()).read_bytes() == DATA
    assert "fetching more" in result.stderr


def test_check_of_intact_models_is_good(weights: Path) -> None:
    result = run("check")

    assert result.exit_code == 0
    assert result.stdout.count("intact") == len(BUNDLED)


def test_check_names_the_altered_model_and_fails(weights: Path) -> None:
    (weights / "critic.onnx").write_bytes(b"altered")

    result = run("check", "--json")

    assert result.exit_code == 1
    problems = {one["name"]: one["problem"] for one in json.loads(result.stdout)}
    assert "is not the file" in problems.pop("critic")
    assert set(problems.values()) == {None}
