from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from vaha.images import encode_picture
from vaha.stages.fake import FakeFaceFinder

from ..conftest import Browser, MakeApp


def read(browser: Browser, picture: bytes, kind: str = "image/png") -> Any:
    return browser.post("/moods", data=picture, content_type=kind)


def grey(level: int, size: tuple[int, int] = (240, 320)) -> bytes:
    return encode_picture(np.full((*size, 3), level, np.uint8))


def test_a_frame_is_read_at_once(make_app: MakeApp, photo: bytes) -> None:
    answer = read(Browser(make_app(faces=2)), photo).json
    assert (answer["width"], answer["height"]) == (80, 60)
    assert [face["number"] for face in answer["faces"]] == [1, 2]
    face = answer["faces"][0]
    assert sum(face["mood"].values()) == pytest.approx(1)
    assert face["top"] == "happy" and face["sure"] is True
    assert set(face["box"]) == {"left", "top", "width", "height"}


def test_no_face_is_no_error(make_app: MakeApp, photo: bytes) -> None:
    answer = read(Browser(make_app(faces=0)), photo)
    assert answer.status_code == 200 and answer.json["faces"] == []


@pytest.mark.parametrize("data", [b"", b"<html>", b"\x89PNG\r\n\x1a\n cut"])
def test_what_is_no_picture_is_refused(browser: Browser, data: bytes) -> None:
    answer = read(browser, data)
    assert (answer.status_code, answer.json["code"]) == (422, "picture")


def test_another_media_type_is_refused(browser: Browser, photo: bytes) -> None:
    answer = read(browser, photo, "application/json")
    assert (answer.status_code, answer.json["code"]) == (415, "picture")


def test_a_dark_frame_is_called_dark_with_and_without_a_face(make_app: MakeApp) -> None:
    assert "dark" in read(Browser(make_app()), grey(10)).json["notes"]
    assert read(Browser(make_app(faces=0)), grey(10)).json["notes"] == ["dark"]
    assert "dark" not in read(Browser(make_app()), grey(120)).json["notes"]


def test_a_small_face_is_called_small(browser: Browser) -> None:
    assert "small" in read(browser, grey(120, (60, 60))).json["notes"]


def test_a_blurred_face_is_called_blurred_and_a_sharp_one_is_not(browser: Browser) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    ramp = np.linspace(0, 255, 320).astype(np.uint8)[None, :, None].repeat(240, 0).repeat(3, 2)
    assert "blurred" not in read(browser, encode_picture(noise)).json["notes"]
    assert "blurred" in read(browser, encode_picture(ramp)).json["notes"]


def test_a_photo_and_a_first_frame_have_the_faces_that_a_portrait_finds(
    make_app: MakeApp, photo: bytes
) -> None:
    class Quick(FakeFaceFinder):
        def follow(self, image: Any, near: Any = ()) -> Any:
            return []

    browser = Browser(make_app(parts={0: Quick(2)}))
    first = read(browser, photo).json["faces"]
    assert read(browser, photo).json["faces"] == []
    answer = browser.post("/moods?thorough=1", data=photo, content_type="image/png")
    assert answer.json["faces"] == first == browser.portrait(photo)["faces"]
    assert len(answer.json["faces"]) == 2


def test_one_frame_too_many_is_dropped_not_queued(make_app: MakeApp, photo: bytes) -> None:
    entered, leave = threading.Event(), threading.Event()

    class Slow(FakeFaceFinder):
        def find(self, image: Any) -> Any:
            entered.set()
            assert leave.wait(10)
            return super().find(image)

    app = make_app(parts={0: Slow()}, live_readings=1, live_patience=0.01)
    first: list[int] = []
    reading = threading.Thread(target=lambda: first.append(read(Browser(app), photo).status_code))
    reading.start()
    assert entered.wait(10)
    dropped = read(Browser(app), photo)
    assert (dropped.status_code, dropped.json["code"]) == (503, "busy")
    assert dropped.headers["Retry-After"] == "1"
    leave.set()
    reading.join(10)
    assert first == [200]
    assert 'vaha_live_readings_total{result="dropped"} 1.0' in Browser(app).client.get(
        "/metrics"
    ).text  # fmt: skip
