"""The making of a painting, stroke by stroke: the frames of a film, from large strokes to small.

Each coat is rendered once. While it is laid a frame shows it where the strokes are that have been
laid already, and what was there before elsewhere: so the last frame of a coat is that coat, and the
whole film costs little more than the painting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vaha.hand.base import check_size
from vaha.hand.rendering.lay import fill, outlines
from vaha.hand.rendering.light import light
from vaha.hand.rendering.render import coats
from vaha.hand.strokes import Strokes
from vaha.images import Image

RATE = 25.0
"""Frames a second."""
SECONDS = 8.0
"""How long the strokes are laid; the finished painting then stays for HELD more."""
HELD = 1.6
LARGE_STROKES = 0.4
"""A coat of n strokes takes n to this power: large strokes are seen one by one, small ones not."""
LEAST_SIDE = 16
"""Pixels of a frame's sides at least; below it video encoders give up."""


def frames(strokes: Strokes, size: int, threads: int | None = None) -> Iterator[Image]:
    """The making of the painting with this longer side, RATE frames a second for SECONDS + HELD.

    All have one size, even on both sides. Raises InputError beyond 16 to 8192 pixels.
    """
    check_size(size)
    times = _frames_of_coats(strokes)
    surfaces = coats(strokes, size, threads or os.cpu_count() or 1)
    before = light(next(surfaces), strokes.manner)
    yield _even(before)
    ends = [0, *(end for end, _ in strokes.coats)]
    for (begin, end), count, surface in zip(pairwise(ends), times, surfaces, strict=True):
        after = light(surface, strokes.manner)
        uppermost = _uppermost(strokes, begin, end, size, after.shape[:2])
        for frame in range(1, count + 1):
            laid = uppermost < begin + round((end - begin) * frame / count)
            # Light changes also beside a stroke: at the end of a coat all of it is seen.
            seen = np.where(laid[..., None], after, before) if frame < count else after
            yield _even(seen)
        before = after
    for _ in range(round(HELD * RATE)):
        yield _even(before)


def _frames_of_coats(strokes: Strokes) -> list[int]:
    """How many frames each coat takes: at least one, in all about SECONDS."""
    ends = np.array([0, *(end for end, _ in strokes.coats)])
    weights = np.diff(ends) ** LARGE_STROKES
    share = weights * (SECONDS * RATE / max(weights.sum(), 1e-9))
    return [max(1, round(float(count))) for count in share]


def _uppermost(
    strokes: Strokes, begin: int, end: int, size: int, shape: tuple[int, ...]
) -> npt.NDArray[np.int32]:
    """The number of the stroke that is seen at each pixel, among those of one coat.

    Where there is none, more than any.
    """
    numbers = np.full(shape, np.iinfo(np.int32).max, np.int32)
    fill(numbers, outlines(strokes, size, slice(begin, end)), range(begin, end))
    return numbers


def _even(image: Image) -> Image:
    """The picture with even sides, a row or column repeated where need be, as encoders want it."""
    height, width = (max(LEAST_SIDE, side + side % 2) for side in image.shape[:2])
    below, beside = height - image.shape[0], width - image.shape[1]
    return np.pad(image, ((0, below), (0, beside), (0, 0)), "edge")
