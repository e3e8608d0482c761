"""Orders over a few small pictures, with a studio of fakes."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from vaha.batch.items import read_source
from vaha.batch.orders import Order
from vaha.batch.work import Work
from vaha.images import write_png

if find_spec("pyarrow") is None or find_spec("fsspec") is None:
    collect_ignore_glob = ["test_*.py"]  # the extra vaha[batch] is not here

Make = Callable[[Work], tuple[Order, tuple[str, ...]]]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Seven pictures, one of them below, and an eighth that is none."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for number in range(7):
        name = f"more/{number}.png" if number == 6 else f"{number}.png"
        write_png(folder / name, np.full((32, 32, 3), 30 * number, np.uint8))
    (folder / "bad.jpg").write_bytes(b"no picture")
    (folder / ".hidden.png").write_bytes(b"none of ours")
    (folder / "notes.txt").write_text("no picture either")
    return folder


@pytest.fixture
def order_of(photos: Path, tmp_path: Path) -> Make:
    """An order over the eight, and its items."""

    def make(work: Work) -> tuple[Order, tuple[str, ...]]:
        source = read_source(str(photos))
        return Order(work, source.root, str(tmp_path / "out")), source.items

    return make
