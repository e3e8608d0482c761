"""Small data in the published forms, a clock that tests wind, and networks that fit a test."""

from __future__ import annotations

import csv
import socket
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.data.paintings.reading import PaintingSet


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Tiny networks are fastest on one core; what was set before comes back."""
    if find_spec("torch") is None:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Clock:
    """Stands in for the module `time`: every look at it takes `tick` seconds."""

    def __init__(self, tick: float) -> None:
        self.tick = tick
        self.looks_left: int | None = None
        self._now = 0.0

    def monotonic(self) -> float:
        if self.looks_left is not None:
            self.looks_left -= 1
            if self.looks_left < 0:
                raise KeyboardInterrupt
        self._now += self.tick
        return self._now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Clock]:
    """Puts a Clock into trainers' modules, so that the number of their steps is known."""

    def install(*modules: ModuleType, tick: float = 1.0) -> Clock:
        from vaha.training.engine import loop

        made = Clock(tick)
        for module in (loop, *modules):
            monkeypatch.setattr(module, "time", made)
        return made

    return install


@pytest.fixture
def slim(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mood network of VGG16's shape, a fiftieth as wide."""
    from vaha.training.mood import network as mood_network

    blocks = ((4, 4), (6, 6), (8, 8, 8), (10, 10, 10), (12, 12, 12))
    monkeypatch.setattr(mood_network, "VGG16_BLOCKS", blocks)


@pytest.fixture
def make_faces() -> Callable[..., FaceSet]:
    """So many random faces, each of its own group; every second one has votes for its label."""

    def make(count: int, seed: int = 0) -> FaceSet:
        chance = np.random.default_rng(seed)
        labels = np.arange(count) % len(FACE_EMOTIONS)
        votes = np.eye(len(FACE_EMOTIONS), dtype=np.float32)[labels]
        votes[1::2] = 0
        pixels = chance.integers(0, 256, (count, 48, 48), dtype=np.uint8)
        return FaceSet(pixels, labels, votes, np.arange(count))

    return make


@pytest.fixture
def make_paintings() -> Callable[..., PaintingSet]:
    """So many random paintings: two styles, three artists, votes for two of three, a tenth held."""

    def make(count: int, size: int = 64, seed: int = 0) -> PaintingSet:
        chance = np.random.default_rng(seed)
        votes = chance.integers(0, 4, (count, len(ART_EMOTIONS))).astype(np.float32)
        votes[np.arange(count), np.arange(count) % 9] += 30
        votes[2::3] = 0
        places = np.arange(count)
        return PaintingSet(
            pixels=chance.integers(0, 256, (count, size, size, 3), dtype=np.uint8),
            names=np.array([f"Style/artist-{place // 2}_title-{place}" for place in places]),
            style=places % 3 - 1,
            artist=places % 4 - 1,
            votes=votes,
            may_paint=places % 5 != 4,
            held=places % 10 == 0,
            angriest=np.where(places % 2 == 0, chance.uniform(-1, 1, count), np.nan).astype(
                np.float32
            ),
        )

    return make


@pytest.fixture
def write_table() -> Callable[..., Path]:
    """Writes rows, given as dictionaries, as a csv file."""

    def write(path: Path, rows: list[dict[str, Any]]) -> Path:
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write
