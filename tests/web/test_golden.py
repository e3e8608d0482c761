"""The examples in tests/golden, which the page's own tests read too: so neither side can drift.

`VAHA_WRITE_GOLDEN=1 python -m pytest tests/web/test_golden.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import BaseModel
from werkzeug.test import TestResponse

from vaha.errors import DiskFull, GalleryBusy, GalleryDamaged, WorkDamaged
from vaha.images import encode_picture
from vaha.web.shapes import payloads
from vaha.web.shapes.problems import problem_of_error

from .conftest import Browser, GatedPainter, MakeApp, read_events

GOLDEN = Path(__file__).parents[1] / "golden"
MOMENT = "2026-01-02T03:04:05.678+00:00"

SHAPES: dict[str, type[BaseModel]] = {
    "status": payloads.Status,
    "live_mood": payloads.LiveMood,
    "portrait_queued": payloads.PortraitShape,
    "portrait_running": payloads.PortraitShape,
    "portrait_done": payloads.PortraitShape,
    "portrait_failed": payloads.PortraitShape,
    "portraits": payloads.Portraits,
    "work": payloads.WorkShape,
    "work_varied": payloads.WorkShape,
    "works": payloads.Works,
    "morph": payloads.Morph,
    "forgotten": payloads.Forgotten,
    "problem_no_face": payloads.Problem,
    "problem_picture": payloads.Problem,
    "problem_too_large": payloads.Problem,
    "problem_busy": payloads.Problem,
    "problem_not_found": payloads.Problem,
    "problem_mood": payloads.Problem,
    "problem_input": payloads.Problem,
    "problem_rate": payloads.Problem,
    "problem_unavailable": payloads.Problem,
    "problem_unauthorised": payloads.Problem,
    "problem_token": payloads.Problem,
    "problem_own_limit": payloads.Problem,
    "problem_unknown_name": payloads.Problem,
    "problem_disk_full": payloads.Problem,
    "problem_gallery_busy": payloads.Problem,
    "problem_gallery_damaged": payloads.Problem,
    "problem_work_damaged": payloads.Problem,
    "problem_internal": payloads.Problem,
}


TROUBLE = (
    DiskFull("/data/gallery/works/x.png cannot be written: the disk is full"),
    GalleryBusy("another program holds the gallery"),
    GalleryDamaged("the gallery /data/gallery is damaged"),
    WorkDamaged("this work is damaged and cannot be shown; you can delete it"),
)


def test_the_codes_of_problems_are_the_ones_that_the_page_translates() -> None:
    path = GOLDEN / "codes.json"
    codes = list(get_args(payloads.Code))
    if os.environ.get("VAHA_WRITE_GOLDEN"):
        path.write_text(json.dumps(codes, indent=2) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == codes


class Steady:
    """Puts the same words in the place of ids and moments, which are new each time."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, given: str, steady: str) -> None:
        self._names[given] = steady

    def text(self, text: str) -> str:
        for given, steady in self._names.items():
            text = text.replace(given, steady)
        return text

    def portrait(self, portrait: dict[str, Any], number: int = 1) -> dict[str, Any]:
        self.name(portrait["id"], f"portrait-{number}")
        self.name(portrait["created"], MOMENT)
        for work in portrait["works"]:
            self.work(work, f"{number}-{work['rank']}")
        return portrait

    def work(self, work: dict[str, Any], number: str) -> None:
        self.name(work["id"], f"work-{number}")
        self.name(work["created"], MOMENT)


@pytest.fixture
def examples(make_app: MakeApp, photo: bytes) -> Iterator[dict[str, str]]:
    """One example of each shape by its name, as JSON text; and a stream of events."""
    steady, found = Steady(), {}
    painter = GatedPainter()
    app = make_app(faces=2, parts={2: painter}, workers=1)
    browser, other = Browser(app), Browser(app)

    options = {"seed": 7, "candidates": 10, "scale": 4}
    asked = browser.ask(photo, **options).json["id"]
    painter.gate.release()
    # While it waits in line it has no number of what is painted.
    running = browser.watch(asked, lambda portrait: portrait.get("painted", 0) >= 8)
    found["portrait_running"] = running
    found["portrait_queued"] = other.ask(mood={"sad": 1}, seed=1, candidates=3).json
    steady.portrait(found["portrait_queued"], 2)
    painter.open()
    found["portrait_done"] = steady.portrait(browser.wait_for(asked))
    events = browser.get(f"/portraits/{asked}/events", headers={"Last-Event-ID": "0"}).text

    varied = browser.portrait(vary=found["portrait_done"]["works"][0]["id"], **options)
    found["work_varied"] = steady.portrait(varied, 3)["works"][0]
    failed = Browser(make_app(faces=0)).portrait(photo, seed=7)
    found["portrait_failed"] = steady.portrait(failed, 4)
    found["problem_no_face"] = failed["problem"]
    found["portraits"] = {"portraits": [found["portrait_done"]]}
    found["work"] = browser.get(f"/works/{found['portrait_done']['works'][0]['id']}").json
    found["works"] = browser.get("/works?limit=2").json
    found["works"]["next"] = "2026-01-02T03:04:05.678901+00:00~work-3-2"
    found["morph"] = browser.post(
        "/morphs", json={"from": {"happy": 1}, "to": {"sad": 1}, "seed": "3", "steps": 3}
    ).json
    steady.name(found["morph"]["frames"][0]["url"].split("/")[-2], "morph-1")
    found["live_mood"] = browser.post("/moods", data=photo, content_type="image/png").json
    found["status"] = browser.get("/status").json | {"version": "0.0.0"}
    found |= _problems(browser, make_app, photo)
    found["forgotten"] = browser.send("DELETE", "/me").json

    texts = {
        f"{name}.json": steady.text(json.dumps(example, indent=2, ensure_ascii=False)) + "\n"
        for name, example in found.items()
    }
    yield texts | {"events.txt": steady.text(events)}


