from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from vaha.artwork import read_recipe
from vaha.cli.pictures.works import recipe_or_none
from vaha.images import read_image, write_png

Fakes = Callable[..., list[str]]
Run = Callable[..., Result]
Check = Callable[..., None]


def test_any_picture_is_enlarged_beside_itself(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    assert run("enlarge", photo).exit_code == 0
    assert read_image(photo.parent / "me-x4.png").shape == (320, 240, 3)
    assert recipe_or_none(photo.parent / "me-x4.png") is None


def test_a_work_keeps_its_recipe_with_the_new_scale(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "sad", "--seeds", 4, "--out", ".", "--scale", 2, "--manner", "none")
    run("enlarge", "sad-seed4.png", "--scale", 3, "--out", "large/sad.png")
    recipe = read_recipe(tmp_path / "large/sad.png")
    assert (recipe.seed, recipe.scale) == (4, 6)
    assert read_image(tmp_path / "large/sad.png").shape == (384, 384, 3)


def test_an_enlarged_work_can_be_painted_again(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "sad", "--seeds", 4, "--manner", "none", "--out", ".")
    run("enlarge", "sad-seed4.png")
    run("paint", "--recipe", "sad-seed4-x4.png", "--out", "again.png")
    again, large = read_image(tmp_path / "again.png"), read_image(tmp_path / "sad-seed4-x4.png")
    assert np.array_equal(again, large)


def test_enlarging_twice_overwrites_nothing(fakes: Fakes, run: Run, photo: Path) -> None:
    fakes()
    run("enlarge", photo)
    run("enlarge", photo)
    names = sorted(path.name for path in photo.parent.iterdir())
    assert names == ["me-x4-2.png", "me-x4.png", "me.png"]


def test_the_upscaler_is_handed_on(fakes: Fakes, run: Run, photo: Path) -> None:
    opened = fakes()
    run("enlarge", photo, "--upscaler", "realesrgan-x4plus")
    assert opened == ["realesrgan-x4plus"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.png"], "no file nowhere.png"),
        (["me.png", "--scale", "0"], "1 to 16"),
        (["me.png", "--scale", "17"], "1 to 16"),
        (["me.png", "--out", "me.jpg"], "no PNG"),
        (["me.png", "--out", "me.png"], "exists already"),
        (["me.png", "--out", "me.png/x.png"], "choose another folder"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    fakes: Fakes, run: Run, photo: Path, assert_one_line: Check, arguments: list[str], said: str
) -> None:
    fakes()
    assert_one_line(run("enlarge", *arguments), said)
    assert [path.name for path in photo.parent.iterdir()] == ["me.png"]


def test_a_result_beyond_all_bounds_is_refused_before_work(
    fakes: Fakes, run: Run, tmp_path: Path, assert_one_line: Check
) -> None:
    fakes()
    write_png(tmp_path / "wide.png", np.zeros((1300, 1300, 3), np.uint8))
    assert_one_line(run("enlarge", "wide.png", "--scale", 16), "megapixels")


def test_a_work_painted_by_hand_is_to_be_painted_larger_instead(
    fakes: Fakes, run: Run, assert_one_line: Check
) -> None:
    fakes()
    run("paint", "sad", "--out", ".")
    assert_one_line(run("enlarge", "sad-seed0.png"), "vaha brush FILE --size 2048")
