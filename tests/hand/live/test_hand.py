"""The hand that paints what moves: steady where nothing moves, the same on any machine."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage import data

from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.hand.live.hand import LiveBrush
from vaha.hand.live.strokes import followed
from vaha.hand.manners import MANNERS
from vaha.images import Image

RATE = 12.0
NOISE = 2.5
"""Grey levels of a webcam's noise."""


def face(side: int = 256) -> Image:
    """A face before a plain wall, as a webcam sees it."""
    cut: Image = data.astronaut()[0:256, 96:352]
    return np.asarray(cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def noisy(picture: Image, frames: int) -> list[Image]:
    chance = np.random.default_rng(3)
    noise = (chance.normal(0, NOISE, picture.shape) for _ in range(frames))
    return [np.clip(np.rint(picture + one), 0, 255).astype(np.uint8) for one in noise]


def painted(brush: LiveBrush, frames: list[Image], side: int, mood: Mood | None) -> list[Image]:
    return [brush.paint(frame, side, mood, k / RATE) for k, frame in enumerate(frames)]


def change(pictures: list[Image]) -> float:
    """The mean difference from each picture to the next, in grey levels."""
    pairs = pairwise(pictures)
    return float(np.mean([np.abs(np.subtract(a, b, dtype=np.int16)).mean() for a, b in pairs]))


def smooth(picture: Image, sigma: float) -> npt.NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float64), (0, 0), sigma))


@pytest.mark.parametrize("name", MANNERS)
def test_a_still_face_does_not_flicker(name: str) -> None:
    frames = noisy(face(128), 50 if name in ("oil", "ink") else 12)
    pictures = painted(LiveBrush(name), frames, 128, None)
    assert change(frames) > 2
    assert change(pictures[1:]) < 0.15 * change(frames)


@pytest.mark.parametrize("name", MANNERS)
def test_it_paints_what_it_sees_with_strokes(name: str) -> None:
    picture = face()
    got = LiveBrush(name).paint(picture, 256, None, 0.0)
    if name not in ("ink", "charcoal"):
        assert np.abs(smooth(got, 8) - smooth(picture, 8)).mean() < 22
    grey, light = (smooth(one, 4).mean(2).ravel() for one in (got, picture))
    assert np.corrcoef(grey, light)[0, 1] > (0.5 if name == "ink" else 0.7)
    # Strokes have edges where the wall has none.
    wall = (slice(8, 48), slice(8, 60))
    edges = [cv2.Laplacian(one[wall], cv2.CV_64F).std() for one in (got, picture)]
    assert edges[0] > 1.1 * edges[1] or name == "ink"


def test_the_same_pictures_moods_and_times_give_the_same_paintings_on_any_threads() -> None:
    frames, mood = noisy(face(), 4), Mood.parse("angry")
    alone = painted(LiveBrush("oil", threads=1), frames, 300, mood)
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        together = painted(LiveBrush("oil", threads=3), frames, 300, mood)
    finally:
        cv2.setNumThreads(before)
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)
    other = painted(LiveBrush("oil", seed=1), frames, 300, mood)
    assert change([alone[0], other[0]]) > 3


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (120, 90), (90, 160)])
def test_pictures_of_any_shape_are_painted_in_their_shape(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (*shape, 3), np.uint8)
    brush = LiveBrush("pastel")
    for seconds in (0.0, 0.1):
        got = brush.paint(picture, 96, None, seconds)
        assert max(got.shape[:2]) == 96
        assert got.shape[0] == max(1, round(96 * shape[0] / max(shape)))
    assert brush.paint(face(), 64, None, 0.2).shape == (64, 64, 3)


def test_colours_follow_with_little_lag() -> None:
    brush = LiveBrush("oil")
    dark, light = (np.full((128, 128, 3), level, np.uint8) for level in (60, 180))
    start = brush.paint(dark, 128, None, 0.0).mean()
    means = [brush.paint(light, 128, None, 0.1 * k).mean() for k in range(1, 6)]
    wanted = LiveBrush("oil").paint(light, 128, None, 0.0).mean()
    assert means[2] - start > 0.9 * (wanted - start)
    assert abs(means[-1] - wanted) < 4


def test_strokes_turn_smoothly_when_the_forms_do() -> None:
    across = np.tile((127 + 80 * np.sin(np.arange(128) / 4)).astype(np.uint8), (128, 1))
    first, then = (np.repeat(one[..., None], 3, 2) for one in (across.T, across))
    brush = LiveBrush("oil")
    brush.paint(first, 128, None, 0.0)
    layer = brush.layers[0]
    turned = [layer.angle.copy()]
    for k in range(1, 80):
        brush.paint(np.ascontiguousarray(then), 128, None, k / RATE)
        turned.append(layer.angle.copy())
    steps = np.abs(np.diff(np.stack(turned), axis=0))
    assert np.percentile(steps.max(0), 90) < 0.35
    assert np.median(np.abs(turned[-1] - turned[0])) > 1.0


def test_a_mood_moves_the_hand_by_degrees() -> None:
    brush, frame = LiveBrush("oil"), face(128)
    happy, sad = Mood.parse("happy"), Mood.parse("sad")
    pictures = [brush.paint(frame, 128, happy.mixed(sad, k / 24), k / RATE) for k in range(25)]
    steps = [change([a, b]) for a, b in pairwise(pictures[1:])]
    whole = change([pictures[0], pictures[-1]])
    assert whole > 8
    assert max(steps) < 0.6 * whole


def test_noise_moves_nothing_and_what_is_wanted_is_reached_but_for_the_zone() -> None:
    now = np.array([0.0, 0.0, 10.0], np.float32)
    wanted = np.array([1.0, 100.0, -100.0], np.float32)
    np.testing.assert_allclose(followed(now, wanted, 1.0, 1.5), [0, 98.5, -98.5])
    np.testing.assert_allclose(followed(now, wanted, 0.0, 1.5), now)


def test_a_picture_of_noise_draws_no_more_strokes_than_may_be() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (256, 256, 3), np.uint8)
    brush = LiveBrush("ink")
    brush.paint(picture, 256, None, 0.0)
    assert all(len(layer.drawn()[0]) <= 3000 for layer in brush.layers)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean oil"):
        LiveBrush("oill")
    with pytest.raises(InputError, match="16 to 8192"):
        LiveBrush("oil").paint(face(), 15, None, 0.0)
