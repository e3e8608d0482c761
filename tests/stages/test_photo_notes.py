"""What is said of photos in which a face is hard to read."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.images import Image
from vaha.stages.base import Box, Face
from vaha.stages.photo_notes import notes_on


def photo(level: int, sharp: bool = True) -> Image:
    """200 x 200, of fine squares around this grey."""
    rows, columns = np.indices((200, 200)) // 4
    squares = ((rows + columns) % 2 * 2 - 1) * (20 if sharp else 0)
    grey = np.clip(level + squares, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, 2)


def face(side: int = 96) -> Face:
    return Face(Box(20, 20, side, side), 1.0, np.zeros((48, 48), np.uint8))


@pytest.mark.parametrize(
    ("level", "sharp", "side", "expected"),
    [
        (128, True, 96, []),
        (25, True, 96, ["dark"]),
        (128, False, 96, ["blurred"]),
        (128, True, 40, ["small"]),
        (25, True, 40, ["dark", "small"]),
    ],
)
def test_the_largest_face_is_judged(level: int, sharp: bool, side: int, expected: list) -> None:
    assert notes_on(photo(level, sharp), [face(side), face(30)]) == expected


def test_a_picture_without_faces_can_only_be_dark() -> None:
    assert notes_on(photo(20), []) == ["dark"]
    assert notes_on(photo(128, sharp=False), []) == []
