from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.gallery.works import Gallery
from vaha.stages.fake import FakeCritic, FakePainter

ANN, BEN = "ann", "ben"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "gallery"


@pytest.fixture
def gallery(folder: Path) -> Gallery:
    return Gallery.open(folder)


@pytest.fixture
def painted() -> Artwork:
    sad = Mood.parse("sad")
    return FakeCritic().score(FakePainter().paint(sad, [1]), sad)[0]


@pytest.fixture
def change(folder: Path) -> Callable[..., None]:
    """Changes the database behind the gallery's back."""

    def run(statement: str, *values: Any) -> None:
        database = sqlite3.connect(folder / "gallery.sqlite3")
        with database:
            database.execute(statement, values)
        database.close()

    return run


@pytest.fixture
def files(folder: Path) -> Callable[[], list[str]]:
    """The ids of the pictures that are there."""
    return lambda: sorted(path.stem for path in (folder / "works").glob("*.png"))
