"""Measures of pictures, in numpy alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def frechet_distance(first: Floats, second: Floats) -> float:
    """Fréchet distance between Gaussians fitted to two sets of features N x D (Heusel et al. 2017).

    The trace of the square root is taken through symmetric matrices, so it is real.
    """
    means = first.mean(0) - second.mean(0)
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    values, vectors = np.linalg.eigh(one)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ two @ root).clip(0)).sum()
    return float(means @ means + np.trace(one) + np.trace(two) - 2 * shared)


def picture_psnr(ours: npt.NDArray[np.uint8], theirs: npt.NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of 8-bit pictures in dB, over all their values."""
    error = float(np.square(ours.astype(np.float64) - theirs.astype(np.float64)).mean())
    return 10 * math.log10(255**2 / max(error, 1e-10))
