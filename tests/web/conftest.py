"""The application over a studio of fakes, asked in process as a browser would ask."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Cookie, TestResponse

from vaha.gallery.works import Gallery
from vaha.images import encode_picture
from vaha.mirror.options import MirrorParts
from vaha.stages.fake import FakePainter, fake_studio_parts
from vaha.studio import Studio
from vaha.web.app import create_app
from vaha.web.options import WebOptions
from vaha.web.services.all import Services

API = "/api/v1"


class Browser:
    """A visitor with cookies of their own; sends what our page sends."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    @property
    def visitor_cookie(self) -> Cookie:
        """The cookie that names this visitor."""
        kept = self.client._cookies or {}
        return next(one for one in kept.values() if one.key.startswith("vaha_visitor"))

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(API + path, **more)

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"X-VAHA": "1", "Sec-Fetch-Site": "same-origin"} | more.pop("headers", {})
        return self.client.open(API + path, method=method, headers=headers, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.send("POST", path, **more)

    def ask(self, photo: bytes | None = None, **options: Any) -> TestResponse:
        """Ask for a portrait."""
        form: dict[str, Any] = {"options": json.dumps(options)}
        if photo is not None:
            form["photo"] = (io.BytesIO(photo), "me.png", "image/png")
        return self.post("/portraits", data=form, content_type="multipart/form-data")

    def portrait(self, photo: bytes | None = None, **options: Any) -> dict[str, Any]:
        """Ask for a portrait and wait until it is over."""
        asked = self.ask(photo, **options)
        assert asked.status_code == 202, asked.text
        return self.wait_for(asked.json["id"])

    def wait_for(self, portrait: str, *states: str) -> dict[str, Any]:
        wanted = states or ("done", "failed", "cancelled")
        return self.watch(portrait, lambda found: found["state"] in wanted)

    def watch(self, portrait: str, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The portrait as soon as it is as it was waited for."""
        deadline = time.monotonic() + 60
        while not enough(found := self.get(f"/portraits/{portrait}").json):
            assert time.monotonic() < deadline, f"still {found}"
            time.sleep(0.01)
        return found

    def events(self, portrait: str, after: int | None = None) -> list[tuple[int, str, Any]]:
        """All events of a portrait until its stream ends: number, name, data."""
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        return read_events(self.get(f"/portraits/{portrait}/events", headers=headers).text)


def read_events(text: str) -> list[tuple[int, str, Any]]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


class GatedPainter(FakePainter):
    """Paints a batch whenever the gate lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Semaphore(0)

    def paint(self, *args: Any, **more: Any) -> Any:
        assert self.gate.acquire(timeout=60)
        return super().paint(*args, **more)

    def open(self) -> None:
        self.gate.release(1000)


MakeApp = Callable[..., Flask]


@dataclass(frozen=True)
class Fakes:
    """A studio of fakes, its gallery and its mirror, as an application is made of them."""

    studio: Studio
    gallery: Gallery
    mirror: Callable[[], MirrorParts]

    @classmethod
    def of(cls, folder: Path, parts: Mapping[int, Any] | None = None, faces: int = 1) -> Fakes:
        """`parts` replaces some of the fakes, by their place."""
        stages: list[Any] = list(fake_studio_parts(faces))
        for index, part in (parts or {}).items():
            stages[index] = part
        mirror = partial(MirrorParts, stages[0], stages[1], stages[2], stages[4])
        return cls(Studio(*stages), Gallery.open(folder), mirror)


@pytest.fixture
def ending() -> Iterator[Callable[[Flask], Flask]]:
    """Takes note of an application: its workers end with the test."""
    made: list[Flask] = []

    def note(app: Flask) -> Flask:
        made.append(app)
        return app

    yield note
    for app in made:
        Services.of_app(app).jobs.close()


@pytest.fixture
def make_app(tmp_path: Path, ending: Callable[[Flask], Flask]) -> MakeApp:
    """Makes an application; `parts` replaces some of the fakes, the rest are WebOptions."""

    def make(faces: int = 1, parts: dict[int, Any] | None = None, **options: Any) -> Flask:
        fakes = Fakes.of(tmp_path / "gallery", parts, faces)
        limits = {"portraits_a_minute": 6000.0, "requests_a_second": 1000.0} | options
        app = create_app(
            fakes.studio,
            fakes.gallery,
            WebOptions(**limits),
            static=tmp_path / "static",
            mirror=fakes.mirror,
        )
        return ending(app)

    return make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def photo() -> bytes:
    """A picture of noise, H x W = 60 x 80, as a PNG."""
    noise = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    return encode_picture(noise)
