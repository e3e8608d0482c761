"""Faces as FER-2013 frames them: a tilted square in a picture, and its crop.

FER-2013's framing, measured on 1,430 faces of its Training (held out from the mood reader, enlarged
four times): CenterFace's box is in the median 39.1 x 44.1 pixels of 48, its middle at (24.4, 24.7).
So FER-2013's frame is the square of the box's area, 1.157 times as wide, 0.7 pixels of 48 higher.

Faces of FER-2013 lean as heads do, and a mood is read best from one that leans so (73.0 % right;
71.5 % where the eyes were brought level). A head that leans further is set upright: turned by 20
degrees, 71.3 % are read rightly with level eyes, 67.0 % without, by 40 degrees 67.9 and 52.1 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.images import Image

Grey = npt.NDArray[np.uint8]
"""Grey by ITU-R 601, uint8, height x width."""

CROP = 48
"""The side of a crop, as FER-2013's faces have it."""

BOX_SIDE = 1.157
BOX_HIGHER = 0.7 / 48
"""FER-2013's frame beside CenterFace's box."""

LEANS, LEVEL = 6.0, 12.0
"""Degrees: who leans less than the first is left so, who leans more than the second set upright."""


@dataclass(frozen=True)
class Frame:
    """A square in a picture: its centre, its side in pixels, and the face's tilt.

    `tilt` is in degrees, positive where the head leans clockwise as one sees it.
    """

    x: float
    y: float
    side: float
    tilt: float = 0.0

    @classmethod
    def of_box(cls, x: float, y: float, width: float, height: float, lean: float) -> Frame:
        """FER-2013's frame around the face in a box with this middle whose eyes lean so (degrees).

        The box is as wide and high as the face would have it that is set upright.
        """
        side = BOX_SIDE * math.sqrt(width * height)
        upright = min(1.0, max(0.0, (abs(lean) - LEANS) / (LEVEL - LEANS)))
        tilt = lean * upright
        ((right, down),) = turned(np.array([[0.0, -BOX_HIGHER * side]]), tilt)
        return cls(x + float(right), y + float(down), side, tilt)

    def scaled(self, factor: float) -> Frame:
        """The same square in the picture made `factor` times as large."""
        return Frame(self.x * factor, self.y * factor, self.side * factor, self.tilt)


def grey_of(image: Image) -> Grey:
    """RGB -> grey by ITU-R 601, uint8, height x width."""
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def crop_face(
    picture: Grey | Image, frame: Frame, side: int = CROP, quick: bool = False, repeat: bool = True
) -> npt.NDArray[np.uint8]:
    """The frame's content, upright, side x side; beyond the picture's edge its border is repeated.

    Large faces are made smaller by the mean of areas, small ones larger by cubic interpolation;
    `quick` is linear instead, in a sixth of the time. Without `repeat` it is black beyond the edge.
    """
    import cv2

    picture, frame = _nearer(picture, frame, side)
    finer = max(1, math.ceil(frame.side / side))
    target = side * finer
    scale = target / frame.side
    turn = np.asarray(cv2.getRotationMatrix2D((frame.x, frame.y), frame.tilt, scale), np.float64)
    turn[:, 2] += (target - 1) / 2 - np.array([frame.x, frame.y])
    how = cv2.INTER_LINEAR if quick else cv2.INTER_CUBIC
    beyond = cv2.BORDER_REPLICATE if repeat else cv2.BORDER_CONSTANT
    cut = cv2.warpAffine(picture, turn, (target, target), flags=how, borderMode=beyond)
    if finer > 1:
        cut = cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cut, np.uint8)


def turned(points: npt.NDArray[np.float64], tilt: float) -> npt.NDArray[np.float64]:
    """Places N x 2 turned clockwise, as one sees it, around (0, 0) by so many degrees."""
    angle = math.radians(tilt)
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.asarray(points @ np.array([[cosine, sine], [-sine, cosine]]), np.float64)


def _nearer(picture: Grey | Image, frame: Frame, side: int) -> tuple[npt.NDArray[np.uint8], Frame]:
    """Of a frame at least four times as wide as `side`, its surroundings, and itself in them.

    They are made smaller by a whole number, to 2 to 4 times `side`: turning each pixel of a large
    face costs more than all else that is done with it.
    """
    import cv2

    times = int(frame.side // (2 * side))
    if times < 2:
        return picture, frame
    height, width = picture.shape[:2]
    reach = frame.side / math.sqrt(2) + 2 * times
    left, top = max(0, int(frame.x - reach)), max(0, int(frame.y - reach))
    across = (min(width, int(frame.x + reach)) - left) // times
    down = (min(height, int(frame.y + reach)) - top) // times
    if across < 1 or down < 1:
        return picture, frame
    around = picture[top : top + down * times, left : left + across * times]
    small = cv2.resize(around, (across, down), interpolation=cv2.INTER_AREA)
    x, y = ((at + 0.5) / times - 0.5 for at in (frame.x - left, frame.y - top))
    return np.asarray(small, np.uint8), Frame(x, y, frame.side / times, frame.tilt)


def overlap(one: Frame, other: Frame) -> float:
    """The intersection of two squares over the smaller of them, as if both were upright: 0 to 1."""
    half = (one.side + other.side) / 2
    least = min(one.side, other.side)
    across = min(least, max(0.0, half - abs(one.x - other.x)))
    down = min(least, max(0.0, half - abs(one.y - other.y)))
    return across * down / least**2


def made_smaller(image: Image, longest: int) -> tuple[Image, float]:
    """The picture (RGB or grey) at most so long, and how many times as large it is now."""
    import cv2

    scale = min(1.0, longest / max(image.shape[:2]))
    if scale == 1.0:
        return image, scale
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), scale
