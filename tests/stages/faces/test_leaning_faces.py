"""A network that knows no leaning head finds one all the same: the photo is turned for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import cv2
import numpy as np
import pytest

from vaha.images import Image
from vaha.stages.faces.centerface import CenterFace, Found
from vaha.stages.faces.finder import CenterFaceFinder

SIDE = 80
EYES = {"left": ((-14, -10), 0), "right": ((14, -10), 1), "mouth": ((0, 20), 2)}
"""Of a face of dots: where each stands from the middle, and its channel."""


class SeesUpright:
    """Sees the face of dots where its eyes lean by less than 12 degrees, and never elsewhere."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, pictures: Sequence[Image], least: float) -> list[list[Found]]:
        self.looks += len(pictures)
        return [self._look(picture) for picture in pictures]

    def _look(self, picture: Image) -> list[Found]:
        dots = [self._dot(picture, channel) for _, channel in EYES.values()]
        if any(dot is None for dot in dots):
            return []
        left, right, mouth = (np.array(dot) for dot in dots)
        if left[0] > right[0]:  # a mirror image
            left, right = right, left
        points = np.array([left, right, (left + right + mouth) / 3, mouth, mouth])
        across, down = right - left
        if abs(math.degrees(math.atan2(down, across))) > 12:
            return []
        x, y = ((left + right) / 2 + mouth) / 2
        side = SIDE * float(np.hypot(across, down)) / 28
        return [Found(float(x), float(y), side, side, 0.9, points)]

    @staticmethod
    def _dot(picture: Image, channel: int) -> tuple[float, float] | None:
        alone = picture[:, :, channel].astype(int) * 2 - picture.sum(2)
        rows, columns = np.nonzero(alone > 60)
        return (float(columns.mean()), float(rows.mean())) if rows.size else None


def leaning(degrees: float) -> tuple[Image, tuple[float, float]]:
    """The face of dots, leaning so (clockwise), in a photo of 480 x 360; and where it is."""
    photo = np.full((360, 480, 3), 60, np.uint8)
    middle = (330.0, 150.0)
    angle = math.radians(degrees)
    for (x, y), channel in EYES.values():
        across = middle[0] + x * math.cos(angle) - y * math.sin(angle)
        down = middle[1] + x * math.sin(angle) + y * math.cos(angle)
        colour = [0, 0, 0]
        colour[channel] = 255
        cv2.circle(photo, (round(across), round(down)), 5, colour, -1)
    return photo, middle


@pytest.mark.parametrize("degrees", [-38, -30, -22, 22, 30, 38])
def test_a_leaning_head_is_found_where_it_is_and_set_upright(degrees: float) -> None:
    photo, (x, y) = leaning(degrees)
    (face,) = CenterFaceFinder(cast(CenterFace, SeesUpright())).find(photo)
    assert face.tilt == pytest.approx(degrees, abs=3)
    assert abs(face.box.left + face.box.width / 2 - x) < 8
    assert abs(face.box.top + face.box.height / 2 - y) < 8
    assert 0.8 < face.box.width / (1.157 * SIDE) < 1.25


def test_an_upright_face_costs_no_turning() -> None:
    network: Any = SeesUpright()
    assert len(CenterFaceFinder(network).find(leaning(0)[0])) == 1
    assert network.looks == 3


def test_nothing_is_found_in_an_empty_photo() -> None:
    network: Any = SeesUpright()
    assert CenterFaceFinder(network).find(np.full((360, 480, 3), 60, np.uint8)) == []
    assert network.looks == 3 + 2 + 6


def test_a_camera_s_frame_is_looked_at_once() -> None:
    network: Any = SeesUpright()
    assert len(CenterFaceFinder(network).follow(leaning(0)[0])) == 1
    assert network.looks == 1
