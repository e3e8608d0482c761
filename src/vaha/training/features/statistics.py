"""Statistics of colour, light and texture of pictures: a feature space that nobody had to learn.

The judge looks at pictures through these alone, so it shares no layer with the critic, and two
sets of pictures can be compared in them on any machine without weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float32]

SIDE = 64
ORIENTATIONS = 8
_OPPONENT = np.array([[0.299, 0.587, 0.114], [0.5, 0.0, -0.5], [-0.25, 0.5, -0.25]], np.float32)
"""Rows: light, red against blue, green against purple."""


def picture_statistics(pictures: Pictures, batch: int = 256) -> Numbers:
    """Statistics N x D of uint8 pictures N x 64 x 64 x 3.

    Colour histograms, moments and their places, orientations and strengths of edges at three
    sizes, local binary patterns (Ojala et al. 2002), and energies of Haar wavelets.
    """
    parts = [_of_batch(pictures[start : start + batch]) for start in range(0, len(pictures), batch)]
    return np.concatenate(parts) if parts else np.zeros((0, len(statistic_names())), np.float32)


def statistic_names() -> list[str]:
    """The group of each of the D statistics, in their order."""
    grey = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    return [name for name, part in _groups(grey).items() for _ in range(part.shape[1])]


def _of_batch(pictures: Pictures) -> Numbers:
    return np.concatenate(list(_groups(pictures).values()), 1).astype(np.float32)


def _groups(pictures: Pictures) -> dict[str, npt.NDArray[Any]]:
    """Each group N x its size."""
    opponent = (pictures.astype(np.float32) / 255) @ _OPPONENT.T
    light = opponent[..., 0]
    halves = [light, _halve(light), _halve(_halve(light))]
    return {
        "palette": _palette(pictures),
        "hues": _hues(opponent),
        "light": np.sqrt(_histogram((light * 15.99).astype(np.int64), 16)),
        "moments": _moments(opponent),
        "places": _blocks(opponent, 4),
        "edges": np.concatenate([_edges(scale) for scale in halves], 1),
        "edge places": _edge_places(halves[1]),
        "patterns": np.concatenate([_patterns(scale) for scale in halves[:2]], 1),
        "wavelets": _wavelets(opponent),
        "symmetry": _symmetry(opponent),
    }


def _histogram(places: npt.NDArray[np.int64], bins: int) -> npt.NDArray[Any]:
    """Shares N x bins of whole numbers N x ..., 0 to bins - 1."""
    flat = places.reshape(len(places), -1)
    offset = flat + bins * np.arange(len(flat))[:, None]
    counts = np.bincount(offset.ravel(), minlength=bins * len(flat)).reshape(len(flat), bins)
    return counts / flat.shape[1]


def _palette(pictures: Pictures) -> npt.NDArray[Any]:
    """Roots of the shares of 64 colours: the root keeps rare colours from vanishing."""
    cells = (pictures >> 6).astype(np.int64)
    return np.sqrt(_histogram(cells[..., 0] * 16 + cells[..., 1] * 4 + cells[..., 2], 64))


def _hues(opponent: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How much colour of each of 12 hues, and 8 bins of how colourful."""
    chroma = np.hypot(opponent[..., 1], opponent[..., 2])
    turn = np.arctan2(opponent[..., 2], opponent[..., 1]) / (2 * np.pi) % 1
    weighed = _weighed_histogram((turn * 11.999).astype(np.int64), chroma, 12)
    strength = _histogram(np.minimum((chroma * 16).astype(np.int64), 7), 8)
    return np.concatenate([np.sqrt(weighed), np.sqrt(strength)], 1)


def _weighed_histogram(
    places: npt.NDArray[np.int64], weights: npt.NDArray[Any], bins: int
) -> npt.NDArray[Any]:
    """Mean weight that falls on each bin: N x bins."""
    flat, weight = places.reshape(len(places), -1), weights.reshape(len(places), -1)
    offset = flat + bins * np.arange(len(flat))[:, None]
    sums = np.bincount(offset.ravel(), weight.ravel(), minlength=bins * len(flat))
    return sums.reshape(len(flat), bins) / flat.shape[1]


