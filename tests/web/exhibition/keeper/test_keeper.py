"""The keeper's page: its own token, what it tells, and what it does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vaha.web.exhibition.counts import moods_of_groups
from vaha.web.exhibition.doors import Doors
from vaha.web.exhibition.keeper.keeper import Keeper, create_keeper
from vaha.web.exhibition.keeper.screens import GONE, Screens
from vaha.web.exhibition.keeper.tail import LogTail
from vaha.web.exhibition.parts import Exhibition
from vaha.web.services.all import Services

from ..conftest import Screen

TOKEN = "the-keeper-s-own-token"


@pytest.fixture
def tail() -> Iterator[LogTail]:
    tail = LogTail()
    tail.listen()
    yield tail
    for name in ("vaha.web", "vaha.gallery", "waitress"):
        logging.getLogger(name).removeHandler(tail)


@pytest.fixture
def keeper(exhibition: Flask, tail: LogTail) -> FlaskClient:
    """A keeper who has shown the token."""
    parts = Keeper(Exhibition.of_app(exhibition), TOKEN, tail)
    client = create_keeper(parts).test_client()
    assert client.get(f"/?token={TOKEN}").status_code == 200
    return client


def test_without_its_token_there_is_nothing(exhibition: Flask, screen: Screen) -> None:
    work = screen.begin().paint("none")[0]
    screen.post(f"/exhibition/works/{work['id']}/hang")
    found = Exhibition.of_app(exhibition)
    stranger = create_keeper(Keeper(found, TOKEN)).test_client()
    for path in ("/", f"/works/{work['id']}.png", "/?token=another"):
        assert stranger.get(path).status_code == 401, path
    for path in ("/doors/closed", "/test", f"/works/{work['id']}/down"):
        assert stranger.post(path).status_code == 401, path
    assert found.doors.state == "open" and not found.doors.testing
    assert len(screen.get("/exhibition/works").json["works"]) == 1
    token = found.services.gallery.secret("keeper")
    assert token != found.services.gallery.secret("token")


def test_another_page_s_form_does_nothing(keeper: FlaskClient, exhibition: Flask) -> None:
    for headers in ({"Origin": "http://localhost:8642"}, {"Sec-Fetch-Site": "same-site"}):
        assert keeper.post("/doors/closed", headers=headers).status_code == 403
    assert Exhibition.of_app(exhibition).doors.state == "open"


def test_it_tells_how_the_screens_cameras_and_the_disk_are(
    keeper: FlaskClient, screen: Screen
) -> None:
    assert "none has asked for anything yet" in keeper.get("/").text
    screen.get("/exhibition/room?camera=on&age=0.2")
    screen.get("/exhibition/room?screen=wall")
    page = keeper.get("/").text
    assert "newest frame was 0.2 s old" in page and "GB free" in page and "Wall" in page
    screen.get("/exhibition/room?camera=on&age=30")
    assert '"bad">is there; its camera&#x27;s newest frame was 30 s old' in keeper.get("/").text
    screen.get("/exhibition/room?camera=trouble")
    assert '"bad">is there; its camera does not answer' in keeper.get("/").text
    assert screen.get("/exhibition/room?camera=broken").status_code == 422


def test_a_screen_that_says_nothing_is_away() -> None:
    now = [0.0]
    screens = Screens(lambda: now[0])
    screens.hear("visitor", "on", 0.1)
    assert screens.all()[0].there
    now[0] = GONE
    assert not screens.all()[0].there


def test_paused_nobody_begins_and_who_is_there_may_finish(
    keeper: FlaskClient, exhibition: Flask, screen: Screen
) -> None:
    screen.begin()
    assert keeper.post("/doors/paused").status_code == 303
    assert screen.get("/exhibition/room").json["doors"] == "paused"
    screen.paint("none")
    other = Screen(exhibition)
    assert other.post("/exhibition/visits").status_code == 403
    keeper.post("/doors/open")
    other.begin()


def test_closed_everybody_goes(keeper: FlaskClient, screen: Screen) -> None:
    work = screen.begin().paint("none")[0]
    keeper.post("/doors/closed")
    assert screen.get(f"/works/{work['id']}.png").status_code == 404
    assert screen.get("/exhibition/room").json["open"] is False
    assert keeper.get("/?said=closed").text.count("It is closed") == 1


def test_what_the_keeper_decided_outlasts_a_restart(tmp_path: Path) -> None:
    Doors(tmp_path / "doors").set("paused")
    assert Doors(tmp_path / "doors").state == "paused"
    (tmp_path / "doors").write_bytes(b"\xff?")
    assert Doors(tmp_path / "doors").state == "open"


def test_a_work_is_taken_down(keeper: FlaskClient, exhibition: Flask, screen: Screen) -> None:
    work = screen.begin().paint("none")[0]
    screen.post(f"/exhibition/works/{work['id']}/hang")
    assert keeper.get(f"/works/{work['id']}.png").mimetype == "image/png"
    before = Exhibition.of_app(exhibition).news.number
    assert keeper.post(f"/works/{work['id']}/down").status_code == 303
    assert screen.get("/exhibition/works").json["works"] == []
    assert Exhibition.of_app(exhibition).news.number == before + 1
    assert keeper.get(f"/works/{work['id']}.png").status_code == 404


def test_the_test_picture_stands_for_a_minute(keeper: FlaskClient, screen: Screen) -> None:
    assert screen.get("/exhibition/room").json["test"] is False
    keeper.post("/test")
    assert screen.get("/exhibition/room").json["test"] is True
    now = [0.0]
    doors = Doors(clock=lambda: now[0])
    doors.show_test()
    now[0] = 61.0
    assert not doors.testing


def test_visits_are_counted_and_a_lone_visitor_s_mood_is_not_shown(
    keeper: FlaskClient, exhibition: Flask, screen: Screen
) -> None:
    screen.begin().paint("none")
    screen.end()
    counts = Services.of_app(exhibition).gallery.tally.today()
    assert counts == {"visits": 1, "agreed": 1, "portraits": 1, "mood happy": 1}
    page = keeper.get("/").text
    assert "Happy" not in page and '<td class="number">1</td>' in page


def test_moods_are_shown_in_fives() -> None:
    counts = {"mood happy": 14, "mood sad": 5, "mood angry": 4, "visits": 30}
    assert moods_of_groups(counts) == {"happy": 10, "sad": 5}


def test_the_last_lines_of_the_log_are_there_and_are_text(keeper: FlaskClient) -> None:
    logging.getLogger("vaha.web").warning("the printer <b>jams</b>")
    page = keeper.get("/").text
    assert "the printer &lt;b&gt;jams&lt;/b&gt;" in page
