from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from vaha.emotions import Mood
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand, painted
from vaha.images import read_image, write_png
from vaha.marking import SOURCES, Made

Fakes = Callable[..., list[str]]
Run = Callable[..., Result]
Check = Callable[..., None]
DocumentOf = Callable[[Result], Any]


@pytest.fixture
def works(fakes: Fakes, run: Run, tmp_path: Path) -> Path:
    """A folder of six works of sadness, seeds 0 to 5, and their contact sheet."""
    fakes()
    smooth = ("--manner", "none", "--out", "works", "--sheet", "works/sheet.png")
    run("paint", "sad", "--seeds", "0-5", *smooth)
    return tmp_path / "works"


def test_the_best_are_listed_best_first(works: Path, run: Run) -> None:
    result = run("choose", works, "--mood", "sad")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert [Path(line.split()[-1]).name for line in lines] == [
        "sad-seed5.png",
        "sad-seed4.png",
        "sad-seed3.png",
    ]


def test_contact_sheets_are_no_candidates(works: Path, run: Run, document_of: DocumentOf) -> None:
    document = document_of(run("choose", works, "--mood", "sad", "--json"))
    assert document["looked_at"] == 6


def test_json_is_one_document(works: Path, run: Run, document_of: DocumentOf) -> None:
    document = document_of(run("choose", works, "--mood", "sad", "--keep", 2, "--json"))
    assert document["mood"]["sad"] == 1.0
    assert [work["seed"] for work in document["works"]] == [5, 4]
    assert len(document["works"][0]["scores"]) == 9
    assert document["works"][0]["size"] == [256, 256]


def test_a_picture_without_a_recipe_is_judged_too(
    works: Path, run: Run, document_of: DocumentOf
) -> None:
    for path in works.iterdir():
        path.unlink()
    write_png(works / "photo.png", np.zeros((600, 900, 3), np.uint8))
    work = document_of(run("choose", works, "--mood", "sad", "--json"))["works"][0]
    assert work["size"] == [900, 600]
    assert work["seed"] is None and work["mood"] is None and work["models"] == {}


def test_the_best_are_copied_as_they_are(works: Path, run: Run, tmp_path: Path) -> None:
    for _ in range(2):  # a second time it finds its own copies
        assert run("choose", works, "--mood", "sad", "--copy-to", "best").exit_code == 0
    copies = sorted((tmp_path / "best").iterdir())
    assert [path.name for path in copies] == [
        "1-sad-seed5.png",
        "2-sad-seed4.png",
        "3-sad-seed3.png",
    ]
    assert copies[0].read_bytes() == (works / "sad-seed5.png").read_bytes()


def test_copies_are_painted_where_a_manner_is_given(works: Path, run: Run, tmp_path: Path) -> None:
    result = run("choose", works, "--mood", "sad", "--keep", 1, "--copy-to", "best",
                 "--manner", "ink", "--size", 48)  # fmt: skip
    assert result.exit_code == 0, result.stderr
    source = read_image(works / "sad-seed5.png")
    expected = painted(BrushHand(), source, Brushwork("ink", size=48), Mood.parse("sad"), 5)
    assert np.array_equal(read_image(tmp_path / "best" / "1-sad-seed5-ink.png"), expected)


@pytest.mark.parametrize(("recipe", "kind"), [(True, "trained"), (False, "enhanced")])
def test_a_painted_copy_says_whose_picture_it_was(
    run: Run, works: Path, tmp_path: Path, recipe: bool, kind: Made
) -> None:
    source = tmp_path / "one"
    source.mkdir()
    if recipe:
        shutil.copy(works / "sad-seed5.png", source)
    else:
        write_png(source / "mine.png", read_image(works / "sad-seed5.png"), made="")
    result = run("choose", source, "--mood", "sad", "--keep", 1, "--copy-to", "best",
                 "--manner", "ink", "--size", 48)  # fmt: skip
    assert result.exit_code == 0, result.stderr
    [copy] = (tmp_path / "best").iterdir()
    assert SOURCES[kind].encode() in copy.read_bytes()


def test_copies_overwrite_nothing(
    works: Path, run: Run, tmp_path: Path, assert_one_line: Check
) -> None:
    (tmp_path / "best").mkdir()
    (tmp_path / "best" / "2-sad-seed4.png").write_bytes(b"mine")
    result = run("choose", works, "--mood", "sad", "--copy-to", "best")
    assert result.exit_code == 1 and "exists already" in result.stderr
    assert [path.name for path in (tmp_path / "best").iterdir()] == ["2-sad-seed4.png"]


def test_a_damaged_picture_is_left_out_and_told(works: Path, run: Run) -> None:
    (works / "broken.png").write_bytes((works / "sad-seed0.png").read_bytes()[:200])
    result = run("choose", works, "--mood", "sad")
    assert result.exit_code == 0
    assert "left out" in result.stderr and "broken.png" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--mood", "sad"], "does not exist"),
        (["file", "--mood", "sad"], "is a file, not a folder"),
        (["empty", "--mood", "sad"], "no pictures in"),
        (["broken", "--mood", "sad"], "none of the pictures can be read"),
        (["works", "--mood", "hungry"], "unknown emotion"),
        (["works", "--mood", "sad", "--keep", "0"], "at least 1"),
        (["works", "--mood", "sad", "--manner", "ink"], "say with --copy-to"),
        (["works", "--mood", "sad", "--copy-to", "x", "--manner", "inks"], "did you mean ink"),
        (["works", "--mood", "sad", "--copy-to", "file"], "choose another folder"),
    ],
)
def test_bad_input_gets_one_line(
    works: Path, run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "file").touch()
    for name in ("empty", "broken"):
        (tmp_path / name).mkdir()
    (tmp_path / "broken" / "x.png").touch()
    result = run("choose", *arguments)
    assert result.exit_code == 1 and result.stdout == ""
    assert said in result.stderr.splitlines()[-1] and "Traceback" not in result.stderr
