from __future__ import annotations

import csv
import hashlib
import importlib.machinery
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from vaha.cli.train import begin
from vaha.cli.train.hyperparameters import recipe
from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.card import ModelCard

Run = Callable[..., Result]
OneLine = Callable[..., None]


@pytest.fixture
def fer2013(tmp_path: Path) -> Path:
    """42 random faces to learn from and 7 for each test."""
    chance = np.random.default_rng(0)
    usages = ["Training"] * 42 + ["PublicTest"] * 7 + ["PrivateTest"] * 7
    with (tmp_path / "fer2013.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["emotion", "pixels", "Usage"])
        for number, usage in enumerate(usages):
            pixels = chance.integers(0, 256, 2304)
            writer.writerow([number % 7, " ".join(map(str, pixels)), usage])
    return tmp_path / "fer2013.csv"


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra `train` were installed, for what goes wrong before it is used."""
    there = importlib.machinery.ModuleSpec("there", None)
    monkeypatch.setattr(begin, "find_spec", lambda name: there)


@pytest.mark.parametrize("missing", ["torch", "onnx"])
def test_a_missing_extra_answers_with_the_command(
    run: Run,
    fer2013: Path,
    assert_one_line: OneLine,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    monkeypatch.setattr(begin, "find_spec", lambda name: None if name == missing else object())
    result = run("train", "mood", "--csv", fer2013, "--out", "runs")
    assert_one_line(result, "pip install 'vaha[train]'")
    assert not Path("runs").exists()


@pytest.mark.parametrize("part", ["critic", "enlarger"])
def test_every_network_needs_the_extra(
    run: Run, assert_one_line: OneLine, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(begin, "find_spec", lambda name: None)
    vgg = ("--vgg", "vgg.pth") if part == "enlarger" else ()
    result = run("train", part, "--paintings", "p", "--votes", "v.csv", *vgg)
    assert_one_line(result, "pip install 'vaha[train]'")


@pytest.mark.usefixtures("extra")
def test_an_output_folder_that_is_a_file_is_refused_before_any_work(
    run: Run, fer2013: Path, assert_one_line: OneLine
) -> None:
    Path("runs").write_text("a file")
    result = run("train", "mood", "--csv", fer2013, "--out", "runs")
    assert_one_line(result, "runs", "not a folder")


def test_bad_data_gets_one_line_and_exit_code_1(
    run: Run, tmp_path: Path, assert_one_line: OneLine
) -> None:
    pytest.importorskip("torch")
    (tmp_path / "bad.csv").write_text("emotion,pixels,Usage\n0,1 2 3,Training\n")
    assert_one_line(run("train", "mood", "--csv", "bad.csv"), "bad.csv, row 2", "3 pixels")
    assert_one_line(run("train", "mood", "--csv", "none.csv"), "cannot read none.csv")
    assert_one_line(run("train", "mood", "--csv", tmp_path), "cannot read", "directory")


def test_weights_to_start_from_that_are_missing_get_one_line(
    run: Run, fer2013: Path, assert_one_line: OneLine
) -> None:
    pytest.importorskip("torch")
    result = run("train", "mood", "--csv", fer2013, "--init", "none.pth", "--minutes", "0.01")
    assert_one_line(result, "cannot read none.pth")


def test_the_command_of_the_painter_before_says_what_makes_one_now(run: Run) -> None:
    result = run("train", "art", "--paintings", "p", "--preset", "latents")
    assert result.exit_code == 2 and "vaha train painter" in result.stderr


@pytest.mark.slow
def test_a_mood_reader_is_trained_from_a_csv_to_a_file_and_its_card(
    run: Run, fer2013: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fiftieth of a minute on a slim network: the whole way, not a good reader."""
    torch = pytest.importorskip("torch")
    if find_spec("onnx") is None:
        pytest.skip("onnx is not installed")
    from vaha.training.mood import network as mood_network

    slim = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))
    monkeypatch.setattr(mood_network, "VGG16_BLOCKS", slim)
    before = torch.get_num_threads()
    arguments = ["train", "mood", "--csv", fer2013, "--minutes", "0.02", "--threads", "1"]
    try:
        result = run(*arguments)
    finally:
        torch.set_num_threads(before)
    assert result.exit_code == 0, result.output
    card = ModelCard.read(Path("runs/weights/mood.json"))
    weights = Path("runs/weights/mood.onnx").read_bytes()
    assert card.sha256 == hashlib.sha256(weights).hexdigest()
    assert card.labels == tuple(emotion.value for emotion in FACE_EMOTIONS)
    assert card.scores["PrivateTest"]["faces"] == 7
    assert Path("runs/mood/checkpoint.pt").is_file()


