"""A glance: hits become one square a face, and little is asked where there is no face."""

from __future__ import annotations

import random
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vaha.stages.faces import QUICK, HaarFaceFinder
from vaha.stages.glance import grouped, squares_at_a_glance, squares_near

data = pytest.importorskip("skimage.data")


@pytest.fixture(scope="module")
def cascade() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{cv2.data.haarcascades}{QUICK}")


def astronaut() -> npt.NDArray[np.uint8]:
    """In grey and 256 x 256: her face is in the square from (87, 32), 50 pixels wide."""
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (256, 256), interpolation=cv2.INTER_AREA), np.uint8)


class Check:
    """Says the same of every crop, and counts how many it was shown."""

    def __init__(self, answer: float) -> None:
        self.answer, self.shown = answer, 0

    def score(self, crops: Any) -> npt.NDArray[np.float32]:
        self.shown += len(crops)
        return np.full(len(crops), self.answer, np.float32)


def test_squares_on_top_of_each_other_become_their_mean() -> None:
    assert grouped([(10.0, 20.0, 40.0), (14.0, 20.0, 44.0)]) == [(12.0, 20.0, 42.0)]


def test_what_most_squares_name_comes_first_in_whatever_order_they_come() -> None:
    hits = [(0.0, 0.0, 90.0), (200.0, 50.0, 40.0), (202.0, 50.0, 40.0), (201.0, 52.0, 42.0)]
    hits += [(5.0, 5.0, 30.0)]  # within the largest, and much smaller: another
    first = grouped(hits)
    assert [round(side) for _, _, side in first] == [41, 90, 30]
    for seed in range(5):
        random.Random(seed).shuffle(hits)
        assert grouped(hits) == first


def test_no_hits_are_no_squares() -> None:
    assert grouped([]) == []


def test_a_face_is_among_the_squares_and_put_right_from_a_wrong_start(cascade: Any) -> None:
    grey = astronaut()
    assert any(
        abs(left + side / 2 - 112) < 10 and abs(top + side / 2 - 57) < 10
        for left, top, side in squares_at_a_glance(cascade, grey)
    )
    for start in ((80.0, 30.0, 62.0), (94.0, 38.0, 42.0)):
        ((left, top, side),) = squares_near(cascade, grey, start)
        assert (left, top, side) == pytest.approx((87, 32, 50), abs=5)


def test_where_nothing_is_near_nothing_is_found(cascade: Any) -> None:
    assert squares_near(cascade, np.full((90, 160), 80, np.uint8), (40.0, 20.0, 40.0)) == []


@pytest.mark.parametrize("shape", [(1, 1), (19, 400), (29, 29), (400, 12)])
def test_a_picture_too_small_for_a_face_has_none(cascade: Any, shape: tuple[int, int]) -> None:
    assert squares_at_a_glance(cascade, np.zeros(shape, np.uint8)) == []


def test_where_the_check_says_no_one_look_is_enough() -> None:
    check = Check(-20.0)
    finder = HaarFaceFinder(check)
    assert finder.glance(data.astronaut()) == []
    assert 1 <= check.shown <= 10  # one crop for each place; a closer look takes 17
    before = check.shown
    assert finder.find(data.astronaut()) == []
    assert check.shown > 10 * before  # the thorough search goes on


def test_where_the_check_says_yes_each_place_is_named_once() -> None:
    check = Check(20.0)
    faces = HaarFaceFinder(check).glance(data.astronaut())
    assert any(170 < face.box.left + face.box.width / 2 < 280 for face in faces)
    assert len({face.box for face in faces}) == len(faces)
