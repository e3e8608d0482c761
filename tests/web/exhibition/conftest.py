"""The exhibition over a studio of fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import Browser
from vaha.exhibition.settings import ExhibitionSettings, settings_of
from vaha.gallery.works import Gallery
from vaha.mirror.options import MirrorParts
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.web.exhibition.app import create_exhibition
from vaha.web.options import WebOptions
from vaha.web.services.all import Services

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
def make_exhibition(tmp_path: Path) -> Iterator[MakeExhibition]:
    """Makes an exhibition; `parts` replaces some of the fakes, the rest is a TOML document."""
    made: list[Flask] = []

    def make(parts: dict[int, Any] | None = None, port: int | None = None, **toml: Any) -> Flask:
        stages: list[Any] = list(fake_studio_parts())
        for index, part in (parts or {}).items():
            stages[index] = part
        app = create_exhibition(
            Studio(*stages),
            Gallery.open(tmp_path / "exhibition"),
            settings_of(toml) if toml else ExhibitionSettings(),
            WebOptions(portraits_a_minute=6000.0, requests_a_second=1000.0),
            static=tmp_path / "static",
            mirror=lambda: MirrorParts(stages[0], stages[1], stages[2], stages[4]),
            take_home_port=port,
        )
        made.append(app)
        return app

    yield make
    for app in made:
        Services.of_app(app).jobs.close()


@pytest.fixture
def exhibition(make_exhibition: MakeExhibition) -> Flask:
    return make_exhibition()


@pytest.fixture
def screen(exhibition: Flask) -> Screen:
    return Screen(exhibition)
