"""Strokes as outlines: the polygons that OpenCV fills, in any size."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.hand.strokes import Strokes
from vaha.images import Image

SHIFT = 4
"""Bits behind the point of OpenCV's coordinates."""
LARGE = (
    np.array([-1.0, -0.93, -0.5, 0.0, 0.5, 0.93, 1.0]),
    np.array([0.6, 1.0, 1.0, 1.0, 1.0, 1.0, 0.6]),
)
"""Where the corners along each side of a stroke stand, in half its length, and how wide it is."""
SMALL = (np.array([-1.0, 0.0, 1.0]), np.array([0.9, 1.0, 0.9]))
"""The same for strokes of few pixels, which are filled quicker so."""
SMALL_RADIUS = 4.0
"""Pixels of a small stroke's radius at most."""
_FILLING = Lock()
"""One thread fills at a time: OpenCV lets go of the interpreter for each polygon, of two
microseconds, and two threads that fill would spend more time on handing it over."""


def fill(raster: npt.NDArray[Any], polygons: npt.NDArray[np.int32], values: Iterable[Any]) -> None:
    """Fill these polygons of `outlines`, one after the other, each with its value."""
    import cv2

    with _FILLING:
        for corners, value in zip(polygons, values, strict=True):
            cv2.fillConvexPoly(raster, corners, value, cv2.LINE_8, SHIFT)


def outlines(strokes: Strokes, side: float, layer: slice = slice(None)) -> npt.NDArray[np.int32]:
    """N x corners x 2: each stroke's polygon in 1/16 pixels, for this longer side of a picture.

    `layer` is where the strokes of one layer stand; all have equally many corners.
    """
    radius = strokes.radius[layer].astype(np.float64) * side
    stations, widths = SMALL if (radius.max(initial=0)) <= SMALL_RADIUS else LARGE
    half = strokes.half_length[layer] * radius
    u = stations * half[:, None]
    aside = 0.5 * strokes.turn[layer, None] / half[:, None] * u * u
    wide = widths * radius[:, None]
    along = np.concatenate([u, u[:, ::-1]], 1)
    across = np.concatenate([aside - wide, (aside + wide)[:, ::-1]], 1)
    angle = strokes.angle[layer].astype(np.float64)
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x = strokes.x[layer, None] * side + along * cosine - across * sine
    y = strokes.y[layer, None] * side + along * sine + across * cosine
    # Pixel centres stand at whole numbers for OpenCV, at halves for us.
    corners = np.stack([x, y], 2) - 0.5
    return np.asarray(np.rint(corners * (1 << SHIFT)), np.int32)


def lay_flat(canvas: Image, strokes: Strokes, opacity: float = 1.0) -> Image:
    """The canvas with one layer's strokes on it in their plain colours."""
    import cv2

    laid: Image = canvas.copy()
    fill(laid, outlines(strokes, max(canvas.shape[:2])), strokes.colour.tolist())
    if opacity >= 1:
        return laid
    return np.asarray(cv2.addWeighted(laid, opacity, canvas, 1 - opacity, 0), np.uint8)
