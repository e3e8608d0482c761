"""Faces in frames: found in one search, and none is sought for long."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vaha.mirror.frame_faces import HaarFrameFinder


class CountingCheck:
    """Says of every crop that it is a face, or that it is none."""

    def __init__(self, answer: float) -> None:
        self.answer, self.asked = answer, 0

    def score(self, crops: Any) -> npt.NDArray[np.float32]:
        self.asked += 1
        return np.full(len(crops), self.answer, np.float32)


def test_an_astronaut_is_found() -> None:
    image = pytest.importorskip("skimage.data").astronaut()
    faces = HaarFrameFinder(CountingCheck(20.0)).find(image)
    assert any(170 < face.box.left + face.box.width / 2 < 280 for face in faces)


def test_where_the_check_says_no_it_gives_up_after_one_search() -> None:
    image = pytest.importorskip("skimage.data").astronaut()
    finder = HaarFrameFinder(CountingCheck(-20.0))
    assert finder.find(image) == []
    assert len(list(finder._passes(np.zeros((100, 100), np.uint8)))) == 1