def _moments(opponent: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Mean, deviation and skew of the three channels, and their correlations."""
    flat = opponent.reshape(len(opponent), -1, 3)
    mean = flat.mean(1)
    centred = flat - mean[:, None]
    deviation = centred.std(1) + 1e-3
    skew = np.cbrt((centred**3).mean(1)) / deviation
    scaled = centred / deviation[:, None]
    pairs = [(scaled[..., a] * scaled[..., b]).mean(1) for a, b in ((0, 1), (0, 2), (1, 2))]
    return np.concatenate([mean, deviation, skew, np.stack(pairs, 1)], 1)


def _blocks(values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Means over count x count places of N x S x S x C."""
    number, side, _, channels = values.shape
    step = side // count
    blocks = values.reshape(number, count, step, count, step, channels).mean((2, 4))
    return blocks.reshape(number, -1)


def _halve(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    number, side = light.shape[:2]
    return light.reshape(number, side // 2, 2, side // 2, 2).mean((2, 4))


def _gradients(light: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Strength and the bin of the direction (of half a turn) of each edge."""
    down, right = np.gradient(light, axis=(1, 2))
    turn = np.arctan2(down, right) / np.pi % 1
    return np.hypot(down, right), (turn * (ORIENTATIONS - 1e-3)).astype(np.int64)


def _edges(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    strength, direction = _gradients(light)
    shares = _weighed_histogram(direction, strength, ORIENTATIONS)
    flat = strength.reshape(len(strength), -1)
    spread = np.quantile(flat, [0.5, 0.9, 0.99], axis=1).T
    total = shares.sum(1, keepdims=True)
    return np.concatenate([shares / (total + 1e-4), np.log(spread + 1e-3)], 1)


def _edge_places(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Which way edges run in each of 3 x 3 places."""
    strength, direction = _gradients(light)
    every = np.eye(ORIENTATIONS, dtype=np.float32)[direction] * strength[..., None]
    cut = light.shape[1] // 3 * 3
    return np.sqrt(_blocks(every[:, :cut, :cut], 3))


def _patterns(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Shares of the nine uniform local binary patterns, whichever way turned, and of all others."""
    centre = light[:, 1:-1, 1:-1]
    side = light.shape[1]
    around = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
    bits = np.stack(
        [light[:, y : side - 2 + y, x : side - 2 + x] >= centre - 0.01 for y, x in around], -1
    )
    changes = (bits != np.roll(bits, 1, -1)).sum(-1)
    kinds = np.where(changes <= 2, bits.sum(-1), 9)
    return np.sqrt(_histogram(kinds.astype(np.int64), 10))


def _wavelets(opponent: npt.NDArray[Any], levels: int = 4) -> npt.NDArray[Any]:
    """Logarithms of the energies of four levels, three directions and three channels."""
    value, parts = opponent, []
    combine: tuple[Callable[..., Any], ...] = (
        lambda a, b, c, d: a - b + c - d,
        lambda a, b, c, d: a + b - c - d,
        lambda a, b, c, d: a - b - c + d,
    )
    for _ in range(levels):
        corners = [value[:, y::2, x::2] for y in (0, 1) for x in (0, 1)]
        for rule in combine:
            parts.append(np.log(np.square(rule(*corners) / 4).mean((1, 2)) + 1e-6))
        value = np.mean(corners, 0)
    return np.concatenate(parts, 1)


def _symmetry(opponent: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How like its mirror images a picture is, and how its light runs down and across."""
    count, height, width, channels = opponent.shape
    pairs = opponent.reshape(count, height // 2, 2, width // 2, 2, channels)
    small = pairs.mean((2, 4))  # means of blocks, which a mirror maps onto one another
    beside = np.abs(small - small[:, :, ::-1]).mean((1, 2))
    above = np.abs(small - small[:, ::-1]).mean((1, 2))
    light = opponent[..., 0]
    rows = light.reshape(len(light), 8, -1).mean(2)
    columns = light.transpose(0, 2, 1).reshape(len(light), 8, -1).mean(2)
    return np.concatenate([beside, above, rows, columns], 1)
