"""CenterFace's maps become faces in pixels; places come back from windows, mirrors and turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from vaha.runtime.catalogue import FETCHABLE
from vaha.runtime.model import Arrays, FakeModel
from vaha.stages.faces import finder as faces
from vaha.stages.faces.centerface import CenterFace, Found
from vaha.stages.faces.framing import Frame

EYES = [[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]]
"""Places across and down in a face's box: eyes, nose, corners of the mouth."""


def network(shown: list[Any], peaks: Mapping[tuple[int, int], float]) -> CenterFace:
    """Answers with faces of 32 x 64 pixels at these rows and columns, for every picture."""

    def answer(inputs: Mapping[str, Any]) -> Arrays:
        pictures = inputs["input.1"]
        shown.append(pictures)
        rows, height, width = len(pictures), pictures.shape[2] // 4, pictures.shape[3] // 4
        maps = {
            "537": np.zeros((rows, 1, height, width), np.float32),
            "538": np.full((rows, 2, height, width), np.log(8), np.float32),
            "539": np.full((rows, 2, height, width), 0.25, np.float32),
            "540": np.zeros((rows, 10, height, width), np.float32),
        }
        maps["538"][:, 0] = np.log(16)
        for number, (across, down) in enumerate(EYES):
            maps["540"][:, 2 * number], maps["540"][:, 2 * number + 1] = down, across
        for (row, column), sure in peaks.items():
            maps["537"][:, 0, row, column] = sure
        return maps

    return CenterFace(FakeModel(FETCHABLE["centerface"].card, answer))


def test_a_peak_becomes_a_face_with_its_points() -> None:
    shown: list[Any] = []
    picture = np.full((70, 100, 3), (10, 20, 30), np.uint8)
    ((face,),) = network(shown, {(5, 10): 0.9, (5, 11): 0.8, (2, 2): 0.1}).look([picture], 0.3)

    assert (face.x, face.y) == (43.0, 23.0)  # (10 + 0.25 + 0.5) * 4
    assert (face.width, face.height) == pytest.approx((32, 64))
    assert face.sure == pytest.approx(0.9)
    corner = np.array([43 - 16, 23 - 32])
    assert face.points == pytest.approx(corner + np.array(EYES) * (32, 64), abs=1e-3)
    assert face.tilt == pytest.approx(0, abs=1e-3)


def test_a_picture_is_shown_in_rgb_and_filled_up_with_black() -> None:
    shown: list[Any] = []
    network(shown, {}).look([np.full((70, 100, 3), (10, 20, 30), np.uint8)], 0.3)

    (pictures,) = shown
    assert pictures.shape == (1, 3, 96, 128)
    assert pictures[0, :, 69, 99].tolist() == [10, 20, 30]
    assert not pictures[0, :, 70:].any() and not pictures[0, :, :, 100:].any()


def found() -> Found:
    return Found(
        30, 40, 20, 24, 0.9, np.array([[25.0, 35], [35, 33], [30, 40], [26, 46], [34, 46]])
    )


def test_a_mirror_image_gives_left_and_right_back() -> None:
    there = faces._mirrored(found(), 100)
    assert (there.x, there.y) == (70, 40)
    assert there.points[0].tolist() == [65, 33]
    assert there.tilt == pytest.approx(-found().tilt)
    assert faces._mirrored(there, 100).points == pytest.approx(found().points)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_picture_gives_its_places_back(quarters: int) -> None:
    picture = np.zeros((100, 160, 3), np.uint8)
    picture[70:80, 20:24] = 255  # its middle is at (22, 75)
    rows, columns = np.nonzero(np.rot90(picture[:, :, 0], quarters))
    seen = Found(columns.mean() + 0.5, rows.mean() + 0.5, 4, 10, 1, np.zeros((5, 2)))
    there = faces._turned_back(seen, picture, quarters)
    assert (there.x, there.y) == (22, 75)


def test_a_window_gives_its_places_back() -> None:
    place = faces._out_of(Frame(200, 100, 80, tilt=90), 160)
    assert place(np.array([[80.0, 80], [80, 0]])) == pytest.approx(
        np.array([[200, 100], [240, 100]])
    )