def _problems(browser: Browser, make_app: MakeApp, photo: bytes) -> dict[str, Any]:
    """One problem of each code that a request can have."""

    class Broken(GatedPainter):
        def paint(self, *args: Any, **more: Any) -> Any:
            raise RuntimeError("broken")

    large = encode_picture(np.zeros((1000, 1200, 3), np.uint8))

    def answer_with(options: dict[str, Any], parts: dict[int, Any] | None = None) -> Browser:
        return Browser(make_app(parts=parts, **options))

    return {
        "problem_picture": browser.ask(b"no picture").json,
        "problem_too_large": answer_with({"photo_pixels": 1_000_000}).ask(large).json,
        "problem_busy": _full_queue(make_app).json,
        "problem_not_found": browser.get("/works/gone").json,
        "problem_mood": browser.ask().json,
        "problem_input": browser.ask(mood={"sad": 1}, candidates=65).json,
        "problem_rate": answer_with({"portraits_a_minute": 1}).ask(photo).json,
        "problem_unavailable": answer_with({"portrait_seconds": 0.0}).portrait(photo)["problem"],
        "problem_unauthorised": browser.client.post("/api/v1/portraits").json,
        "problem_own_limit": _full_queue(make_app, mine=True).json,
        "problem_token": answer_with({"token": "open-sesame"}).get("/status").json,
        "problem_unknown_name": browser.get("/status", headers={"Host": "vaha.lan"}).json,
        **{
            f"problem_{problem.code}": problem.model_dump(mode="json")
            for problem in map(problem_of_error, TROUBLE)
        },
        "problem_internal": answer_with({}, {2: Broken()}).portrait(photo)["problem"],
    }


def _full_queue(make_app: MakeApp, mine: bool = False) -> TestResponse:
    """What one is told who comes when one portrait is painted and another one waits.

    Where both are `mine`, that is the visitor's own limit.
    """
    painter = GatedPainter()
    app = make_app(parts={2: painter}, workers=1, queue_limit=1, per_visitor=2)
    browser = Browser(app)
    browser.wait_for(browser.ask(mood={"sad": 1}).json["id"], "running")
    browser.ask(mood={"sad": 1})
    refused = (browser if mine else Browser(app)).ask(mood={"sad": 1})
    painter.open()
    return refused


def test_the_examples_are_what_the_server_answers(examples: dict[str, str]) -> None:
    if os.environ.get("VAHA_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        for name, text in examples.items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    answers = [
        path.name
        for path in GOLDEN.iterdir()
        if path.suffix in (".json", ".txt") and path.name != "codes.json"
    ]
    assert set(answers) == set(examples)
    for name, text in examples.items():
        assert (GOLDEN / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("name", SHAPES)
def test_every_example_fits_the_type_that_validates_it(name: str) -> None:
    text = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
    shape = SHAPES[name]
    example = shape.model_validate_json(text, strict=True)
    said = example.model_dump(mode="json", by_alias=True)
    assert json.loads(text) == said
    if isinstance(example, payloads.Problem):
        assert example.code == name.removeprefix("problem_")


def test_the_events_are_a_whole_portrait() -> None:
    events = read_events((GOLDEN / "events.txt").read_text(encoding="utf-8"))
    names = [name for _, name, _ in events]
    assert set(names) == {"place", "stage", "faces", "mood", "candidates", "choice", "work", "done"}
    assert names[-1] == "done"
    for _, name, data in events:
        if name == "work":
            payloads.WorkShape.model_validate(data["work"])


def test_every_code_of_a_problem_has_an_example_or_a_reason() -> None:
    codes = set(payloads.Code.__args__)  # type: ignore[attr-defined]
    shown = {name.removeprefix("problem_") for name in SHAPES if name.startswith("problem_")}
    assert codes - shown == {"cancelled"}  # a state, never an answer
