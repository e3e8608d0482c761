"""What a brush leaves: coverage, paint and tone along and across a stroke, as small textures.

A texture holds several imprints one below the other. Across it runs v (-1 to 1 is the brush's
width), along it the distance from the stroke's start in radii, up to its whole length; a shorter
stroke takes its first half from the left end and its second from the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

VARIANTS = 8
MARGIN = 1.25
"""The texture reaches so far across, in radii."""
FINEST, COARSEST = 48.0, 2.5
"""Texels in a radius at most and at least: about one a pixel of the picture."""
ALONG = 14.0
"""Texels in a radius along the stroke at most."""


@dataclass(frozen=True)
class Imprints:
    """Textures of one brush: float32 H x W x 4, of `rows` rows and `columns` columns each.

    The four are shape and paint (both coverage: above 0 there is paint, 1 is all), height and tone.
    `across` and `along` are texels in a radius.
    """

    texture: Floats
    rows: int
    columns: int
    across: float
    along: float


@dataclass(frozen=True)
class _Space:
    """Where each texel of one imprint stands, and what chance gives it."""

    v: Floats
    start: Floats
    end: Floats
    share: Floats
    along: float
    across: float
    chance: np.random.Generator

    def noise(self, across: float, along: float) -> Floats:
        """Noise of deviation 1, blurred over so many radii."""
        import cv2

        shape = (self.v.shape[0], self.start.shape[1])
        white = (self.chance.random(shape) - 0.5).astype(np.float32)
        sigma = (max(0.01, along * self.along), max(0.01, across * self.across))
        soft = cv2.GaussianBlur(white, (0, 0), sigmaX=sigma[0], sigmaY=sigma[1])
        return np.asarray((soft - soft.mean()) / (soft.std() + 1e-6), np.float32)


@lru_cache(maxsize=64)
def imprints(kind: str, radius: float, length: float, dryness: float, seed: int = 0) -> Imprints:
    """The imprints of a brush of this radius in pixels whose strokes are `length` radii long."""
    across = float(np.clip(radius, COARSEST, FINEST))
    along = float(np.clip(radius, COARSEST, ALONG))
    rows, columns = int(np.ceil(2 * MARGIN * across)) + 2, int(np.ceil(length * along)) + 1
    v = ((np.arange(rows, dtype=np.float32) / across) - MARGIN)[:, None]
    start = (np.arange(columns, dtype=np.float32) / along)[None]
    chance = np.random.default_rng([seed, rows, columns])
    end = np.float32(length) - start
    space = _Space(v, start, end, start / np.float32(length), along, across, chance)
    made = [_imprint(KINDS[kind](space, dryness)) for _ in range(VARIANTS)]
    texture = np.concatenate(made).astype(np.float32)
    return Imprints(texture, rows, columns, across, along)


def _imprint(planes: tuple[npt.NDArray[Any], ...]) -> Floats:
    return np.stack(np.broadcast_arrays(*planes), 2).astype(np.float32)


def _rounded(space: _Space, ragged: float, roundness: float) -> Floats:
    """Coverage of a shape with rounded, ragged ends: 0 at its edge, 1 a texel within."""
    edge = np.minimum(np.abs(space.v), 1)
    rounding = roundness * (1 - np.sqrt(1 - edge**2.4))
    first = space.start - rounding - ragged * np.abs(space.noise(0.05, 9))
    last = space.end - rounding - 1.6 * ragged * np.abs(space.noise(0.05, 9))
    side = 1 - np.abs(space.v) - 0.04 * np.abs(space.noise(9, 0.8))
    ends = np.minimum(first, last) * np.float32(space.along)
    return np.asarray(np.minimum(ends, side * np.float32(space.across)) + 0.5, np.float32)


def _bristle(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """Hairs of two widths, a ridge of paint along the sides, less paint towards the end."""
    # Long along the stroke: where a shorter one joins both ends, its hairs go on unbroken.
    hairs = 0.9 * space.noise(0.025, 9) + 0.25 * space.noise(0.14, 9)
    shape = _rounded(space, 0.32, 0.8)
    left = 1 - dryness * space.share
    paint = 2.2 * left + 0.8 * hairs - 1.6 * dryness
    ridge = 0.25 * np.abs(space.v) ** 5 + 0.08 * np.exp(-((space.end - 0.7) ** 2) * 4)
    height = (0.5 + ridge + 0.2 * hairs) * left
    return shape, np.asarray(paint, np.float32), height, 1 + 0.035 * hairs


def _knife(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """A flat of paint, thin at its start, pressed up into sharp ridges at its sides and end."""
    drag = space.noise(0.1, 9)
    shape = _rounded(space, 0.10, 0.12)
    paint = 2.4 - 2 * dryness * space.share + 0.6 * space.noise(0.12, 0.5)
    side = np.exp(-((1 - np.abs(space.v)) ** 2) * 60)
    height = 0.35 + 0.9 * side * (0.4 + 0.6 * space.share) + np.exp(-((space.end - 0.2) ** 2) * 12)
    return shape, np.asarray(paint, np.float32), height + 0.07 * drag, 1 + 0.02 * drag


def _dab(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """A short touch: paint heaped towards the end where the brush was lifted."""
    hairs = space.noise(0.06, 1.5)
    shape = _rounded(space, 0.14, 0.9)
    paint = 2.2 - 1.4 * dryness * space.share + 0.6 * hairs
    mound = np.sqrt(np.maximum(0, 1 - space.v**2)) * (0.35 + 0.65 * space.share)
    height = 0.3 + 0.6 * mound + 0.12 * hairs
    return shape, np.asarray(paint, np.float32), height, 1 + 0.03 * hairs


def _dot(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """A round touch with a low mound."""
    shape = _rounded(space, 0.05, 1.0)
    wet = np.full_like(shape, 2.0 - dryness)
    return shape, wet, 0.3 + 0.4 * np.sqrt(np.maximum(0, 1 - space.v**2)), np.ones_like(shape)


def _wash(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """Water: soft blooms within, pigment gathered at the edge."""
    shape = _rounded(space, 0.25, 1.0)
    bloom = space.noise(0.5, 0.8)
    rim = np.exp(-np.maximum(shape, 0) / (0.16 * space.across + 0.8))
    paint = 1.6 - dryness + 0.3 * bloom
    return shape, np.asarray(paint, np.float32), np.zeros_like(shape), 1 - 0.22 * rim + 0.03 * bloom


def _stick(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """Pastel or charcoal: a soft-edged mark that the paper's grain breaks."""
    powder = space.noise(0.05, 0.12)
    shape = np.minimum(_rounded(space, 0.3, 0.4), 1.4 * (1 - np.abs(space.v)) + 0.3)
    paint = 1.1 - 0.9 * dryness + 0.35 * powder - 0.3 * space.share
    return shape, np.asarray(paint, np.float32), 0.15 + 0.1 * powder, 1 + 0.03 * powder


def _pen(space: _Space, dryness: float) -> tuple[npt.NDArray[Any], ...]:
    """A line of ink, pointed at its end."""
    width = 1 - 0.75 * np.maximum(0, space.share - 0.35) ** 1.5 - 0.25 * np.exp(-2 * space.start)
    edge = (width - np.abs(space.v)) * np.float32(space.across)
    shape = np.minimum(edge, np.minimum(space.start, space.end) * np.float32(space.along)) + 0.5
    paint = 2.0 - dryness * space.share + 0.3 * space.noise(0.2, 1)
    return shape, np.asarray(paint, np.float32), np.zeros_like(shape), np.ones_like(shape)


KINDS: Mapping[str, Callable[[_Space, float], tuple[npt.NDArray[Any], ...]]] = {
    "bristle": _bristle,
    "knife": _knife,
    "dab": _dab,
    "dot": _dot,
    "wash": _wash,
    "stick": _stick,
    "pen": _pen,
}
"""Each brush's mark: shape, paint, height and tone at each texel."""
