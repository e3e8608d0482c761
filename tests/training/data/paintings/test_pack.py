from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vaha.errors import TrainingDataError
from vaha.training.data.paintings.pack import is_pack, read_pack, write_pack
from vaha.training.data.paintings.reading import PaintingSet

MakePaintings = Callable[..., PaintingSet]


def smooth(make_paintings: MakePaintings, count: int) -> PaintingSet:
    """Paintings that WebP can keep."""
    paintings = make_paintings(count)
    paintings.pixels[:] = paintings.pixels[:, :1, :1] // 2 + np.arange(64, dtype=np.uint8)[:, None]
    return paintings


def test_what_is_packed_comes_back(make_paintings: MakePaintings, tmp_path: Path) -> None:
    paintings = smooth(make_paintings, 12)
    files = write_pack(paintings, tmp_path, shard=900)
    assert is_pack(tmp_path) and not is_pack(tmp_path / "none")
    assert len(files) >= 3 and all(file.stat().st_size <= 900 for file in files[:-1])
    again = read_pack(tmp_path)
    for name in ("names", "style", "artist", "votes", "may_paint", "held", "angriest"):
        np.testing.assert_array_equal(getattr(again, name), getattr(paintings, name))
    assert np.abs(again.pixels.astype(int) - paintings.pixels).mean() < 4


def test_colours_keep_their_resolution(make_paintings: MakePaintings, tmp_path: Path) -> None:
    """Stripes of one pixel, red and green and equally light, come back as stripes."""
    paintings = make_paintings(2)
    stripes = np.where(np.arange(64)[:, None] % 2, (200, 60, 100), (0, 154, 100))
    paintings.pixels[:] = stripes
    write_pack(paintings, tmp_path)
    again = read_pack(tmp_path)
    assert np.abs(again.pixels.astype(int) - stripes).mean() < 12


def test_a_missing_shard_is_named_and_a_damaged_pack_refused(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    files = write_pack(smooth(make_paintings, 12), tmp_path, shard=900)
    files[1].write_bytes(files[1].read_bytes()[:-1])
    with pytest.raises(TrainingDataError, match="damaged"):
        read_pack(tmp_path)
    files[1].unlink()
    with pytest.raises(TrainingDataError, match=r"paintings-1\.webps is missing"):
        read_pack(tmp_path)
