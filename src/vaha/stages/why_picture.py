"""A heat map as a picture: what speaks for the answer is warm, what speaks against it is cold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vaha.images import Image, resize
from vaha.stages.why import Why

SIDE = 384
"""Pixels of a picture's longer side."""

FOR, AGAINST = np.array([255.0, 96.0, 0.0]), np.array([0.0, 96.0, 255.0])
"""RGB of what speaks for the answer, and of what speaks against it."""

COVERS = 0.75
"""So much of the picture is hidden by colour where the heat is greatest."""

CONTRAST = 1.5
"""Above 1 what matters most stands out from what matters, too."""

FAINT = 0.25
"""A greatest heat below so many nats is drawn the fainter: nothing matters much then."""

GAP = 12


def why_picture(why: Why) -> Image:
    """The picture as it was seen, in grey, beneath its heat: RGB, the longer side SIDE pixels."""
    height, width = (round(side * SIDE / max(why.seen.shape[:2])) for side in why.seen.shape[:2])
    seen = why.seen if why.seen.ndim == 3 else np.repeat(why.seen[:, :, None], 3, axis=2)
    ground = resize(seen, height, width).astype(np.float64)
    ground = np.repeat(ground @ [[0.299], [0.587], [0.114]], 3, axis=2)
    heat = _enlarged(why.heat, height, width)[:, :, None]
    heat = heat / max(float(np.abs(heat).max()), FAINT)
    covering = COVERS * np.abs(heat) ** CONTRAST
    colour = np.where(heat > 0, FOR, AGAINST)
    return np.asarray((ground + covering * (colour - ground)).round().clip(0, 255), np.uint8)


def side_by_side(whys: Sequence[Why]) -> Image:
    """Each picture as it was seen beside its heat map, one below the other on white."""
    rows = [np.concatenate(_pair(why), axis=1) for why in whys]
    width = max(row.shape[1] for row in rows)
    padded = [_bordered(row, width) for row in rows]
    return np.concatenate(padded)[:-GAP] if padded else np.zeros((0, 0, 3), np.uint8)


def _pair(why: Why) -> list[Image]:
    shown = why_picture(why)
    height, width = shown.shape[:2]
    seen = why.seen if why.seen.ndim == 3 else np.repeat(why.seen[:, :, None], 3, axis=2)
    between = np.full((height, GAP, 3), 255, np.uint8)
    return [resize(seen, height, width), between, shown]


def _bordered(row: Image, width: int) -> Image:
    """White at its right up to this width, and below it."""
    beyond = ((0, GAP), (0, width - row.shape[1]), (0, 0))
    return np.pad(row, beyond, constant_values=255)


def _enlarged(heat: npt.NDArray[np.float64], height: int, width: int) -> npt.NDArray[np.float64]:
    import cv2

    return np.asarray(cv2.resize(heat, (width, height), interpolation=cv2.INTER_CUBIC), np.float64)
