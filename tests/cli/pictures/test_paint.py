from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from vaha.artwork import read_recipe, save_artwork
from vaha.cli.pictures.paint import parse_seeds
from vaha.cli.pictures.works import is_sheet
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.hand.base import Brushwork
from vaha.images import read_image, write_png
from vaha.stages.fake import FakePainter

Fakes = Callable[..., list[str]]
Run = Callable[..., Result]
Check = Callable[..., None]


def test_one_work_for_each_seed(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    result = run("paint", "happy", "--seeds", "0-39", "--manner", "none", "--out", "out")
    assert result.exit_code == 0 and result.stdout == ""
    assert "40 works in out" in result.stderr
    works = list((tmp_path / "out").iterdir())
    assert sorted(read_recipe(path).seed for path in works) == list(range(40))
    assert (tmp_path / "out" / "happy-seed7.png").is_file()


def test_a_mixed_mood_is_in_the_name(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "surprised=0.3,happy=0.7", "--out", "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["happy70-surprised30-seed0.png"]


def test_works_are_painted_stroke_by_stroke_unless_told(
    fakes: Fakes, run: Run, tmp_path: Path
) -> None:
    fakes()
    run("paint", "sad", "--out", "usual")
    run("paint", "sad", "--out", "ink", "--manner", "ink", "--size", 100, "--effect", 0.5)
    assert read_image(tmp_path / "usual/sad-seed0.png").shape == (512, 512, 3)
    recipe = read_recipe(tmp_path / "usual/sad-seed0.png")
    assert recipe.hand == Brushwork() and recipe.scale == 4
    assert read_recipe(tmp_path / "ink/sad-seed0.png").hand == Brushwork("ink", 0.5, 100)


def test_a_work_is_painted_again_in_another_manner_or_size(
    fakes: Fakes, run: Run, tmp_path: Path
) -> None:
    fakes()
    run("paint", "sad", "--manner", "ink", "--out", ".")
    run("paint", "--recipe", "sad-seed0.png", "--size", 99, "--out", "large.png")
    run("paint", "--recipe", "sad-seed0.png", "--manner", "none", "--out", "smooth.png")
    run("paint", "--recipe", "smooth.png", "--effect", 0, "--out", "oil.png")
    assert read_recipe(tmp_path / "large.png").hand == Brushwork("ink", size=99)
    assert read_recipe(tmp_path / "smooth.png").hand is None
    assert read_image(tmp_path / "smooth.png").shape == (256, 256, 3)
    assert read_recipe(tmp_path / "oil.png").hand == Brushwork("oil", 0)


def test_a_print_stands_beside_each_work(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    result = run("paint", "sad", "--seeds", "0-1", "--print", "10x15", "--sign", "--out", "out")
    assert result.exit_code == 0, result.stderr
    names = [f"sad-seed{n}{end}.png" for n in (0, 1) for end in ("", "-10x15")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert read_image(tmp_path / "out" / names[1]).shape == (1772, 1181, 3)


@pytest.mark.parametrize(
    ("options", "side"), [((), 512), (("--manner", "none"), 256), (("--size", 100), 100)]
)
def test_paint_and_portrait_give_works_of_one_size(
    fakes: Fakes, run: Run, tmp_path: Path, photo: Path, options: tuple[object, ...], side: int
) -> None:
    fakes()
    assert run("paint", "sad", "--out", "paint", *options).exit_code == 0
    assert run("portrait", photo, "--keep", 1, "--out", "portrait", *options).exit_code == 0

    works = [*tmp_path.glob("paint/*"), *tmp_path.glob("portrait/*")]
    assert [read_image(work).shape for work in works] == [(side, side, 3)] * 2


def test_the_scale_of_smooth_works_can_be_told(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "sad", "--manner", "none", "--scale", 1, "--out", ".")
    assert read_image(tmp_path / "sad-seed0.png").shape == (64, 64, 3)
    assert read_recipe(tmp_path / "sad-seed0.png").scale == 1


def test_the_truncation_is_in_the_recipe(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "sad", "--truncation", 0.25, "--out", ".")
    assert read_recipe(tmp_path / "sad-seed0.png").truncation == 0.25


def test_a_sheet_is_written_on_request(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    run("paint", "sad", "--seeds", "0-5", "--out", "out", "--sheet", "sheets/sad.png")
    assert is_sheet(tmp_path / "sheets/sad.png")


def test_painting_again_repeats_the_same_files(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    for _ in range(2):
        run("paint", "sad", "--seeds", "0-2", "--out", "out")
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_another_picture_of_the_same_name_is_kept(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes()
    write_png(tmp_path / "sad-seed0.png", np.zeros((4, 4, 3), np.uint8))
    run("paint", "sad", "--out", ".")
    assert read_image(tmp_path / "sad-seed0.png").shape == (4, 4, 3)
    assert read_recipe(tmp_path / "sad-seed0-2.png").seed == 0


def test_a_recipe_paints_the_same_picture_again(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    opened = fakes()
    run("paint", "happy=0.7,sad=0.3", "--seeds", 12, "--scale", 2, "--out", "out")
    work = next((tmp_path / "out").iterdir())
    result = run("paint", "--recipe", work, "--out", "again.png")
    assert result.exit_code == 0 and "warning" not in result.stderr
    assert np.array_equal(read_image(tmp_path / "again.png"), read_image(work))
    assert read_recipe(tmp_path / "again.png") == read_recipe(work)
    assert opened == ["enlarger", "enlarger"]


def test_a_recipe_painted_into_its_own_folder_leaves_the_work(
    fakes: Fakes, run: Run, tmp_path: Path
) -> None:
    fakes()
    run("paint", "happy", "--out", "out")
    result = run("paint", "--recipe", "out/happy-seed0.png", "--out", "out")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "happy-seed0-again.png",
        "happy-seed0.png",
    ]


def test_other_models_than_the_recipe_s_get_a_warning(
    fakes: Fakes, run: Run, tmp_path: Path
) -> None:
    fakes()
    work = FakePainter().paint(Mood.parse("sad"), [1])[0]
    work = replace(work, recipe=replace(work.recipe, models={"painter": "f" * 64}))
    save_artwork(work, tmp_path / "old.png")
    result = run("paint", "--recipe", "old.png", "--out", "new.png")
    assert result.exit_code == 0
    assert "warning: the painter is not the one" in result.stderr


def test_a_picture_without_a_recipe_gets_one_line(
    fakes: Fakes, run: Run, tmp_path: Path, assert_one_line: Check
) -> None:
    fakes()
    write_png(tmp_path / "plain.png", np.zeros((4, 4, 3), np.uint8))
    assert_one_line(run("paint", "--recipe", "plain.png"), "carries no recipe")


def test_a_file_of_another_picture_is_not_overwritten_by_a_recipe(
    fakes: Fakes, run: Run, tmp_path: Path, assert_one_line: Check
) -> None:
    fakes()
    run("paint", "happy", "--seeds", "0-1", "--out", "out")
    result = run("paint", "--recipe", "out/happy-seed0.png", "--out", "out/happy-seed1.png")
    assert_one_line(result, "exists already")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give a MOOD or --recipe"),
        (["happy", "--recipe", "x.png"], "give a MOOD or --recipe"),
        (["--recipe", "x.png", "--seeds", "1"], "only --out"),
        (["--recipe", "x.png"], "no file x.png"),
        (["hungry"], "unknown emotion"),
        (["happy=0"], "sum to zero"),
        (["happy", "--seeds", "a-b"], "no seeds"),
        (["happy", "--seeds", "9-3"], "backwards"),
        (["happy", "--seeds", "0-99999999999"], "too many seeds"),
        (["happy", "--seeds", "18446744073709551616"], "out of range"),
        (["happy", "--scale", "0"], "1 to 16"),
        (["happy", "--manner", "oils"], "did you mean oil"),
        (["happy", "--size", "9000"], "16 to 8192"),
        (["happy", "--print", "a9"], "no paper 'a9'"),
        (["happy", "--print", "a4", "--manner", "none"], "painted stroke by stroke"),
        (["--recipe", "x.png", "--border", "toned"], "add --print"),
        (["happy", "--truncation", "2"], "truncation 2"),
        (["happy", "--seeds", "0-2000", "--sheet", "s.png"], "at most 1024"),
        (["happy", "--out", "file"], "choose another folder"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    fakes: Fakes, run: Run, tmp_path: Path, assert_one_line: Check, arguments: list[str], said: str
) -> None:
    fakes()
    (tmp_path / "file").touch()
    assert_one_line(run("paint", *arguments), said)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_seeds_are_read_as_numbers_ranges_and_lists() -> None:
    assert parse_seeds("7") == [7]
    assert parse_seeds("0-3") == [0, 1, 2, 3]
    assert parse_seeds("3, 5,9-11,5") == [3, 5, 9, 10, 11]


@pytest.mark.parametrize("text", ["", ",", "1,,2", "-1", "1-2-3", "1.5", "٣"])
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_seeds(text)
