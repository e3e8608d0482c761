"""Every Python block of the README and the docs runs, page by page, each block after the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from skimage import data
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from vaha.images import write_png
from vaha.mirror.options import MirrorParts
from vaha.stages.fake import FakePainter, fake_studio_parts
from vaha.studio import Studio

ROOT = Path(__file__).parents[1]
BLOCKS = Sybil(parsers=[PythonCodeBlockParser()])
PAGES = [
    page
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    if "```python" in page.read_text(encoding="utf-8")
]


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the pages take for granted: files by their names, and a few names of Python."""
    face = np.ascontiguousarray(data.astronaut()[:256, 64:384])
    (tmp_path / "photos").mkdir()
    for name in ("me.jpg", "group.jpg", "photos/one.jpg", "photos/two.jpg"):
        write_png(tmp_path / name, face)
    film = cv2.VideoWriter(
        str(tmp_path / "evening.mp4"), cv2.VideoWriter_fourcc(*"mp4v"), 10, (320, 256)
    )
    for _ in range(5):
        film.write(face)
    film.release()
    monkeypatch.chdir(tmp_path)

    def opened(*_: object, painter: object = None, **__: object) -> Studio:
        faces, mood, usual, *others = fake_studio_parts()
        return Studio(faces, mood, painter or usual, *others)  # type: ignore[arg-type]

    faces, mood, painter, _, enlarger, _ = fake_studio_parts()
    monkeypatch.setattr(Studio, "open", opened)
    monkeypatch.setattr(MirrorParts, "open", lambda: MirrorParts(faces, mood, painter, enlarger))
    return {"photo": face, "frame": face, "seconds": 0.0, "MyPainter": FakePainter}


def test_the_pages_are_these() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "hand.md", "mirror.md", "python.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_blocks_run(page: Path, beside: dict[str, Any]) -> None:
    document = BLOCKS.parse(page)
    document.namespace.update(beside)
    for example in document.examples():
        example.evaluate()
    if page.name == "python.md":
        assert (Path.cwd() / "mine.png").is_file() and list(Path.cwd().glob("evening/*.png"))
