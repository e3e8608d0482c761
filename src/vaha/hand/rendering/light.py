"""Light on paint: normals of its height, diffuse light from the upper left, a little gloss.

After Hertzmann, "Fast paint texture", 2002.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.hand.manners import Manner
from vaha.hand.rendering.render import Surface
from vaha.images import Image

Floats = npt.NDArray[np.float32]

LAMP = np.array([-0.45, -0.6, 0.66]) / np.linalg.norm([-0.45, -0.6, 0.66])
"""Where the light comes from: left, above, in front."""
STEEP = 7 / 1024
"""Height of paint in longer sides, so that its slopes are the same at every size."""
BAND = 128
"""Rows that are lit at a time."""
GLOSS_FROM = 1.1
"""Light above this share of that on a flat canvas shines."""


def light(surface: Surface, manner: Manner) -> Image:
    """The lit picture, H x W x 3; band by band, so that a large one takes little memory."""
    import cv2

    if manner.relief <= 0:
        return _levels(surface.colour)
    rows, columns = surface.height.shape
    side = max(rows, columns)
    soft = cv2.GaussianBlur(surface.height, (0, 0), max(0.6, 0.7 * side / 1024))
    height = np.asarray(soft, np.float32)
    height *= np.float32(manner.relief * STEEP * side / 8)
    lit = np.empty((rows, columns, 3), np.uint8)
    for top in range(0, rows, BAND):
        bottom = min(rows, top + BAND)
        before, after = min(top, 1), min(rows - bottom, 1)  # slopes look one row further
        diffuse, shine = _lamp(height[top - before : bottom + after], manner.gloss)
        inner = slice(before, before + bottom - top)
        colour = surface.colour[:, top:bottom] * diffuse[inner] + shine[inner]
        lit[top:bottom] = _levels(colour)
    return lit


def _lamp(height: Floats, gloss: float) -> tuple[Floats, Floats]:
    """The light that paint of this height throws back (1 where it is flat), and its shine."""
    import cv2

    across = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)
    x, y, z = (np.float32(part) for part in LAMP)
    falls = (z - x * across - y * down) / (z * np.sqrt(1 + across * across + down * down))
    diffuse = np.clip(np.float32(0.66) + np.float32(0.34) * falls, 0.55, 1.25)
    shine = np.clip(falls - np.float32(GLOSS_FROM), 0, 1) ** 2 * np.float32(160 * gloss)
    return diffuse, shine


def _levels(colour: Floats) -> Image:
    levels = np.clip(colour + np.float32(0.5), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(levels.transpose(1, 2, 0))
