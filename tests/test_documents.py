"""Every Python block of the README and the docs runs; every command in them can be called so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np
import pytest
from skimage import data
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from vaha.cli import main
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


BLOCK = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
ALL = [ROOT / "README.md", ROOT / "notebooks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def said_calls(page: Path) -> Iterator[list[str]]:
    """The words after `vaha` in blocks and in lines, COMMAND standing for any."""
    text = re.sub(r"\\\n\s*", " ", page.read_text(encoding="utf-8"))
    for line in "\n".join(BLOCK.findall(text)).splitlines():
        for words in re.findall(r"(?:^|[|&;] *|-m )vaha ([^#|&;]*)", line.strip()):
            yield words.split()
    for words in re.findall(r"`vaha ([^`]+)`", BLOCK.sub("", text)):
        yield words.split()


def unknown_words(words: list[str]) -> list[str]:
    """Which of these are neither a command nor an option of it; arguments are not looked at."""
    command: click.Command = main
    options = {"--help"}
    context = click.Context(main)
    for place, word in enumerate([*words, ""]):
        options |= {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        if not isinstance(command, click.Group) or not word or word.startswith("-"):
            flags = [one.split("=")[0].strip(",.)[]") for one in words[place:]]
            return [one for one in flags if one.startswith("--") and one not in options]
        found = command.get_command(context, word)
        if found is None:
            return [word]
        command = found
    raise AssertionError("the last word is empty")


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_its_commands_and_their_options_are_there(page: Path) -> None:
    calls = [words for words in said_calls(page) if words[0] != "COMMAND"]
    assert {" ".join(words): unknown_words(words) for words in calls if unknown_words(words)} == {}


def test_a_command_that_is_not_there_is_seen() -> None:
    assert sum(len(list(said_calls(page))) for page in ALL) > 100
    assert unknown_words(["portrait", "PHOTO", "--keep", "2", "--wings"]) == ["--wings"]
    assert unknown_words(["train", "mood", "--csv", "a.csv", "--epocs", "3"]) == ["--epocs"]
    assert unknown_words(["protrait", "PHOTO"]) == ["protrait"]
