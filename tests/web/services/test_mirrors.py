from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from werkzeug.test import TestResponse

from vaha.images import decode_image
from vaha.mirror.options import MirrorParts
from vaha.stages.fake import (
    FakeEnlarger,
    FakeFaceFinder,
    FakeMoodReader,
    FakePainter,
    fake_studio_parts,
)
from vaha.web.options import Most
from vaha.web.services.all import Services
from vaha.web.services.live import TooManyReadings
from vaha.web.services.mirrors import IDLE, Mirrors

from ..conftest import Browser, MakeApp

FRAME = np.random.default_rng(2).integers(0, 256, (240, 320, 3), dtype=np.uint8)


def look(browser: Browser, photo: bytes, query: str = "") -> TestResponse:
    return browser.post(f"/mirror{query}", data=photo, content_type="image/png")


def test_a_frame_gives_a_picture_its_mood_and_its_faces(browser: Browser, photo: bytes) -> None:
    answer = look(browser, photo)
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert decode_image(answer.data).shape == (256, 256, 3)
    mood = json.loads(answer.headers["X-VAHA-Mood"])
    assert len(mood) == 7 and sum(mood.values()) == pytest.approx(1)
    assert answer.headers["X-VAHA-Faces"].isdigit()
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_picture_may_be_larger(browser: Browser, photo: bytes) -> None:
    picture = decode_image(look(browser, photo, "?size=512&strength=1").data)
    assert picture.shape == (512, 512, 3)


@pytest.mark.parametrize("query", ["?size=100", "?strength=2", "?strength=nan", "?x=1"])
def test_what_no_mirror_can_be_is_refused(browser: Browser, photo: bytes, query: str) -> None:
    assert look(browser, photo, query).status_code == 422


def test_what_is_no_frame_is_refused(make_app: MakeApp, photo: bytes) -> None:
    browser = Browser(make_app(frame_pixels=1000))
    assert look(browser, b"no picture").json["code"] == "picture"
    assert look(browser, photo).json["code"] == "too_large"


def test_nothing_is_left_of_one_who_is_forgotten(make_app: MakeApp, photo: bytes) -> None:
    app = make_app()
    browser = Browser(app)
    look(browser, photo)
    assert len(Services.of_app(app).mirrors) == 1
    browser.send("DELETE", "/me")
    assert len(Services.of_app(app).mirrors) == 0


def parts(painter: Any = None) -> MirrorParts:
    faces, moods, fake, *_ = fake_studio_parts()
    return MirrorParts(faces, moods, painter or fake, FakeEnlarger())


def test_each_visitor_has_a_walk_of_their_own_over_the_same_stages() -> None:
    opened: list[int] = []

    def open_parts() -> MirrorParts:
        opened.append(1)
        return parts()

    mirrors = Mirrors(open_parts, at_once=1, patience=1)
    seeds = {mirrors.step(name, FRAME, 256, 0.4).recipe.seed for name in ("ann", "ben", "ann")}
    assert len(mirrors) == 2 and opened == [1] and len(seeds) >= 2


def test_a_mirror_that_nobody_looks_into_is_forgotten() -> None:
    now = [0.0]
    mirrors = Mirrors(parts, at_once=1, patience=1, clock=lambda: now[0])
    mirrors.step("ann", FRAME, 256, 0.4)
    now[0] = IDLE - 1
    mirrors.step("ben", FRAME, 256, 0.4)
    assert len(mirrors) == 2
    now[0] = IDLE + 1
    mirrors.forget_idle()
    assert len(mirrors) == 1


def test_there_are_no_more_mirrors_than_can_be_kept_up() -> None:
    mirrors = Mirrors(parts, at_once=1, patience=1, most=Most(2, 1, 2))
    for name in ("ann", "ben", "ann"):
        mirrors.step(name, FRAME, 256, 0.4)
    with pytest.raises(TooManyReadings):
        mirrors.step("one more", FRAME, 256, 0.4)


def test_a_frame_that_finds_no_place_is_dropped() -> None:
    entered, leave = threading.Event(), threading.Event()

    class Slow(FakePainter):
        def paint_recipes(self, recipes: Any) -> Any:
            entered.set()
            assert leave.wait(10)
            return super().paint_recipes(recipes)

    mirrors = Mirrors(lambda: parts(Slow()), at_once=2, patience=0.01)
    done: list[Any] = []
    first = threading.Thread(target=lambda: done.append(mirrors.step("ann", FRAME, 256, 0.4)))
    first.start()
    assert entered.wait(10)
    with pytest.raises(TooManyReadings):  # her own mirror is at work
        mirrors.step("ann", FRAME, 256, 0.4)
    leave.set()
    first.join(10)
    assert len(done) == 1


def test_while_one_picture_is_painted_the_next_frame_is_looked_at() -> None:
    entered, leave, seen = threading.Event(), threading.Event(), threading.Semaphore(0)

    class Slow(FakePainter):
        def paint_recipes(self, recipes: Any) -> Any:
            entered.set()
            assert leave.wait(10)
            return super().paint_recipes(recipes)

    class Told(FakeFaceFinder):
        def find(self, image: Any) -> Any:
            seen.release()
            return super().find(image)

    stages = MirrorParts(Told(), FakeMoodReader(), Slow(), FakeEnlarger())
    halves = (number / 2 for number in range(100))  # seconds after which faces are sought again
    mirrors = Mirrors(lambda: stages, at_once=1, patience=10, clock=lambda: next(halves))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(mirrors.step, "ann", FRAME, 256, 0.4)
        assert entered.wait(10) and seen.acquire(timeout=10)
        second = pool.submit(mirrors.step, "ann", FRAME, 256, 0.4)
        assert seen.acquire(timeout=10) and not first.done()
        leave.set()
        assert first.result(10).image.shape == second.result(10).image.shape == (256, 256, 3)