def test_each_hyperparameter_is_an_option(run: Run) -> None:
    from dataclasses import fields

    from vaha.training.mood.options import MoodOptions

    for command in ("mood", "mood-teachers"):
        said = run("train", command, "--help").stdout
        for hyperparameter in fields(MoodOptions):
            assert f"--{hyperparameter.name.replace('_', '-')}" in said


def test_hyperparameters_change_the_preset_and_minutes_its_epochs() -> None:
    import click

    from vaha.training.mood.options import GPU, PRESETS

    assert recipe("gpu", False, {"mix": None}) == GPU
    assert recipe("gpu", False, {"mix": 0.0, "minutes": 8.0}) == GPU.but(
        mix=0.0, minutes=8.0, epochs=None
    )
    assert recipe("gpu", True, {}) == PRESETS["quick"]
    before = recipe("gpu", False, {"hardship": 0.02, "degradation": None})
    assert before == GPU.but(degradation=0.02), "the old name is still understood"
    with pytest.raises(click.UsageError, match="not both"):
        recipe("gpu", False, {"minutes": 1.0, "epochs": 1.0})


@pytest.mark.usefixtures("extra")
def test_learning_from_all_needs_a_card_to_be_calibrated_by(run: Run, fer2013: Path) -> None:
    result = run("train", "mood", "--csv", fer2013, "--learn", "all")
    assert result.exit_code == 2 and "--calibrated-by" in result.stderr


@pytest.mark.usefixtures("extra")
def test_teachers_read_once_or_live_but_not_both(run: Run, fer2013: Path) -> None:
    both = ("--teachers", "teachers.npz", "--live-teacher", "checkpoint.pt")
    result = run("train", "mood", "--csv", fer2013, *both)
    assert result.exit_code == 2 and "not both" in result.stderr


@pytest.mark.slow
def test_the_whole_way_from_teachers_to_a_student_of_all_faces(
    run: Run, fer2013: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from vaha.training.mood import network as mood_network

    slim = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))
    monkeypatch.setattr(mood_network, "VGG16_BLOCKS", slim)
    before = torch.get_num_threads()
    common = ("--csv", fer2013, "--threads", 1, "--epochs", 1, "--batch", 8)
    teachers = ("mood-teachers", *common, "--folds", 2, "--with", "vgg16", "--learn", "all+public")
    student = ("--learn", "all+public", "--calibrated-by", "runs/weights/mood.json")
    try:
        for arguments in (
            ("mood", *common),
            (*teachers, "--out", "all"),
            ("mood", *common, *student, "--teachers", "all/teachers.npz", "--out", "all"),
            (*teachers, "--trained", "runs/mood/checkpoint.pt", "--out", "again"),
            ("mood", *common, "--live-teacher", "runs/mood/checkpoint.pt", "--out", "beside"),
        ):
            result = run("train", *arguments)
            assert result.exit_code == 0, result.output
        monkeypatch.setenv("RANK", "1")
        monkeypatch.setenv("WORLD_SIZE", "2")
        follower = run("train", *teachers, "--trained", "runs/mood/checkpoint.pt", "--out", "not")
    finally:
        torch.set_num_threads(before)
    first, second, third = (
        ModelCard.read(Path(out, "weights/mood.json")) for out in ("runs", "all", "beside")
    )
    assert second.settings["temperature"] == first.settings["temperature"]
    assert "all of Training and PublicTest (49 faces" in second.training_data[0]["name"]
    assert "PublicTest" in first.scores and "PublicTest" not in second.scores
    assert Path("again/teachers.npz").is_file() and not Path("again/teachers").exists()
    assert follower.exit_code == 0 and not Path("not/teachers.npz").exists(), "only one writes"
    assert "other networks' readings" in second.description
    assert third.description == second.description
    assert "other networks" not in first.description


@pytest.mark.slow
def test_a_quick_run_goes_the_whole_way_from_folders(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from vaha.images import write_png
    from vaha.training.mood import network as mood_network

    slim = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))
    monkeypatch.setattr(mood_network, "VGG16_BLOCKS", slim)
    chance, before = np.random.default_rng(0), torch.get_num_threads()
    for name in ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"):
        for place in [f"train/{name}/{n}.png" for n in range(6)] + [f"test/{name}/0.png"]:
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            write_png(tmp_path / place, chance.integers(0, 256, (48, 48, 3), dtype=np.uint8))
    try:
        result = run("train", "mood", "--faces", tmp_path, "--quick", "--threads", 1)
    finally:
        torch.set_num_threads(before)
    assert result.exit_code == 0, result.output
    card = ModelCard.read(Path("runs/weights/mood.json"))
    assert card.scores["test"]["faces"] == 7 and "PrivateTest" not in card.scores
    assert "FER+" not in json.dumps(card.training_data)
