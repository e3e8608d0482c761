"""Optical flow carries a face along: shifted, larger, and lost where it is not there any more."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from vaha.mirror.faces.flow import follow
from vaha.stages.faces.framing import Frame, Grey, grey_of


def astronaut() -> Grey:
    data = pytest.importorskip("skimage.data")
    return grey_of(cv2.resize(data.astronaut(), (320, 320), interpolation=cv2.INTER_AREA))


def moved(grey: Grey, across: float, down: float, growth: float = 1.0) -> Grey:
    """The picture, grown around the face and shifted."""
    x, y = FACE.x, FACE.y
    matrix = np.array(
        [[growth, 0, x + across - growth * x], [0, growth, y + down - growth * y]], np.float64
    )
    return np.asarray(cv2.warpAffine(grey, matrix, grey.shape[::-1]), np.uint8)


FACE = Frame(140, 68, 62)


@pytest.mark.parametrize(("across", "down"), [(0, 0), (6, -4), (-11.5, 8.25)])
def test_a_shift_is_followed(across: float, down: float) -> None:
    grey = astronaut()
    found = follow(grey, moved(grey, across, down), FACE)
    assert found is not None
    assert (found.x - FACE.x, found.y - FACE.y) == pytest.approx((across, down), abs=0.5)
    assert found.side == pytest.approx(FACE.side, rel=0.01)


@pytest.mark.parametrize("growth", [0.92, 1.06])
def test_a_face_that_comes_near_or_goes_away_is_followed(growth: float) -> None:
    grey = astronaut()
    found = follow(grey, moved(grey, 3, 2, growth), FACE)
    assert found is not None
    assert found.side == pytest.approx(growth * FACE.side, rel=0.02)
    assert (found.x - FACE.x, found.y - FACE.y) == pytest.approx((3, 2), abs=0.7)


def test_many_small_steps_do_not_drift_far() -> None:
    grey, frame = astronaut(), FACE
    steps = [(2.0 * n, 1.0 * n) for n in range(16)]
    pictures = [moved(grey, *step) for step in steps]
    for before, after in itertools.pairwise(pictures):
        found = follow(before, after, frame)
        assert found is not None
        frame = found
    assert (frame.x - FACE.x, frame.y - FACE.y) == pytest.approx(steps[-1], abs=2)


def test_the_tilt_is_kept() -> None:
    grey = astronaut()
    found = follow(grey, grey, Frame(FACE.x, FACE.y, FACE.side, 12.0))
    assert found is not None and found.tilt == 12.0


def test_a_face_that_is_gone_is_lost() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (320, 320), dtype=np.uint8)
    assert follow(astronaut(), noise, FACE) is None


def test_a_flat_wall_is_no_hold() -> None:
    wall = np.full((320, 320), 90, np.uint8)
    assert follow(wall, wall, FACE) is None
