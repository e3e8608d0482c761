"""The tooth of paper and the roughness of plaster, the same at any size of picture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TILE = 512
TILES = 2.0
"""So many tiles stand along the picture's longer side."""


@lru_cache(maxsize=1)
def grain_tile() -> Floats:
    """A tile of grain that repeats without a seam, about -1 to 1."""
    import cv2

    white = np.random.default_rng(20).random((TILE, TILE)).astype(np.float32)
    wide = np.tile(white, (3, 3))
    soft = [cv2.GaussianBlur(wide, (0, 0), sigma)[TILE:-TILE, TILE:-TILE] for sigma in (0.9, 2.2)]
    grain = sum((layer - layer.mean()) / layer.std() for layer in soft)
    return np.asarray(np.clip(grain / 2.5, -1, 1), np.float32)


def paper_grain(height: int, width: int) -> Floats:
    """The grain of a picture of this size, H x W, about -1 to 1."""
    tile, scale = grain_tile(), TILE * TILES / max(height, width)
    rows, columns = (
        ((np.arange(length) + 0.5) * scale).astype(np.int64) % TILE for length in (height, width)
    )
    return np.asarray(tile[rows[:, None], columns], np.float32)
