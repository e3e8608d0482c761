"""Frames and crops: upright, as FER-2013's faces lie, repeated beyond the picture's edge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vaha.stages.faces.framing import Frame, crop_face, grey_of, overlap, turned

EYES_AND_MOUTH = np.array([[14.9, 18.7], [32.9, 18.7], [16.5, 36.5], [31.1, 36.5]], np.float32)
"""Where they lie in FER-2013's 48 x 48 pictures, in the median."""


def dots(points: np.ndarray, size: int) -> np.ndarray:
    """A white picture with a soft black dot at each point."""
    rows, columns = np.mgrid[:size, :size]
    picture = np.full((size, size), 255.0)
    for x, y in points:
        picture -= 250 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * (size / 60) ** 2))
    return np.clip(picture, 0, 255).astype(np.uint8)


def darkest(crop: np.ndarray, x: float, y: float) -> tuple[float, float]:
    """The centre of the darkness within 5 pixels of a place."""
    rows, columns = np.mgrid[: crop.shape[0], : crop.shape[1]]
    near = (np.abs(columns - x) < 5) & (np.abs(rows - y) < 5)
    weights = (255.0 - crop) * near
    return (weights * columns).sum() / weights.sum(), (weights * rows).sum() / weights.sum()


@pytest.mark.parametrize("tilt", [0, 20, -35])
@pytest.mark.parametrize("scale", [1.5, 6])
def test_a_face_lands_where_fer2013_has_it(tilt: float, scale: float) -> None:
    """From a box as CenterFace has it in the median; in a picture turned as the head leans."""
    size = int(120 * scale)
    middle = np.array([[24.0, 24.7]]) - 24
    ((x, y),) = turned(middle * scale, tilt) + size / 2
    points = turned((EYES_AND_MOUTH - 24).astype(float) * scale, tilt) + size / 2
    frame = Frame.of_box(x, y, 39.1 * scale, 44.1 * scale, tilt)
    assert frame.tilt == pytest.approx(tilt)
    assert frame.side == pytest.approx(48 * scale, rel=0.02)
    crop = crop_face(dots(points, size), frame)
    assert crop.shape == (48, 48) and crop.dtype == np.uint8
    for x, y in EYES_AND_MOUTH:
        assert darkest(crop, x, y) == pytest.approx((x, y), abs=1.0)


def test_a_head_that_leans_a_little_is_left_so_and_one_that_leans_far_set_upright() -> None:
    tilts = [Frame.of_box(0, 0, 40, 40, lean).tilt for lean in (-170, -20, -6, 5, 9, 12, 90)]
    assert tilts == [-170, -20, 0, 0, 4.5, 12, 90]


def test_turning_is_clockwise_as_one_sees_it() -> None:
    assert turned(np.array([[1.0, 0.0]]), 90) == pytest.approx(np.array([[0.0, 1.0]]))


@pytest.mark.parametrize("repeat", [True, False])
def test_beyond_the_edge_a_crop_of_colours_is_black_where_nothing_is_repeated(repeat: bool) -> None:
    picture = np.full((40, 40, 3), (10, 20, 30), np.uint8)
    crop = crop_face(picture, Frame(0, 20, 40), 20, repeat=repeat)
    assert crop.shape == (20, 20, 3)
    assert crop[10, 0].tolist() == ([10, 20, 30] if repeat else [0, 0, 0])
    assert crop[10, 15].tolist() == [10, 20, 30]


def test_a_crop_over_the_edge_repeats_the_border() -> None:
    picture = np.full((40, 40), 90, np.uint8)
    picture[:, 0] = 200
    crop = crop_face(picture, Frame(0, 20, 40))
    assert (crop[:, :20] == 200).all()


def test_a_large_face_is_averaged_and_not_sampled() -> None:
    stripes = np.zeros((960, 960), np.uint8)
    stripes[:, ::2] = 200
    crop = crop_face(stripes, Frame(479.5, 479.5, 960))
    assert abs(int(crop.mean()) - 100) < 3 and crop.std() < 6


@pytest.mark.parametrize("tilt", [0, 30])
@pytest.mark.parametrize("place", [(300.0, 310.0), (20.0, 590.0)])
def test_a_large_face_is_cropped_as_it_is_from_the_picture_made_smaller(
    tilt: float, place: tuple[float, float]
) -> None:
    """Also over the edge; 5 does not divide what lies around the face."""
    grain = np.random.default_rng(3).integers(0, 256, (24, 24), dtype=np.uint8)
    picture = cv2.resize(grain, (601, 602), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    large = cv2.resize(picture, None, fx=5, fy=5, interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    frame = Frame(*place, 100, tilt)
    there = Frame(5 * place[0] + 2, 5 * place[1] + 2, 500, tilt)
    expected = crop_face(picture, frame).astype(int)
    for quick in (False, True):
        assert np.abs(crop_face(large, there, quick=quick) - expected).max() <= 6


def test_grey_is_weighed_as_itu_r_601_says() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    assert grey_of(colours)[0].tolist() == [76, 150, 29]


def test_overlap_is_of_the_smaller_square() -> None:
    assert overlap(Frame(0, 0, 10), Frame(0, 0, 4)) == 1
    assert overlap(Frame(0, 0, 10), Frame(20, 0, 4)) == 0
    assert overlap(Frame(0, 0, 10), Frame(5, 0, 10)) == pytest.approx(0.5)


def test_turning_is_the_same_for_frames_and_pictures() -> None:
    """A picture turned clockwise by 25 degrees, cropped with a tilt of 25, is the picture again."""
    picture = dots(EYES_AND_MOUTH * 5, 240)
    matrix = cv2.getRotationMatrix2D((119.5, 119.5), -25, 1)
    leaning = np.asarray(cv2.warpAffine(picture, matrix, (240, 240), borderValue=255))
    straight = crop_face(picture, Frame(119.5, 119.5, 200)).astype(int)
    assert np.abs(crop_face(leaning, Frame(119.5, 119.5, 200, 25)) - straight).mean() < 4
