"""Visitor after visitor: none is read before they agree, and none sees anything of another."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import read_events
from vaha.stages.fake import FakeFaceFinder, FakeMoodReader
from vaha.web.exhibition.house import hang_house_works
from vaha.web.exhibition.parts import NAME, Exhibition
from vaha.web.exhibition.visits import FORGOTTEN_AFTER, Visits
from vaha.web.services.all import Services

from .conftest import MakeExhibition, Screen


class CountingReader(FakeMoodReader):
    """Counts the faces that it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.read_faces = 0

    def read(self, faces: Any) -> Any:
        self.read_faces += len(faces)
        return super().read(faces)


def photo_of(photo: bytes) -> dict[str, Any]:
    return {
        "data": {"photo": (io.BytesIO(photo), "me.png"), "options": "{}"},
        "content_type": "multipart/form-data",
    }


def test_nobody_is_read_before_they_agree(make_exhibition: MakeExhibition, photo: bytes) -> None:
    reader = CountingReader()
    screen = Screen(make_exhibition({1: reader}))
    asked = [
        ("/moods", {"data": photo, "content_type": "image/png"}),
        ("/mirror", {"data": photo, "content_type": "image/png"}),
        ("/portraits", photo_of(photo)),
    ]
    for path, more in asked:
        assert screen.post(path, **more).status_code == 403, "there is no visit"
    screen.begin(agree=False)
    for path, more in [*asked[:2], ("/portraits", photo_of(photo))]:
        assert screen.post(path, **more).status_code == 403, "not agreed"
    assert reader.read_faces == 0
    assert screen.post("/exhibition/consent").status_code == 204
    assert screen.post("/moods", data=photo, content_type="image/png").status_code == 200
    assert reader.read_faces == 1
    screen.begin(agree=False)
    assert screen.post("/moods", data=photo, content_type="image/png").status_code == 403, (
        "the next has agreed to nothing"
    )


def test_a_mood_chosen_by_hand_needs_a_visit_and_no_consent(screen: Screen) -> None:
    assert screen.post("/portraits", json={"mood": {"sad": 1}}).status_code == 403
    assert len(screen.begin(agree=False).paint()) == 3


def test_the_next_visitor_sees_nothing_of_the_last(screen: Screen) -> None:
    first = screen.begin().paint()
    cookie = screen.visitor_cookie.value
    portraits = screen.get("/portraits").json["portraits"]
    assert len(screen.get("/works").json["works"]) == 3 and len(portraits) == 1
    screen.begin()
    assert screen.visitor_cookie.value != cookie
    assert screen.get("/works").json["works"] == []
    assert screen.get("/portraits").json["portraits"] == []
    for work in first:
        assert screen.get(f"/works/{work['id']}").status_code == 404
        assert screen.get(f"/works/{work['id']}.png").status_code == 404
    assert screen.get(f"/portraits/{portraits[0]['id']}").status_code == 404


def test_the_cookie_of_one_who_has_gone_names_nobody(screen: Screen) -> None:
    [work, *_] = screen.begin().paint()
    old = screen.visitor_cookie
    screen.post(f"/exhibition/works/{work['id']}/hang")
    screen.end()
    thief = Screen(screen.client.application)
    thief.client.set_cookie(old.key, old.value)
    assert thief.get("/works").json["works"] == []
    assert thief.get(f"/works/{work['id']}.png").status_code == 404


def test_when_somebody_goes_their_painting_ends(make_exhibition: MakeExhibition) -> None:
    from tests.web.conftest import GatedPainter

    painter = GatedPainter()
    app = make_exhibition({2: painter})
    screen = Screen(app).begin()
    asked = screen.post("/portraits", json={"mood": {"sad": 1}}).json["id"]
    screen.wait_for(asked, "running")
    jobs = Services.of_app(app).jobs
    screen.end()
    painter.open()
    jobs.close()
    assert not list(Services.of_app(app).gallery._pictures.ids())


def test_what_hangs_is_seen_by_all_and_stays_when_its_visitor_goes(screen: Screen) -> None:
    work = screen.begin().paint()[0]
    assert screen.post(f"/exhibition/works/{work['id']}/hang").json["favourite"] is True
    screen.end()
    wall = Screen(screen.client.application)
    [hung] = wall.get("/exhibition/works").json["works"]
    assert hung["id"] == work["id"] and hung["portrait"] is None
    assert wall.client.get(hung["url"]).data.startswith(b"\x89PNG")
    assert wall.client.get(hung["strokes"]).status_code == 200
    assert wall.get(f"/works/{work['id']}").status_code == 404


def test_only_what_hangs_is_shown_on_the_wall(screen: Screen) -> None:
    [hung, other, _] = screen.begin().paint()
    screen.post(f"/exhibition/works/{hung['id']}/hang")
    for there in (".png", "/strokes"):
        assert screen.get(f"/exhibition/works/{other['id']}{there}").status_code == 404
    stranger = Screen(screen.client.application)
    assert stranger.post(f"/exhibition/works/{other['id']}/hang").status_code == 404


