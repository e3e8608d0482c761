"""From frames in a picture to faces; no face twice; which of several is meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vaha.errors import InputError, NoFaceFound
from vaha.stages.base import Box, Face
from vaha.stages.faces.framing import Frame, Grey, crop_face

DOUBLE = 0.4
"""Frames that overlap by more than this are of one face."""

USUAL_MEAN = (61.0, 196.0)
USUAL_SPREAD = (28.0, 85.0)
"""Mean and standard deviation of the grey levels of 98 of 100 of FER-2013's Training faces."""


def box_of(frame: Frame, height: int, width: int) -> Box:
    """The upright square around the frame's centre, cut to a picture of this size."""
    half = frame.side / 2
    left, top = max(0, round(frame.x - half)), max(0, round(frame.y - half))
    right, bottom = min(width, round(frame.x + half)), min(height, round(frame.y + half))
    return Box(left, top, max(1, right - left), max(1, bottom - top))


def frame_of(box: Box) -> Frame:
    """The upright square that this box is of; at the picture's edge the box may be a part of it."""
    side = float(max(box.width, box.height))
    return Frame(box.left + box.width / 2, box.top + box.height / 2, side)


def face_at(grey: Grey, frame: Frame, confidence: float) -> Face:
    """The face in this frame."""
    crop = _within_usual_levels(crop_face(grey, frame))
    return Face(box_of(frame, *grey.shape), confidence, crop, frame)


def _within_usual_levels(crop: Grey) -> Grey:
    """The crop no darker, paler or flatter than 98 of 100 of FER-2013's faces are."""
    mean, spread = float(crop.mean()), float(crop.std())
    usual_mean = min(max(mean, USUAL_MEAN[0]), USUAL_MEAN[1])
    usual_spread = min(max(spread, USUAL_SPREAD[0]), USUAL_SPREAD[1])
    if (mean, spread) == (usual_mean, usual_spread) or spread < 1:
        return crop
    levels = (crop - mean) * (usual_spread / spread) + usual_mean
    return np.asarray(np.clip(levels.round(), 0, 255), np.uint8)


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
