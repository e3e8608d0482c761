"""From a picture and a place in it to the crop that is read; which of several faces; no face twice.

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

from vaha.errors import InputError, NoFaceFound
from vaha.images import Image
from vaha.stages.base import Box, Face

Grey = npt.NDArray[np.uint8]
"""Grey by ITU-R 601, uint8, height x width."""

CROP = 48
"""The side of a crop, as FER-2013's faces have it."""

HAAR_SIDE = 48 / 46.4
HAAR_LOWER = 0.3 / 48
LANDMARK_SPREAD = 25.4 / 48
LANDMARK_CENTRE = (23.8 / 48, 27.6 / 48)

USUAL_MEAN = (61.0, 196.0)
USUAL_SPREAD = (28.0, 85.0)
"""Mean and standard deviation of the grey levels of 98 of 100 of FER-2013's Training faces."""


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

    def box(self, height: int, width: int) -> Box:
        """The upright square around the centre, cut to a picture of this size."""
        half = self.side / 2
        left, top = max(0, round(self.x - half)), max(0, round(self.y - half))
        right, bottom = min(width, round(self.x + half)), min(height, round(self.y + half))
        return Box(left, top, max(1, right - left), max(1, bottom - top))


def grey_of(image: Image) -> Grey:
    """RGB -> grey by ITU-R 601, uint8, height x width."""
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def crop_face(grey: Grey, frame: Frame, side: int = CROP) -> Grey:
    """The frame's content, upright, side x side; beyond the picture's edge its border is repeated.

    Large faces are made smaller by the mean of areas, small ones larger by cubic interpolation.
    """
    import cv2

    finer = max(1, math.ceil(frame.side / side))
    target = side * finer
    scale = target / frame.side
    turn = np.asarray(cv2.getRotationMatrix2D((frame.x, frame.y), frame.tilt, scale), np.float64)
    turn[:, 2] += (target - 1) / 2 - np.array([frame.x, frame.y])
    cut = cv2.warpAffine(
        grey, turn, (target, target), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if finer > 1:
        cut = cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cut, np.uint8)


def face_at(grey: Grey, frame: Frame, log_odds: float) -> Face:
    """The face in this frame; a logit of 0 is a confidence of one half."""
    crop = _within_usual_levels(crop_face(grey, frame))
    return Face(frame.box(*grey.shape), 1 / (1 + math.exp(-log_odds)), crop)


def _within_usual_levels(crop: Grey) -> Grey:
    """The crop no darker, paler or flatter than 98 of 100 of FER-2013's faces are."""
    mean, spread = float(crop.mean()), float(crop.std())
    usual_mean = min(max(mean, USUAL_MEAN[0]), USUAL_MEAN[1])
    usual_spread = min(max(spread, USUAL_SPREAD[0]), USUAL_SPREAD[1])
    if (mean, spread) == (usual_mean, usual_spread) or spread < 1:
        return crop
    levels = (crop - mean) * (usual_spread / spread) + usual_mean
    return np.asarray(np.clip(levels.round(), 0, 255), np.uint8)


def overlap(one: Frame, other: Frame) -> float:
    """The intersection of two squares over the smaller of them, as if both were upright: 0 to 1."""
    half = (one.side + other.side) / 2
    least = min(one.side, other.side)
    across = min(least, max(0.0, half - abs(one.x - other.x)))
    down = min(least, max(0.0, half - abs(one.y - other.y)))
    return across * down / least**2


def without_doubles(
    found: Sequence[tuple[Frame, float]], most: float = 0.4
) -> list[tuple[Frame, float]]:
    """The surest of each group of frames that overlap by more than `most`, the surest first."""
    kept: list[tuple[Frame, float]] = []
    for frame, score in sorted(found, key=lambda item: -item[1]):
        if all(overlap(frame, other) <= most for other, _ in kept):
            kept.append((frame, score))
    return kept


def largest_first(faces: Sequence[Face]) -> list[Face]:
    """By the area of their boxes; of equals the surer first."""
    return sorted(faces, key=lambda face: (-face.box.area, -face.confidence))


def select_faces(faces: Sequence[Face], choice: str | int = "largest") -> list[Face]:
    """The `largest` face, `all` of them, or the one of this number, 1 being the largest.

    Raises NoFaceFound where there is none, InputError for a number that none has or another word.
    """
    if not faces:
        raise NoFaceFound(
            "no face was found; give a photo in which a face looks at the camera, "
            "well lit and at least 40 pixels wide"
        )
    ordered = largest_first(faces)
    if choice == "all":
        return ordered
    if choice == "largest":
        return ordered[:1]
    if isinstance(choice, str):
        raise InputError(f"{choice!r} is no face; write largest, all, or a number from 1 on")
    if not 1 <= choice <= len(ordered):
        known = "is only face 1" if len(ordered) == 1 else f"are faces 1 to {len(ordered)}"
        raise InputError(f"there is no face {choice}; in this picture there {known}")
    return [ordered[choice - 1]]
