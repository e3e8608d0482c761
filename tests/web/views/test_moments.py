"""What a mirror or a morph shows is kept as a work of its visitor alone, with a film."""

from __future__ import annotations

import time
from typing import Any

import pytest

from vaha.images import decode_image
from vaha.mirror import moment_film
from vaha.moments import Moment, moment_in
from vaha.web.services.all import Services
from vaha.web.services.films import KEPT_IN_ALL, KEPT_SECONDS, Films

from ..conftest import Browser, MakeApp


@pytest.fixture(autouse=True)
def small_films(monkeypatch: pytest.MonkeyPatch) -> None:
    """Films of a second and few pixels: their length is tested beside the film."""
    monkeypatch.setattr(moment_film, "SECONDS", 0.4)
    monkeypatch.setattr(moment_film.film_of, "__defaults__", (32,))


def look_for_a_while(browser: Browser, photo: bytes) -> None:
    """Longer than the least that can be filmed."""
    began = None
    while began is None or time.monotonic() < began + 1.3:
        assert browser.post("/mirror", data=photo, content_type="image/png").status_code == 200
        began = began or time.monotonic()
        time.sleep(0.1)


def test_the_mirror_s_moment_becomes_a_work_with_a_film(browser: Browser, photo: bytes) -> None:
    look_for_a_while(browser, photo)
    kept = browser.post("/mirror/moments")
    assert kept.status_code == 201, kept.text
    work = kept.json
    assert work["hand"]["manner"] == "oil" and sum(work["scores"].values()) == pytest.approx(1)
    assert [one["id"] for one in browser.get("/works").json["works"]] == [work["id"]]
    picture = browser.get(f"/works/{work['id']}.png").data
    assert decode_image(picture).shape == (512, 512, 3)
    moment = moment_in(picture)
    assert moment is not None and moment.times[-1] >= 1.0
    assert str(moment.last.seed) == work["seed"]
    for ending in ("webm", "mp4"):
        film = browser.get(f"/works/{work['id']}/film.{ending}?download=1")
        assert film.status_code == 200 and film.mimetype == f"video/{ending}"
        assert film.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert work["film"] == f"/api/v1/works/{work['id']}/film.webm"


def test_players_may_ask_for_a_part_of_a_film(browser: Browser, photo: bytes) -> None:
    look_for_a_while(browser, photo)
    address = f"/works/{browser.post('/mirror/moments').json['id']}/film.webm"
    whole = browser.get(address).data
    part = browser.get(address, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.data == whole[10:20]


def test_a_moment_is_its_visitor_s_alone_and_gone_with_the_work(
    make_app: MakeApp, photo: bytes
) -> None:
    app = make_app()
    browser, other = Browser(app), Browser(app)
    look_for_a_while(browser, photo)
    assert other.post("/mirror/moments").status_code == 404, "their own mirror shows nothing"
    address = f"/works/{browser.post('/mirror/moments').json['id']}"
    assert browser.get(f"{address}/film.webm").status_code == 200
    assert other.get(f"{address}/film.webm").status_code == 404
    assert browser.send("DELETE", address).status_code == 204
    assert browser.get(f"{address}/film.webm").status_code == 404, "though it is still in memory"


def test_nothing_of_films_is_left_of_one_who_is_forgotten(make_app: MakeApp, photo: bytes) -> None:
    app = make_app()
    browser = Browser(app)
    look_for_a_while(browser, photo)
    browser.get(f"/works/{browser.post('/mirror/moments').json['id']}/film.webm")
    films = Services.of_app(app).films
    assert films._films
    browser.send("DELETE", "/me")
    assert not films._films


def test_at_the_first_glance_there_is_a_work_and_no_film(browser: Browser, photo: bytes) -> None:
    browser.post("/mirror", data=photo, content_type="image/png")
    work = browser.post("/mirror/moments").json
    assert work["film"] is None
    assert browser.get(f"/works/{work['id']}/film.webm").status_code == 404


def test_a_frame_of_a_morph_is_kept_with_its_walk(browser: Browser) -> None:
    asked = {"from": {"happy": 1}, "to": {"sad": 1}, "seed": "3", "steps": 4}
    frames = browser.post("/morphs", json=asked).json["frames"]
    morph = frames[0]["url"].split("/")[-2]
    kept = browser.post(f"/morphs/{morph}/2/moments")
    assert kept.status_code == 201, kept.text
    work = kept.json
    assert work["mood"] == frames[2]["mood"] and work["seed"] == "3"
    moment = moment_in(browser.get(f"/works/{work['id']}.png").data)
    assert moment is not None and len(moment.recipes) == 6
    assert browser.get(f"/works/{work['id']}/film.webm").status_code == 200
    assert browser.post(f"/morphs/{morph}/4/moments").status_code == 404
    assert browser.post("/morphs/gone/0/moments").status_code == 404


def test_no_other_film_of_a_work_is_had(browser: Browser) -> None:
    asked: Any = browser.portrait(mood={"sad": 1}, seed=1, candidates=3)
    work = asked["works"][0]
    assert work["film"] is None
    for ending in ("webm", "gif"):
        assert browser.get(f"/works/{work['id']}/film.{ending}").status_code == 404


def test_few_films_are_kept_for_some_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    now, made = [0.0], []

    def film_of(moment: Moment, paints: Any, ending: str) -> bytes:
        made.append(ending)
        return b"film"

    monkeypatch.setattr("vaha.web.services.films.film_of", film_of)
    films, moment = Films(Any, clock=lambda: now[0]), Any
    for _ in range(2):
        assert films.film("me", "a", moment, ".webm") == b"film"
    assert len(made) == 1
    now[0] = KEPT_SECONDS + 1
    films.film("me", "a", moment, ".webm")
    assert len(made) == 2
    for name in range(KEPT_IN_ALL):
        films.film("me", str(name), moment, ".webm")
    assert len(films._films) == KEPT_IN_ALL and ("a", ".webm") not in films._films
