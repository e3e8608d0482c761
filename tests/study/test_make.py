from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import InputError
from vaha.images import write_png
from vaha.marking import SOURCES
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.study.key import PAINTINGS
from vaha.study.make import StudyOptions, chosen_paintings, study_pictures

QUICK = StudyOptions(works_a_mood=2, candidates=3, size=64)


@pytest.fixture
def studio() -> Studio:
    return Studio(*fake_studio_parts())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty wide paintings, of which three hang under `happy`; and files that are none."""
    for number in range(20):
        place = tmp_path / "happy" if number < 3 else tmp_path
        image = np.full((40, 90, 3), 10 * number, np.uint8)
        image[:, :25] = image[:, 65:] = 255
        write_png(place / f"p{number:02d}.png", image)
    (tmp_path / "read.txt").write_text("no painting")
    return tmp_path


def test_each_painter_manner_and_mood_has_as_many_works(studio: Studio) -> None:
    options = replace(QUICK, manners=("oil", "none"))
    pictures = study_pictures({"VAHA": studio, "rival": studio}, None, options)
    counts = Counter((one.entry.group, one.entry.asked) for one in pictures)
    groups = ["VAHA, oil", "VAHA, none", "rival, oil", "rival, none"]
    assert counts == {(group, mood): 2 for group in groups for mood in FACE_EMOTIONS}
    assert {one.entry.made for one in pictures} == {SOURCES["trained"]}


def test_no_two_works_of_a_painter_have_one_seed(studio: Studio) -> None:
    """Else a voter would meet one composition in seven moods, and compare instead of look."""
    pictures = study_pictures({"VAHA": studio}, None, replace(QUICK, manners=("oil", "none")))
    assert len({one.entry.origin for one in pictures}) == len(pictures) == 28


def test_works_are_the_best_of_their_candidates(studio: Studio) -> None:
    """The fake critic prefers the greatest seeds: of each six in a row the last two."""
    pictures = study_pictures({"VAHA": studio}, None, QUICK)
    seeds = sorted(int(one.entry.origin.removeprefix("seed ")) for one in pictures)
    assert seeds == [seed for seed in range(42) if seed % 6 in (4, 5)]


def test_all_pictures_have_one_size_whoever_painted_them(studio: Studio, folder: Path) -> None:
    pictures = study_pictures({"VAHA": studio}, folder, replace(QUICK, manners=("oil", "none")))
    assert {one.image.shape for one in pictures} == {(64, 64, 3)}
    assert {one.image.dtype for one in pictures} == {np.dtype(np.uint8)}


def test_the_order_says_nothing_and_is_the_seeds(studio: Studio, folder: Path) -> None:
    def groups(seed: int) -> list[str]:
        made = study_pictures({"VAHA": studio}, folder, replace(QUICK, seed=seed))
        return [one.entry.source for one in made]

    order = groups(0)
    assert order == groups(0) and order != groups(1)
    half = len(order) // 2
    assert 0 < order[:half].count(PAINTINGS) < order.count(PAINTINGS)


def test_paintings_in_a_moods_folder_are_asked_for_it(studio: Studio, folder: Path) -> None:
    found = chosen_paintings(folder, QUICK)
    assert Counter(mood for _, mood in found) == {None: 14, FaceEmotion.HAPPY: 2}
    assert len({file for file, _ in found}) == 16


def test_a_painting_shows_its_middle(studio: Studio, folder: Path) -> None:
    pictures = study_pictures({}, folder, QUICK)
    for one in pictures:
        number = int(one.entry.origin[-6:-4])
        assert one.image.min() == one.image.max() == 10 * number  # nothing of the white sides
        assert (one.entry.manner, one.entry.made) == ("", "")


def test_a_folder_without_paintings_is_refused(studio: Studio, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match="no pictures in"):
            study_pictures({"VAHA": studio}, place, QUICK)


@pytest.mark.parametrize(
    "wrong",
    [
        {"works_a_mood": 0},
        {"works_a_mood": 51},
        {"candidates": 0},
        {"seed": -1},
        {"size": 8},
        {"manners": ("crayon",)},
        {"manners": ("oil", "oil")},
        {"manners": ()},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError):
        StudyOptions(**wrong)  # type: ignore[arg-type]
