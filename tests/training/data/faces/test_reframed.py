from __future__ import annotations

import numpy as np
import pytest

from vaha.training.data.faces.reframed import REFRAMINGS, framed, in_colour


def dots() -> np.ndarray:
    """A face of black with one white square of 4 px, right of the middle and above it."""
    faces = np.zeros((1, 48, 48), np.uint8)
    faces[:, 14:18, 30:34] = 255
    return faces


def middle(face: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(face.shape)
    weight = face / face.sum()
    return float((rows * weight).sum()), float((columns * weight).sum())


@pytest.mark.parametrize("kind", REFRAMINGS)
def test_each_changes_the_faces_alike_every_time_and_leaves_those_given(kind: str) -> None:
    given = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)
    kept = given.copy()
    once, twice = REFRAMINGS[kind](given), REFRAMINGS[kind](given)
    np.testing.assert_array_equal(once, twice)
    np.testing.assert_array_equal(given, kept)
    assert once.shape == given.shape and once.dtype == np.uint8
    assert np.abs(once.astype(int) - given).mean() > 5


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("tighter, 0.8", 23.5 - 8 / 0.8, 23.5 + 8 / 0.8),
        ("looser, 1.25", 23.5 - 8 / 1.25, 23.5 + 8 / 1.25),
        ("an eighth to the left", 15.5, 37.5),
        ("an eighth to the right", 15.5, 25.5),
        ("an eighth higher", 21.5, 31.5),
        ("an eighth lower", 9.5, 31.5),
        ("mirrored", 15.5, 15.5),
    ],
)
def test_what_a_face_shows_lies_where_the_other_frame_puts_it(
    kind: str, row: float, column: float
) -> None:
    assert middle(REFRAMINGS[kind](dots())[0]) == pytest.approx((row, column), abs=0.2)


def test_a_frame_of_the_same_size_in_the_middle_changes_nothing() -> None:
    face = np.random.default_rng(0).integers(0, 256, (1, 48, 48), dtype=np.uint8)
    np.testing.assert_array_equal(framed(face), face)


def test_a_colour_camera_clips_the_light_and_keeps_what_is_darker_darker() -> None:
    steps = np.repeat(np.arange(0, 256, 16, dtype=np.uint8), 3)
    shown = in_colour(np.tile(steps, (1, 48, 1)))[0]
    levels = shown[:, 1::3].mean(0)
    assert (np.diff(levels) > 0).all()
    assert levels[8] > 128 + 10  # the mean grey is lighter, as warm light makes it
