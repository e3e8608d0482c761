"""Pictures, names and soft moods for the projected painter, in a few files of under 16 MB.

For machines to which neither the collection nor Python packages can be carried.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.errors import TrainingDataError
from vaha.training.data.paintings.pack import read_pictures, write_pictures

PREFIX = "pictures"
INDEX = "moods.npz"
Pictures = npt.NDArray[np.uint8]


def write_projected_pack(
    folder: Path,
    pixels: Pictures,
    names: npt.NDArray[np.str_],
    moods: npt.NDArray[np.float32],
    quality: int,
) -> list[Path]:
    """Write shards of WebP of this quality (100: without loss) and an index; returns the paths."""
    known = {"names": names, "moods": moods.astype(np.float16)}
    return write_pictures(folder, PREFIX, INDEX, pixels, known, quality=quality)


def read_projected_pack(
    folder: Path, side: int
) -> tuple[Pictures, npt.NDArray[np.str_], npt.NDArray[np.float32]]:
    """(pixels N x side x side x 3, names N, moods N x 7), larger pictures averaged down.

    Raises TrainingDataError where the index or a shard is missing or damaged, or the pictures are
    smaller.
    """
    pixels, known = read_pictures(folder, PREFIX, INDEX)
    if "moods" not in known or "names" not in known:
        raise TrainingDataError(f"{folder} holds pictures without moods; pack them anew")
    if pixels.shape[1] < side:
        raise TrainingDataError(f"{folder} holds pictures of {pixels.shape[1]} px, not {side}")
    return reduced(pixels, side), known["names"], known["moods"].astype(np.float32)


def reduced(pixels: Pictures, side: int) -> Pictures:
    """Averaged down to `side`, which divides theirs."""
    factor = pixels.shape[1] // side
    if factor == 1:
        return pixels
    parts = []
    for start in range(0, len(pixels), 1024):
        part = pixels[start : start + 1024]
        blocks = part.reshape(len(part), side, factor, side, factor, 3)
        parts.append(blocks.mean((2, 4)).round().astype(np.uint8))
    return np.concatenate(parts)
