"""What a mood was seen in, and what carries it in a work: pictures that nobody keeps."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.images import decode_image, encode_picture
from vaha.stages.why_picture import SIDE

from ..conftest import Browser, MakeApp

PAIR = (SIDE, 2 * SIDE + 12, 3)


def test_a_face_is_shown_beside_what_it_was_read_from(make_app: MakeApp, photo: bytes) -> None:
    browser = Browser(make_app(faces=2))
    first, second = (
        browser.post(f"/why?face={number}", data=photo, content_type="image/png")
        for number in (1, 2)
    )
    assert first.status_code == second.status_code == 200
    assert first.mimetype == "image/png" and first.headers["Cache-Control"] == "no-store"
    one, other = decode_image(first.data), decode_image(second.data)
    assert one.shape == other.shape == PAIR
    assert (one[9, 9] == 40).all() and (other[9, 9] == 80).all()  # the crops of the fakes' faces


@pytest.mark.parametrize(("query", "status"), [("face=3", 422), ("face=0", 422), ("x=1", 422)])
def test_a_face_that_is_not_there_is_refused(
    make_app: MakeApp, photo: bytes, query: str, status: int
) -> None:
    browser = Browser(make_app(faces=2))
    answer = browser.post(f"/why?{query}", data=photo, content_type="image/png")
    assert answer.status_code == status


def test_a_photo_without_a_face_says_so(make_app: MakeApp, photo: bytes) -> None:
    answer = Browser(make_app(faces=0)).post("/why", data=photo, content_type="image/png")
    assert answer.json["code"] == "no_face"


def test_what_is_no_picture_is_refused(browser: Browser) -> None:
    assert browser.post("/why", data=b"{}", content_type="application/json").status_code == 415


def test_a_work_is_shown_to_its_visitor_alone(make_app: MakeApp) -> None:
    app = make_app()
    browser = Browser(app)
    photo = encode_picture(np.full((60, 80, 3), 90, np.uint8))
    work = browser.portrait(photo)["works"][0]["id"]
    answer = browser.get(f"/works/{work}/why.png")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert decode_image(answer.data).shape == PAIR
    assert Browser(app).get(f"/works/{work}/why.png").status_code == 404
