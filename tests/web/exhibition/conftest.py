"""The exhibition over a studio of fakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import Browser, Fakes
from vaha.exhibition.settings import ExhibitionSettings, settings_of
from vaha.web.exhibition.app import create_exhibition
from vaha.web.options import WebOptions

MakeExhibition = Callable[..., Flask]


class Screen(Browser):
    """The browser before which visitors stand."""

    def begin(self, agree: bool = True) -> Screen:
        """A visitor comes, and agrees or does not."""
        assert self.post("/exhibition/visits").status_code == 204
        if agree:
            assert self.post("/exhibition/consent").status_code == 204
        return self

    def end(self) -> None:
        assert self.send("DELETE", "/exhibition/visits").status_code == 204

    def paint(self, manner: str = "oil") -> list[dict[str, Any]]:
        """Three works of a mood chosen by hand."""
        options = {"mood": {"happy": 1}, "candidates": 4, "size": 64, "manner": manner}
        asked = self.post("/portraits", json=options)
        assert asked.status_code == 202, asked.text
        works: list[dict[str, Any]] = self.wait_for(asked.json["id"])["works"]
        return works


@pytest.fixture
def make_exhibition(tmp_path: Path, ending: Callable[[Flask], Flask]) -> MakeExhibition:
    """Makes an exhibition; `parts` replaces some of the fakes, the rest is a TOML document."""

    def make(parts: dict[int, Any] | None = None, port: int | None = None, **toml: Any) -> Flask:
        fakes = Fakes.of(tmp_path / "exhibition", parts)
        app = create_exhibition(
            fakes.studio,
            fakes.gallery,
            settings_of(toml) if toml else ExhibitionSettings(),
            WebOptions(portraits_a_minute=6000.0, requests_a_second=1000.0),
            static=tmp_path / "static",
            mirror=fakes.mirror,
            take_home_port=port,
        )
        return ending(app)

    return make


@pytest.fixture
def exhibition(make_exhibition: MakeExhibition) -> Flask:
    return make_exhibition()


@pytest.fixture
def screen(exhibition: Flask) -> Screen:
    return Screen(exhibition)
