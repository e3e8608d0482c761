from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from vaha.artwork import Artwork, Recipe
from vaha.cli import study
from vaha.images import read_image, write_png
from vaha.stages.fake import FakePainter, fake_studio_parts
from vaha.studio import Studio

Fakes = Callable[..., list[str]]
Run = Callable[..., Result]
Check = Callable[..., None]

MAKE = ("study", "make", "it", "--works-a-mood", 2, "--candidates", 2, "--size", 32)


@pytest.fixture
def rival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "_rival", lambda folder: Studio(*fake_studio_parts()))


def vote(folder: Path, voter: str, right: dict[str, float], seed: int) -> Path:
    """A simulated voter answers the whole study, as the page saves it."""
    chance = np.random.default_rng(seed)
    lines = ["study,voter,picture,perceived,hang,place,seconds"]
    with (folder / "key.csv").open(encoding="utf-8", newline="") as key:
        for row in csv.DictReader(key):
            sees = row["asked"] and chance.random() < right[row["source"]]
            said = row["asked"] if sees else "cannot say"
            hang = chance.integers(1, 6)
            lines.append(f"{row['study']},{voter},{row['picture']},{said},{hang},1,2.0")
    path = folder / f"{voter}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_study_is_made_answered_and_read(
    fakes: Fakes, rival: None, run: Run, tmp_path: Path
) -> None:
    fakes()
    for number in range(3):
        write_png(tmp_path / f"old/{number}.png", np.full((40, 50, 3), 80, np.uint8))
    made = run(*MAKE, "--paintings", "old", "--rival", "theirs", "--manner", "none")
    assert made.exit_code == 0, made.output
    assert "31 pictures of the study" in made.stderr and made.stdout == ""
    folder = tmp_path / "it"
    assert len(list((folder / "show").glob("*.png"))) == 31
    assert sorted(path.name for path in folder.iterdir()) == ["key.csv", "show"]

    planted = {"VAHA": 0.8, "theirs": 0.3}
    votes = [vote(folder, f"v{seed}", planted, seed) for seed in range(30)]
    read = run("study", "read", "it", *votes)
    assert read.exit_code == 0, read.output
    assert "930 answers of 30 voters" in read.stdout
    assert "real paintings           perceived as asked no mood asked" in read.stdout
    for name, share in planted.items():
        (line,) = (one for one in read.stdout.splitlines() if one.startswith(f"{name}, none"))
        low, high = line.split("(")[1].split(")")[0].split(" to ")
        assert float(low) <= 100 * share <= float(high)
    assert "theirs, none" in (folder / "report.html").read_text(encoding="utf-8")
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as joined:
        assert len(list(csv.DictReader(joined))) == 930


def test_a_study_is_the_same_again_by_its_seed(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    for name in ("a", "b", "c"):
        seed = 1 if name == "c" else 0
        made = run("study", "make", name, *MAKE[3:], "--manner", "none", "--seed", seed)
        assert made.exit_code == 0, made.output
    keys = [(tmp_path / name / "key.csv").read_bytes() for name in "abc"]
    assert keys[0] == keys[1] != keys[2]


def test_what_cannot_be_made_is_one_line_and_leaves_nothing(
    fakes: Fakes, rival: None, run: Run, assert_one_line: Check, tmp_path: Path
) -> None:
    fakes()
    assert_one_line(run(*MAKE, "--manner", "crayon"), "crayon")
    assert_one_line(run(*MAKE, "--works-a-mood", 0), "give 1 to 50")
    assert not (tmp_path / "it").exists()
    assert_one_line(run(*MAKE, "--rival", "x/VAHA/weights"), "VAHA is the name", "rename")
    assert_one_line(run(*MAKE, "--paintings", "nowhere"), "no pictures in nowhere")
    assert not (tmp_path / "it").exists()
    assert run(*MAKE).exit_code == 0
    assert_one_line(run(*MAKE), "holds a study already")


def test_a_rival_that_is_not_there_is_one_line(
    fakes: Fakes, run: Run, assert_one_line: Check, tmp_path: Path
) -> None:
    fakes()
    assert_one_line(run(*MAKE, "--rival", "nowhere"), "there is no painter in nowhere")
    assert not (tmp_path / "it").exists()


def test_a_rival_paints_with_its_own_weights(
    fakes: Fakes, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The critic, enlarger and hand are ours, so that nothing but the painter differs."""

    class White(FakePainter):
        def __init__(self, model: object) -> None:
            super().__init__()

        def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
            works = super().paint_recipes(recipes)
            return [replace(work, image=np.full_like(work.image, 255)) for work in works]

    fakes()
    monkeypatch.setattr("vaha.runtime.choice.open_model", lambda *_: None)
    monkeypatch.setattr("vaha.stages.paint.NetworkPainter", White)
    made = run(*MAKE, "--rival", "white/weights", "--manner", "none")
    assert made.exit_code == 0, made.output
    with (tmp_path / "it" / "key.csv").open(encoding="utf-8", newline="") as key:
        for row in csv.DictReader(key):
            image = read_image(tmp_path / "it" / "show" / row["picture"])
            assert (image.min() == 255) == (row["source"] == "white")


def test_answers_that_do_not_belong_are_one_line(
    fakes: Fakes, run: Run, assert_one_line: Check, tmp_path: Path
) -> None:
    fakes()
    run(*MAKE, "--manner", "none")
    mine = vote(tmp_path / "it", "v1", {"VAHA": 1.0}, 0)
    assert_one_line(run("study", "read", "it", mine, mine), "v1 answers 001.png twice")
    other = mine.with_name("other.csv")
    other.write_text(mine.read_text().replace("\n", "\nx", 1))
    assert_one_line(run("study", "read", "it", other), "other.csv answers the study x")
    assert_one_line(run("study", "read", "nowhere", mine), "there is no file", "key.csv")
    assert not (tmp_path / "it" / "report.html").exists()