def test_the_wall_is_told_of_each_work_that_is_hung(exhibition: Flask, screen: Screen) -> None:
    works = screen.begin().paint()
    news = Exhibition.of_app(exhibition).news
    before = news.number
    screen.post(f"/exhibition/works/{works[0]['id']}/hang")
    assert news.after(before, 0.0) == before + 1
    wall = Screen(exhibition)
    stream = wall.get("/exhibition/events")
    chunks = iter(stream.response)
    text = next(chunks).decode() + next(chunks).decode()
    stream.close()
    [(_, name, data)] = read_events(text)
    assert name == "works" and [one["id"] for one in data["works"]] == [works[0]["id"]]


def test_without_reading_no_face_is_ever_read(
    make_exhibition: MakeExhibition, photo: bytes
) -> None:
    reader, finder = CountingReader(), FakeFaceFinder()
    screen = Screen(make_exhibition({0: finder, 1: reader}, room={"reading": False}))
    screen.begin(agree=False)
    assert screen.get("/exhibition/room").json["reading"] is False
    assert screen.post("/exhibition/consent").status_code == 403
    assert screen.post("/moods", data=photo, content_type="image/png").status_code == 403
    assert screen.post("/portraits", **photo_of(photo)).status_code == 403
    assert screen.post("/exhibition/near", data=photo, content_type="image/png").status_code == 403
    assert len(screen.paint()) == 3
    assert reader.read_faces == 0


def test_a_face_that_comes_near_is_found_and_not_read(
    make_exhibition: MakeExhibition, photo: bytes
) -> None:
    reader = CountingReader()
    screen = Screen(make_exhibition({1: reader}, room={"wake": "face"}))
    assert screen.post("/exhibition/near", data=photo, content_type="image/png").json == {
        "near": True
    }
    assert reader.read_faces == 0
    touch = Screen(make_exhibition({1: reader}))
    assert touch.post("/exhibition/near", data=photo, content_type="image/png").status_code == 403


def test_the_live_mirror_opens_without_asking_only_where_it_may(
    make_exhibition: MakeExhibition, photo: bytes
) -> None:
    assert (
        Screen(make_exhibition()).post("/mirror", data=photo, content_type="image/png").status_code
        == 403
    )
    clean = Screen(make_exhibition(live={"clean": True}))
    assert clean.post("/mirror", data=photo, content_type="image/png").status_code == 200
    assert clean.post("/moods", data=photo, content_type="image/png").status_code == 403


def test_a_closed_exhibition_lets_nobody_begin(make_exhibition: MakeExhibition) -> None:
    app = make_exhibition(room={"hours": ["Mon 10:00-12:00"]})
    found = Exhibition.of_app(app)
    monday, tuesday = datetime(2026, 11, 30, 11), datetime(2026, 12, 1, 11)
    screen = Screen(app)
    for now, is_open in ((monday, True), (tuesday, False)):
        app.extensions[NAME] = Exhibition(found.settings, found.services, now=lambda now=now: now)
        assert screen.get("/exhibition/room").json["open"] is is_open
        assert screen.post("/exhibition/visits").status_code == (204 if is_open else 403)


def test_a_visit_whose_screen_has_died_is_over_by_and_by(make_exhibition: MakeExhibition) -> None:
    app, now = make_exhibition(), [0.0]
    found = Exhibition.of_app(app)
    found = Exhibition(found.settings, found.services, visits=Visits(lambda: now[0]))
    app.extensions[NAME] = found
    screen = Screen(app).begin()
    screen.paint()
    found.tidy()
    assert len(found.visits) == 1
    now[0] = FORGOTTEN_AFTER + 1
    found.tidy()
    assert len(found.visits) == 0 and not list(found.services.gallery._pictures.ids())


def test_the_house_hangs_works_where_the_walls_are_bare(make_exhibition: MakeExhibition) -> None:
    app = make_exhibition(room={"house_works": 2})
    found = Exhibition.of_app(app)
    assert hang_house_works(found, 64) == 2 and hang_house_works(found, 64) == 0
    works = Screen(app).get("/exhibition/works").json["works"]
    assert {work["top"] for work in works} == {"angry", "disgusted"}
    assert all(work["strokes"] for work in works)


def test_every_address_shows_the_exhibitions_page(screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.html").write_text("the studio")
    (tmp_path / "static" / "exhibition.html").write_text("the exhibition")
    for path in ("/", "/wall", "/gallery", "/exhibition.html"):
        assert screen.client.get(path).text == "the exhibition"
    assert screen.client.get("/index.html").status_code == 404


@pytest.mark.parametrize("path", ["/exhibition/visits", "/exhibition/consent"])
def test_another_sites_page_begins_no_visit(screen: Screen, path: str) -> None:
    answer = screen.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_late_answer_to_the_last_visitor_brings_no_cookie(screen: Screen) -> None:
    """It would overwrite the next visitor's, whose visit would be over before it began."""
    screen.begin()
    cookie = screen.visitor_cookie
    screen.end()
    screen.begin()
    late = Screen(screen.client.application)
    late.client.set_cookie(cookie.key, cookie.value)
    assert "Set-Cookie" not in late.get("/exhibition/room").headers
    assert cookie.key in late.client.get("/").headers["Set-Cookie"]
    assert cookie.key in late.post("/exhibition/visits").headers["Set-Cookie"]
