"""Strokes as outlines: the polygons that OpenCV fills, in any size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.hand.strokes import Strokes
from vaha.images import Image

SHIFT = 4
"""Bits behind the point of OpenCV's coordinates."""
CORNERS = 5
"""Corners along each side of a stroke."""


def outlines(strokes: Strokes, side: float) -> npt.NDArray[np.int32]:
    """N x 10 x 2: each stroke's polygon in 1/16 pixels, for a picture with this longer side."""
    radius = strokes.radius.astype(np.float64) * side
    half = strokes.half_length * radius
    u = np.linspace(-1, 1, CORNERS) * half[:, None]
    aside = 0.5 * strokes.turn[:, None] / half[:, None] * u * u
    along = np.concatenate([u, u[:, ::-1]], 1)
    across = np.concatenate([aside - radius[:, None], (aside + radius[:, None])[:, ::-1]], 1)
    cosine, sine = np.cos(strokes.angle)[:, None], np.sin(strokes.angle)[:, None]
    x = strokes.x[:, None] * side + along * cosine - across * sine
    y = strokes.y[:, None] * side + along * sine + across * cosine
    # Pixel centres stand at whole numbers for OpenCV, at halves for us.
    corners = np.stack([x, y], 2) - 0.5
    return np.asarray(np.rint(corners * (1 << SHIFT)), np.int32)


def lay_flat(canvas: Image, strokes: Strokes, opacity: float = 1.0) -> Image:
    """The canvas with the strokes on it in their plain colours."""
    import cv2

    laid: Image = canvas.copy()
    colours = strokes.colour.tolist()
    for corners, colour in zip(outlines(strokes, max(canvas.shape[:2])), colours, strict=True):
        cv2.fillPoly(laid, corners[None], colour, cv2.LINE_8, SHIFT)
    if opacity >= 1:
        return laid
    return np.asarray(cv2.addWeighted(laid, opacity, canvas, 1 - opacity, 0), np.uint8)
