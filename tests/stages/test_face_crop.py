"""Crops: upright, framed as FER-2013's, repeated beyond the edge; the choice among faces."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vaha.errors import InputError, NoFaceFound
from vaha.stages.base import Box, Face
from vaha.stages.face_crop import (
    Frame,
    crop_face,
    face_at,
    grey_of,
    largest_first,
    overlap,
    select_faces,
    without_doubles,
)

EYES_AND_MOUTH = np.array([[14.9, 18.7], [32.9, 18.7], [16.5, 36.5], [31.1, 36.5]], np.float32)
"""Where they lie in FER-2013's 48 x 48 pictures, in the median."""


def face(side: int, confidence: float = 0.9) -> Face:
    return Face(Box(0, 0, side, side), confidence, np.zeros((48, 48), np.uint8))


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
def test_landmarks_land_where_fer2013_has_them(tilt: float, scale: float) -> None:
    size = int(120 * scale)
    turn = np.radians(tilt)
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = (EYES_AND_MOUTH - 24) @ matrix.T + size / 2
    frame = Frame.of_landmarks(points.astype(np.float32))
    assert frame.tilt == pytest.approx(tilt, abs=0.5)
    assert frame.side == pytest.approx(48 * scale, rel=0.02)
    crop = crop_face(dots(points, size), frame)
    assert crop.shape == (48, 48) and crop.dtype == np.uint8
    for x, y in EYES_AND_MOUTH:
        assert darkest(crop, x, y) == pytest.approx((x, y), abs=1.0)


def test_a_haar_square_is_all_but_fer2013s_frame() -> None:
    frame = Frame.of_haar(10, 20, 100)
    assert (frame.x, frame.y) == pytest.approx((60, 70.6), abs=0.1)
    assert 102 < frame.side < 105


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


def test_grey_is_weighed_as_itu_r_601_says() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    assert grey_of(colours)[0].tolist() == [76, 150, 29]


def test_a_box_is_cut_to_the_picture() -> None:
    assert Frame(10, 10, 40).box(50, 60) == Box(0, 0, 30, 30)
    assert Frame(55, 45, 20).box(50, 60) == Box(45, 35, 15, 15)


def test_a_dark_flat_crop_is_brought_to_usual_levels_and_a_usual_one_left_alone() -> None:
    _, columns = np.mgrid[:48, :48]
    usual = (60 + 3 * columns).astype(np.uint8)
    assert np.array_equal(
        face_at(usual, Frame(23.5, 23.5, 48), 1).crop, crop_face(usual, Frame(23.5, 23.5, 48))
    )
    dark = (5 + columns // 4).astype(np.uint8)
    crop = face_at(dark, Frame(23.5, 23.5, 48), 1).crop
    assert crop.mean() > 55 and crop.std() > 25


def test_a_log_odds_of_zero_is_a_confidence_of_one_half() -> None:
    assert face_at(np.zeros((9, 9), np.uint8), Frame(4, 4, 8), 0).confidence == 0.5


def test_overlap_is_of_the_smaller_square() -> None:
    assert overlap(Frame(0, 0, 10), Frame(0, 0, 4)) == 1
    assert overlap(Frame(0, 0, 10), Frame(20, 0, 4)) == 0
    assert overlap(Frame(0, 0, 10), Frame(5, 0, 10)) == pytest.approx(0.5)


def test_of_doubles_the_surest_stays() -> None:
    one, twin, other = Frame(50, 50, 40), Frame(53, 50, 44), Frame(150, 50, 40)
    assert without_doubles([(one, 1), (twin, 3), (other, 2)]) == [(twin, 3), (other, 2)]


def test_faces_are_ordered_by_size() -> None:
    faces = [face(50), face(90), face(70)]
    assert [one.box.width for one in largest_first(faces)] == [90, 70, 50]


def test_one_all_or_the_largest_can_be_chosen() -> None:
    faces = [face(50), face(90), face(70)]
    assert [one.box.width for one in select_faces(faces)] == [90]
    assert [one.box.width for one in select_faces(faces, "all")] == [90, 70, 50]
    assert [one.box.width for one in select_faces(faces, 2)] == [70]


@pytest.mark.parametrize("choice", [0, 4, -1])
def test_a_number_that_no_face_has_is_an_error(choice: int) -> None:
    with pytest.raises(InputError, match="are faces 1 to 3"):
        select_faces([face(50)] * 3, choice)
    with pytest.raises(InputError, match="is only face 1"):
        select_faces([face(50)], 4)


def test_another_word_is_an_error() -> None:
    with pytest.raises(InputError, match="largest, all, or a number"):
        select_faces([face(50)], "smallest")


def test_no_face_is_an_error_with_advice() -> None:
    with pytest.raises(NoFaceFound, match="give a photo in which a face"):
        select_faces([], "all")


def test_turning_is_the_same_for_frames_and_pictures() -> None:
    """A picture turned clockwise by 25 degrees, cropped with a tilt of 25, is the picture again."""
    picture = dots(EYES_AND_MOUTH * 5, 240)
    matrix = cv2.getRotationMatrix2D((119.5, 119.5), -25, 1)
    turned = np.asarray(cv2.warpAffine(picture, matrix, (240, 240), borderValue=255))
    straight = crop_face(picture, Frame(119.5, 119.5, 200)).astype(int)
    assert np.abs(crop_face(turned, Frame(119.5, 119.5, 200, 25)) - straight).mean() < 4
