"""Imprints and grain in small files: what a browser needs to paint the same strokes."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from vaha.hand.rendering.grain import TILES, grain_tile
from vaha.hand.rendering.imprints import MARGIN, VARIANTS, imprints

Floats = npt.NDArray[np.float32]

FORMAT = 1
LOWEST = (-1.5, -2.5, -0.5, 0.65)
HIGHEST = (2.5, 3.0, 3.5, 1.25)
"""What is kept of shape, paint, height and tone; beyond, they make no difference on the canvas."""


@lru_cache(maxsize=32)
def imprints_file(kind: str, radius: float, length: float, dryness: float, seed: int) -> bytes:
    """The imprints that `imprints` gives for the same, in 256 steps, packed by `packed_planes`."""
    # Not from the cache of large textures, which others' wishes would fill.
    marks = imprints.__wrapped__(kind, radius, length, dryness, seed)
    about = {
        "rows": marks.rows,
        "columns": marks.columns,
        "across": marks.across,
        "along": marks.along,
        "variants": VARIANTS,
        "margin": MARGIN,
    }
    return packed_planes(marks.texture, LOWEST, HIGHEST, about)


@lru_cache(maxsize=1)
def grain_file() -> bytes:
    """The tile of grain, in 256 steps, packed by `packed_planes`."""
    return packed_planes(grain_tile()[..., None], (-1.0,), (1.0,), {"tiles": TILES})


def packed_planes(
    planes: Floats,
    lowest: Sequence[float],
    highest: Sequence[float],
    about: dict[str, float],
) -> bytes:
    """Planes, float32 H x W x P, each in 256 steps from its lowest to its highest value.

    zlib around: the length of a JSON head (4 bytes, little-endian), the head, and P x H x W bytes,
    each the difference from the one before it in its row, which packs well where rows are smooth.
    """
    low, high = (np.asarray(bound, np.float32) for bound in (lowest, highest))
    share = (np.clip(planes, low, high) - low) / (high - low)
    steps = np.rint(share * 255).astype(np.uint8).transpose(2, 0, 1)
    differences = np.diff(steps, axis=2, prepend=np.uint8(0))
    head = {
        "format": FORMAT,
        "height": planes.shape[0],
        "width": planes.shape[1],
        "lowest": list(lowest),
        "highest": list(highest),
        **about,
    }
    text = json.dumps(head).encode()
    parts = (struct.pack("<I", len(text)), text, differences.tobytes())
    return zlib.compress(b"".join(parts), 6)
