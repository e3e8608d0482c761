"""Faces as FER-2013 frames them: a tilted square in a picture, its crop, and the crop's gradients.

FER-2013's framing, measured on its Training faces (enlarged four times, with a replicated border):

- Haar's frontal cascades answer with a square that is all but the whole 48 x 48 picture: in the
  median left 0.75, top 0.5, side 46.3 (alt2, 1,989 faces; alt 46.5; default 47.3). So FER-2013's
  frame is Haar's square, 1.035 times as wide, 0.3 pixels of 48 lower.
- YuNet's landmarks (2,381 faces) lie in the median at: eyes (14.9, 18.6) and (33.0, 19.0), corners
  of the mouth (16.3, 36.2) and (31.0, 36.6). Midway between eyes and mouth is (23.8, 27.6),
  the eyes are 17.8 apart, the mouth 18.0 below them: together (root of the sum of squares) 25.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.images import Image

Grey = npt.NDArray[np.uint8]
"""Grey by ITU-R 601, uint8, height x width."""

CROP = 48
"""The side of a crop, as FER-2013's faces have it."""

HAAR_SIDE = 48 / 46.4
HAAR_LOWER = 0.3 / 48
LANDMARK_SPREAD = 25.4 / 48
LANDMARK_CENTRE = (23.8 / 48, 27.6 / 48)

DESCRIPTOR = 900
"""5 x 5 blocks of 2 x 2 cells of 8 x 8 pixels, each with 9 directions."""


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
    def of_haar(cls, left: float, top: float, side: float) -> Frame:
        """FER-2013's frame around the square that a frontal Haar cascade answered with."""
        middle = side / 2
        return cls(left + middle, top + middle + HAAR_LOWER * side, HAAR_SIDE * side)

    @property
    def haar_square(self) -> tuple[float, float, float]:
        """Left, top and side of the cascade's square that this frame, if upright, goes around."""
        side = self.side / HAAR_SIDE
        return self.x - side / 2, self.y - side / 2 - HAAR_LOWER * side, side

    @classmethod
    def of_landmarks(cls, points: npt.NDArray[np.float32]) -> Frame:
        """FER-2013's frame around a face whose eyes and mouth are known.

        `points` is 4 x 2: the eye at the picture's left, the other eye, the corners of the mouth.
        """
        eyes, mouth = points[:2].mean(axis=0), points[2:].mean(axis=0)
        across, down = points[1] - points[0], mouth - eyes
        side = math.hypot(*across, *down) / LANDMARK_SPREAD
        tilt = math.degrees(math.atan2(float(across[1]), float(across[0])))
        right, below = (0.5 - LANDMARK_CENTRE[0]) * side, (0.5 - LANDMARK_CENTRE[1]) * side
        turn = math.radians(tilt)
        x, y = (eyes + mouth) / 2
        return cls(
            float(x) + right * math.cos(turn) - below * math.sin(turn),
            float(y) + right * math.sin(turn) + below * math.cos(turn),
            side,
            tilt,
        )

    def scaled(self, factor: float) -> Frame:
        """The same square in the picture made `factor` times as large."""
        return Frame(self.x * factor, self.y * factor, self.side * factor, self.tilt)


def grey_of(image: Image) -> Grey:
    """RGB -> grey by ITU-R 601, uint8, height x width."""
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def crop_face(grey: Grey, frame: Frame, side: int = CROP, quick: bool = False) -> Grey:
    """The frame's content, upright, side x side; beyond the picture's edge its border is repeated.

    Large faces are made smaller by the mean of areas, small ones larger by cubic interpolation;
    `quick` is linear instead, in a sixth of the time.
    """
    import cv2

    grey, frame = _nearer(grey, frame, side)
    finer = max(1, math.ceil(frame.side / side))
    target = side * finer
    scale = target / frame.side
    turn = np.asarray(cv2.getRotationMatrix2D((frame.x, frame.y), frame.tilt, scale), np.float64)
    turn[:, 2] += (target - 1) / 2 - np.array([frame.x, frame.y])
    how = cv2.INTER_LINEAR if quick else cv2.INTER_CUBIC
    cut = cv2.warpAffine(grey, turn, (target, target), flags=how, borderMode=cv2.BORDER_REPLICATE)
    if finer > 1:
        cut = cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cut, np.uint8)


def _nearer(grey: Grey, frame: Frame, side: int) -> tuple[Grey, Frame]:
    """Of a frame at least four times as wide as `side`, its surroundings, and itself in them.

    They are made smaller by a whole number, to 2 to 4 times `side`: turning each pixel of a large
    face costs more than all else that is done with it.
    """
    import cv2

    times = int(frame.side // (2 * side))
    if times < 2:
        return grey, frame
    height, width = grey.shape
    reach = frame.side / math.sqrt(2) + 2 * times
    left, top = max(0, int(frame.x - reach)), max(0, int(frame.y - reach))
    across = (min(width, int(frame.x + reach)) - left) // times
    down = (min(height, int(frame.y + reach)) - top) // times
    if across < 1 or down < 1:
        return grey, frame
    around = grey[top : top + down * times, left : left + across * times]
    small = cv2.resize(around, (across, down), interpolation=cv2.INTER_AREA)
    x, y = ((at + 0.5) / times - 0.5 for at in (frame.x - left, frame.y - top))
    return np.asarray(small, np.uint8), Frame(x, y, frame.side / times, frame.tilt)


def describe(crops: Sequence[Grey]) -> npt.NDArray[np.float32]:
    """The crops' HOG descriptors, float32, N x 900, each block of length at most 1."""
    import cv2

    hog = cv2.HOGDescriptor((CROP, CROP), (16, 16), (8, 8), (8, 8), 9)
    columns = [np.asarray(hog.compute(np.ascontiguousarray(crop))) for crop in crops]
    return np.stack([column.reshape(DESCRIPTOR) for column in columns]).astype(np.float32)


def overlap(one: Frame, other: Frame) -> float:
    """The intersection of two squares over the smaller of them, as if both were upright: 0 to 1."""
    half = (one.side + other.side) / 2
    least = min(one.side, other.side)
    across = min(least, max(0.0, half - abs(one.x - other.x)))
    down = min(least, max(0.0, half - abs(one.y - other.y)))
    return across * down / least**2
