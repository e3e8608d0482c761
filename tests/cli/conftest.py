"""The command line with a studio of fakes behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from vaha.cli import main
from vaha.emotions import Mood
from vaha.hand.fake import FakeHand
from vaha.images import write_png
from vaha.stages.base import FaceFinder
from vaha.stages.fake import (
    FakeCritic,
    FakeEnlarger,
    FakeFaceFinder,
    FakeMoodReader,
    FakePainter,
)
from vaha.studio import Studio

Run = Callable[..., Result]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Puts a studio of fakes in place of the real one; gives the upscalers that were asked for."""

    def install(
        faces: int | FaceFinder = 1, moods: Sequence[Mood] = (), sure: bool = True, **parts: Any
    ) -> list[str]:
        opened: list[str] = []
        fake_parts: dict[str, Any] = {
            "faces": FakeFaceFinder(faces) if isinstance(faces, int) else faces,
            "mood": FakeMoodReader(moods, sure),
            "painter": FakePainter(),
            "critic": FakeCritic(),
            "enlarger": FakeEnlarger(),
            "hand": FakeHand(),
        }

        def open_fakes(settings: object = None, upscaler: str = "enlarger", **given: Any) -> Studio:
            opened.append(upscaler)
            return Studio(**(fake_parts | parts | given))

        monkeypatch.setattr(Studio, "open", open_fakes)
        return opened

    return install


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `vaha` with these arguments in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture called me.png in the folder where `run` runs."""
    path = tmp_path / "me.png"
    write_png(path, np.full((80, 60, 3), 90, np.uint8))
    return path


@pytest.fixture
def document_of() -> Callable[[Result], Any]:
    """Gives the one JSON document on stdout."""

    def read(result: Result) -> Any:
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return read


@pytest.fixture
def assert_one_line() -> Callable[..., None]:
    """Holds that a run ended with exit code 1 and one line with these parts.

    On stdout stands nothing, or with --json the same in a document.
    """

    def check(result: Result, *parts: str) -> None:
        assert result.exit_code == 1, result.output
        lines = result.stderr.strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("vaha: "), result.stderr
        if result.stdout:
            assert json.loads(result.stdout)["error"]["message"] == lines[0][len("vaha: ") :]
        assert "fault in VAHA" not in lines[0] and "Traceback" not in result.stderr
        for part in parts:
            assert part in lines[0]

    return check
