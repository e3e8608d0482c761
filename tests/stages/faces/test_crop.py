"""From frames to faces: levels, boxes, no face twice, and the choice among several."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.errors import InputError, NoFaceFound
from vaha.stages.base import Box, Face
from vaha.stages.faces.crop import (
    box_of,
    face_at,
    largest_first,
    select_faces,
)
from vaha.stages.faces.framing import Frame, crop_face


def face(side: int, confidence: float = 0.9) -> Face:
    return Face(Box(0, 0, side, side), confidence, np.zeros((48, 48), np.uint8))


def test_a_box_is_cut_to_the_picture() -> None:
    assert box_of(Frame(10, 10, 40), 50, 60) == Box(0, 0, 30, 30)
    assert box_of(Frame(55, 45, 20), 50, 60) == Box(45, 35, 15, 15)


def test_a_dark_flat_crop_is_brought_to_usual_levels_and_a_usual_one_left_alone() -> None:
    _, columns = np.mgrid[:48, :48]
    usual = (60 + 3 * columns).astype(np.uint8)
    assert np.array_equal(
        face_at(usual, Frame(23.5, 23.5, 48), 1).crop, crop_face(usual, Frame(23.5, 23.5, 48))
    )
    dark = (5 + columns // 4).astype(np.uint8)
    crop = face_at(dark, Frame(23.5, 23.5, 48), 1).crop
    assert crop.mean() > 55 and crop.std() > 25


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


def test_a_face_says_how_its_head_leans() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (100, 100), dtype=np.uint8)
    assert face_at(grey, Frame(50, 50, 40, tilt=12.5), 0.0).tilt == 12.5


def test_a_face_keeps_the_frame_that_it_was_found_in_beyond_the_picture_s_edge() -> None:
    frame = Frame(10, 50, 40, tilt=3.0)
    found = face_at(np.full((100, 100), 90, np.uint8), frame, 0.5)
    assert found.frame == frame and found.box == Box(0, 30, 30, 40)
