from __future__ import annotations

import numpy as np

from vaha.emotions import FaceEmotion, Mood
from vaha.stages.base import Critic, Enlarger, FaceFinder, MoodReader, Painter
from vaha.stages.fake import (
    FakeCritic,
    FakeEnlarger,
    FakeFaceFinder,
    FakeMoodReader,
    FakePainter,
)

PICTURE = np.zeros((100, 120, 3), np.uint8)
SAD = Mood.parse("sad")


def test_the_fakes_fit_the_seams() -> None:
    """mypy proves this; here they are also made."""
    parts: tuple[FaceFinder, MoodReader, Painter, Critic, Enlarger] = (
        FakeFaceFinder(), FakeMoodReader(), FakePainter(), FakeCritic(), FakeEnlarger(),
    )  # fmt: skip
    assert len(parts) == 5


def test_faces_come_the_largest_first_with_crops_as_the_real_ones() -> None:
    faces = FakeFaceFinder(count=3).find(PICTURE)
    areas = [face.box.area for face in faces]
    assert areas == sorted(areas, reverse=True)
    assert all(face.crop.shape == (48, 48) and face.crop.dtype == np.uint8 for face in faces)


def test_a_finder_of_no_faces_finds_none() -> None:
    assert FakeFaceFinder(count=0).find(PICTURE) == []


def test_given_moods_are_read_in_turn() -> None:
    reader = FakeMoodReader([SAD, Mood.parse("happy")], sure=False)
    readings = reader.read(FakeFaceFinder(count=3).find(PICTURE))
    assert [reading.mood.top.value for reading in readings] == ["sad", "happy", "sad"]
    assert not any(reading.sure for reading in readings)


def test_one_seed_is_one_picture() -> None:
    alone = FakePainter().paint(SAD, [4])[0]
    among = FakePainter().paint(SAD, [1, 2, 3, 4])[3]
    assert np.array_equal(alone.image, among.image)
    assert not np.array_equal(alone.image, FakePainter().paint(SAD, [5])[0].image)
    assert alone.image.shape == (64, 64, 3)


def test_the_critic_prefers_great_seeds_and_feels_the_recipe_s_mood() -> None:
    works = FakePainter().paint(SAD, [3, 9, 5])
    best = FakeCritic().choose(works, SAD, keep=2)
    assert [work.recipe.seed for work in best] == [9, 5]
    assert abs(sum(best[0].scores.values()) - 1) < 1e-9
    assert max(best[0].scores, key=best[0].scores.__getitem__).value == "sadness"


def test_the_enlarger_repeats_pixels() -> None:
    image = FakePainter().paint(Mood.of({FaceEmotion.HAPPY: 1.0}), [0])[0].image
    assert np.array_equal(FakeEnlarger().enlarge(image, 3)[::3, ::3], image)
