"""`vaha brush`, with the real hand: it needs no weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from click.testing import Result

from vaha.artwork import read_recipe, read_strokes, save_artwork
from vaha.emotions import Mood
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand, painted
from vaha.hand.manners import MANNERS
from vaha.images import read_image
from vaha.stages.fake import FakePainter

Run = Callable[..., Result]
Check = Callable[..., None]

SAD = Mood.parse("sad")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A smooth work of VAHA's with its recipe, work.png in the folder where `run` runs."""
    save_artwork(FakePainter().paint(SAD, [5])[0], tmp_path / "work.png")
    return tmp_path / "work.png"


def test_a_photo_is_painted_in_its_own_shape(run: Run, photo: Path, tmp_path: Path) -> None:
    result = run("brush", photo, "--size", 64)
    assert result.exit_code == 0 and result.stdout == ""
    picture = read_image(tmp_path / "me-oil.png")
    assert picture.shape == (64, 48, 3)
    expected = painted(BrushHand(), read_image(photo), Brushwork(size=64))
    assert np.array_equal(picture, expected)


def test_manner_mood_effect_and_seed_are_handed_on(run: Run, photo: Path, tmp_path: Path) -> None:
    run("brush", photo, "--manner", "ink", "--mood", "sad", "--effect", 2, "--seed", 3,
        "--size", 50, "--out", "new/a.png")  # fmt: skip
    expected = painted(BrushHand(), read_image(photo), Brushwork("ink", 2, 50), SAD, 3)
    assert np.array_equal(read_image(tmp_path / "new/a.png"), expected)


@pytest.mark.parametrize(
    ("mode", "size"), [("RGBA", (9, 5)), ("L", (1, 1)), ("I;16", (300, 2)), ("P", (15, 15))]
)
def test_any_picture_can_be_painted(
    run: Run, tmp_path: Path, mode: str, size: tuple[int, int]
) -> None:
    PIL.Image.new(mode, size).save(tmp_path / "odd.png")
    result = run("brush", "odd.png", "--size", 40)
    assert result.exit_code == 0, result.stderr
    width, height = (max(1, round(40 * side / max(size))) for side in size)
    assert read_image(tmp_path / "odd-oil.png").shape == (height, width, 3)


def test_a_work_is_painted_in_its_own_mood_and_its_recipe_says_so(
    run: Run, work: Path, tmp_path: Path
) -> None:
    run("brush", work, "--size", 40)
    recipe = read_recipe(work)
    assert read_recipe(tmp_path / "work-oil.png") == replace(recipe, hand=Brushwork(size=40))
    expected = painted(BrushHand(), read_image(work), Brushwork(size=40), SAD, 5)
    assert np.array_equal(read_image(tmp_path / "work-oil.png"), expected)


def test_in_another_mood_it_is_no_longer_that_recipe_s(
    run: Run, work: Path, tmp_path: Path, assert_one_line: Check
) -> None:
    run("brush", work, "--size", 40, "--mood", "happy", "--out", "happy.png")
    assert_one_line(run("paint", "--recipe", "happy.png"), "carries no recipe")


@pytest.mark.parametrize("source", ["me.png", "work.png"])
def test_a_painted_picture_is_had_at_another_size_from_its_strokes(
    run: Run, photo: Path, work: Path, tmp_path: Path, source: str
) -> None:
    run("brush", source, "--size", 40, "--out", "small.png")
    run("brush", "small.png", "--size", 96, "--out", "large.png")
    strokes = read_strokes(tmp_path / "small.png")
    assert strokes is not None
    expected = BrushHand().render(strokes, 96)
    assert np.array_equal(read_image(tmp_path / "large.png"), expected)
    run("brush", "small.png", "--out", "same.png")
    assert np.array_equal(read_image(tmp_path / "same.png"), read_image(tmp_path / "small.png"))
    if source == "work.png":
        assert read_recipe(tmp_path / "large.png").hand == Brushwork(size=96)


@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_the_making_is_filmed(run: Run, photo: Path, tmp_path: Path, ending: str) -> None:
    import cv2

    result = run("brush", photo, "--size", 64, "--film", f"making.{ending}")
    assert result.exit_code == 0, result.stderr
    film = cv2.VideoCapture(str(tmp_path / f"making.{ending}"))
    assert film.get(cv2.CAP_PROP_FPS) == 25
    frames = []
    while (got := film.read())[0]:
        frames.append(got[1][..., ::-1])
    assert 6 * 25 <= len(frames) <= 10 * 25
    finished = read_image(tmp_path / "me-oil.png").astype(int)
    assert np.abs(frames[-1][:, :48] - finished).mean() < 6


def test_a_print_has_the_paper_s_size_and_says_so(run: Run, photo: Path, tmp_path: Path) -> None:
    result = run("brush", photo, "--print", "10x15", "--border", "toned", "--number", "3/50")
    assert result.exit_code == 0, result.stderr
    with PIL.Image.open(tmp_path / "me-10x15.png") as sheet:
        assert sheet.size == (1181, 1772)
        assert sheet.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_the_manners_are_named(run: Run) -> None:
    listed = run("brush", "--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [*MANNERS, "none"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give a picture"),
        (["nowhere.png"], "no file nowhere.png"),
        (["me.png", "--manner", "watercolor"], "did you mean watercolour"),
        (["me.png", "--manner", "none"], "paints no strokes"),
        (["me.png", "--size", "8193"], "choose 16 to 8192"),
        (["me.png", "--size", "15"], "choose 16 to 8192"),
        (["me.png", "--effect", "3"], "give 0 to 2"),
        (["me.png", "--effect", "nan"], "give 0 to 2"),
        (["me.png", "--seed", "-1"], "seed -1 is out of range"),
        (["me.png", "--mood", "joyful"], "joyful"),
        (["me.png", "--out", "me.jpg"], "no PNG"),
        (["me.png", "--out", "me.png"], "exists already"),
        (["me.png", "--film", "me.gif"], "end in .mp4 or .webm"),
        (["me.png", "--print", "a44"], "did you mean a4"),
        (["me.png", "--print", "a4", "--size", "512"], "leave --size away"),
        (["me.png", "--print", "a4", "--border", "gold"], "choose white or toned"),
        (["me.png", "--sign"], "add --print"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    run: Run, photo: Path, assert_one_line: Check, arguments: list[str], said: str
) -> None:
    assert_one_line(run("brush", *arguments), said)
    assert [path.name for path in photo.parent.iterdir()] == ["me.png"]


def test_where_the_film_fails_no_picture_remains_either(
    run: Run, photo: Path, assert_one_line: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vaha.mirror.film import CODES

    monkeypatch.setitem(CODES, ".webm", "none")  # a code for which there is no encoder
    result = run("brush", photo, "--size", 32, "--film", "me.webm")
    assert_one_line(result, "no encoder for .webm films", ".mp4")
    assert [path.name for path in photo.parent.iterdir()] == ["me.png"]


def test_damaged_strokes_are_refused(
    run: Run, work: Path, tmp_path: Path, assert_one_line: Check
) -> None:
    from vaha.artwork import RECIPE_KEY, STROKES_CHUNK
    from vaha.images import write_png

    recipe = replace(read_recipe(work), hand=Brushwork()).to_json()
    write_png(tmp_path / "bad.png", read_image(work), {RECIPE_KEY: recipe}, {STROKES_CHUNK: b"x"})
    assert_one_line(run("brush", "bad.png"), "no strokes of a painting")
