"""What colours a manner has: its ground, its pigments, how they vary from stroke to stroke."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.hand.manners import Manner
from vaha.images import Image

Doubles = npt.NDArray[np.float64]

# Rows: luma and the two opponent colours of YIQ; turning the latter turns the hue.
_YIQ = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
_RGB = np.linalg.inv(_YIQ)


GROUND = 24
"""Pixels of the ground's longer side."""
INK = (30, 28, 38)
INK_MEAN = 0.54
"""How light a drawing in ink is in the mean, as a share of white."""
# 0 becomes 26: transparent pigments on white paper reach no black.
_HIGH_KEY = np.rint(255 * (1 - 0.9 * (1 - (np.arange(256) / 255) ** 0.9))).astype(np.uint8)
INK_RANGE = (3, 97)
"""Of a picture's greys, so many hundredths are darker than its darks, and than its lights."""
INK_CONTRAST, MOST_CONTRAST = 200.0, 2.5
"""How far darks and lights shall be apart, and by how much contrast grows at most."""
FINE = 0.0117
"""Deviation of the blur from which fine contrasts stand out, in longer sides: 1.5 px of 128."""
VARY = (0.35, 0.7, 1.0, 0.75, 0.5)
"""How much each layer varies: large strokes stay side by side, small ones would be confetti."""


def in_palette(picture: Image, palette: str) -> Image:
    """The picture in the manner's pigments: as it is, high in key, or in greys."""
    import cv2

    if palette == "colour":
        return picture
    if palette == "light":
        return np.asarray(cv2.LUT(picture, _HIGH_KEY), np.uint8)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if palette == "ink":
        grey = cv2.LUT(grey, _as_light_as_paper(float(grey.mean())))
        grey = cv2.LUT(np.asarray(grey, np.uint8), _with_contrast(np.asarray(grey, np.uint8)))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def emphasised(picture: Image, manner: Manner) -> Image:
    """The picture, its fine contrasts exaggerated by an unsharp mask as far as the manner says."""
    import cv2

    if manner.emphasis <= 0:
        return picture
    sigma = FINE * max(picture.shape[:2])
    soft = cv2.GaussianBlur(picture, (0, 0), max(0.4, sigma))
    more = cv2.addWeighted(picture, 1 + manner.emphasis, soft, -manner.emphasis, 0)
    return np.asarray(more, np.uint8)


def _as_light_as_paper(mean: float) -> npt.NDArray[np.uint8]:
    """The tones that leave a drawing of this mean grey mostly paper: a table of 256."""
    power = np.log(INK_MEAN) / np.log(np.clip(mean / 255, 0.02, 0.98))
    tones = 255 * (np.arange(256) / 255) ** np.clip(power, 0.25, 1.5)
    return np.asarray(np.rint(tones), np.uint8)


def _with_contrast(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The tones that let the darks of a dull picture be dark and its lights paper: 256 of them."""
    dark, light = np.percentile(grey, INK_RANGE)
    gain = np.clip(INK_CONTRAST / max(1.0, light - dark), 1.0, MOST_CONTRAST)
    middle = (dark + light) / 2
    return np.asarray(np.clip(np.rint(middle + gain * (np.arange(256) - middle)), 0, 255), np.uint8)


def ground_of(picture: Image, manner: Manner) -> Image:
    """The canvas before the first stroke, a few pixels: the manner's colour over the picture's.

    A painter's imprimatura: no lighter than the picture around, so that gaps between dark strokes
    do not glitter. Bare paper (a tint of 0) stays as it is.
    """
    import cv2

    height, width = picture.shape[:2]
    scale = GROUND / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    bare = np.array(manner.ground, np.float64)
    if manner.tint > 0:
        light = (small.mean(2, keepdims=True) + 12) / bare.mean()
        bare = bare * np.minimum(1, light)
    mixed = (1 - manner.tint) * bare + manner.tint * small
    return np.asarray(mixed.round(), np.uint8)


def jittered(
    colour: Doubles, lively: Doubles, manner: Manner, layer: int, chance: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Colours N x 3 varied in hue, saturation and value, uint8; each by its share in `lively`, N.

    In shares of what is there, so that dark places get no bright confetti; large brushes vary less,
    since their strokes stay visible side by side.
    """
    hue, saturation, value = manner.jitter
    size = VARY[min(layer, len(VARY) - 1)]
    noise = size * lively * (2 * chance.random((3, len(colour))) - 1)
    yiq = colour @ _YIQ.T
    turn, rich = 1.7 * hue * noise[0], 1 + 1.7 * saturation * noise[1]
    cosine, sine = np.cos(turn) * rich, np.sin(turn) * rich
    first = cosine * yiq[:, 1] - sine * yiq[:, 2]
    second = sine * yiq[:, 1] + cosine * yiq[:, 2]
    light = yiq[:, 0] * (1 + 1.7 * value * noise[2])
    varied = np.stack([light, first, second], 1) @ _RGB.T
    if manner.palette == "grey":
        varied = np.repeat(light[:, None], 3, 1)
    if manner.palette == "ink":
        varied = np.tile(np.array(INK, np.float64), (len(colour), 1))
    levels: npt.NDArray[np.uint8] = np.clip(varied.round(), 0, 255).astype(np.uint8)
    return levels
