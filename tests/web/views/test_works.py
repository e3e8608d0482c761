from __future__ import annotations

import io
import re

import numpy as np
import PIL.Image
import pytest

from vaha.artwork import RECIPE_KEY, Recipe, strokes_in
from vaha.emotions import FaceEmotion
from vaha.hand.base import VERSION, Brushwork
from vaha.hand.brush import BrushHand
from vaha.hand.manners import MANNERS, NONE
from vaha.hand.strokes import from_bytes
from vaha.images import decode_image
from vaha.marking import PNG_KEYWORD, SOURCES
from vaha.studio import Studio
from vaha.web.access.shares import Caller
from vaha.web.services.all import Services

from ..conftest import API, Browser, GatedPainter, MakeApp


@pytest.fixture
def works(browser: Browser) -> list[dict]:
    """Three works, newest first."""
    browser.portrait(mood={"sad": 0.75, "happy": 0.25}, candidates=4)
    return browser.get("/works").json["works"]


def test_the_gallery_is_read_page_by_page_newest_first(browser: Browser, works: list) -> None:
    browser.portrait(mood={"angry": 1}, candidates=4, keep=4)
    first = browser.get("/works?limit=4").json
    second = browser.get("/works", query_string={"limit": 4, "before": first["next"]}).json
    assert [work["top"] for work in first["works"]] == ["angry"] * 4
    assert second == {"works": works, "next": None, "unreadable": 0}


@pytest.mark.parametrize("of", ["url", "thumbnail", "candidate"])
def test_every_picture_that_is_sent_says_how_it_was_made(
    browser: Browser, works: list, of: str
) -> None:
    [portrait] = browser.get("/portraits").json["portraits"]
    addresses = works[0] | {"candidate": portrait["candidates"][0]["url"]}
    picture = PIL.Image.open(io.BytesIO(browser.client.get(addresses[of]).data))
    picture.load()
    said = picture.info["xmp"]
    assert SOURCES["trained"] in (said.decode() if isinstance(said, bytes) else said)


def test_favourites_can_be_marked_and_asked_for(browser: Browser, works: list) -> None:
    address = f"/works/{works[1]['id']}"
    assert browser.send("PATCH", address, json={"favourite": True}).json["favourite"]
    assert [w["id"] for w in browser.get("/works?favourites=1").json["works"]] == [works[1]["id"]]
    assert not browser.send("PATCH", address, json={"favourite": False}).json["favourite"]
    assert browser.get("/works?favourites=1").json["works"] == []


def test_a_picture_carries_its_recipe_and_its_mark_alone(browser: Browser, works: list) -> None:
    answer = browser.client.get(works[0]["url"] + "?download=1")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="vaha-sad-seed')
    picture = PIL.Image.open(io.BytesIO(answer.data))
    text = picture.text  # type: ignore[attr-defined]
    assert set(text) == {RECIPE_KEY, PNG_KEYWORD}
    recipe = Recipe.from_json(text[RECIPE_KEY])
    assert str(recipe.seed) == works[0]["seed"] and recipe.scale == 4
    assert recipe.mood[FaceEmotion.SAD] == pytest.approx(0.75)


def test_a_picture_is_shown_again_only_after_asking(browser: Browser, works: list) -> None:
    for address in (works[0]["url"], works[0]["thumbnail"]):
        first = browser.client.get(address)
        assert "no-cache" in first.headers["Cache-Control"]
        assert "private" in first.headers["Cache-Control"]
        again = browser.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""


def test_a_thumbnail_is_a_small_webp(browser: Browser, works: list) -> None:
    answer = browser.client.get(works[0]["thumbnail"])
    assert answer.mimetype == "image/webp"
    assert decode_image(answer.data).shape == (192, 192, 3)


def test_the_nine_that_the_critic_feels_are_summed_to_the_seven(
    browser: Browser, works: list
) -> None:
    assert sum(works[0]["scores"].values()) == pytest.approx(1)
    assert works[0]["felt"]["sad"] == pytest.approx(works[0]["scores"]["sadness"])
    assert sum(works[0]["felt"].values()) == pytest.approx(1)


def test_a_deleted_work_is_gone_with_its_pictures(browser: Browser, works: list) -> None:
    assert browser.send("DELETE", f"/works/{works[0]['id']}").status_code == 204
    for address in (works[0]["url"], works[0]["thumbnail"], f"{API}/works/{works[0]['id']}"):
        answer = browser.client.get(address)
        assert answer.status_code == 404 and answer.json["code"] == "not_found"
    assert len(browser.get("/works").json["works"]) == 2


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=many", "favourites=2", "before=yesterday", "x=1"]
)
def test_a_page_that_cannot_be_is_refused(browser: Browser, query: str) -> None:
    answer = browser.get(f"/works?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "input")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"favourite": "maybe"}', b"{}"])
def test_a_change_that_cannot_be_is_refused(browser: Browser, works: list, body: bytes) -> None:
    address = f"/works/{works[0]['id']}"
    answer = browser.send("PATCH", address, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "input")


def test_forget_me_deletes_everything_and_says_what(browser: Browser, works: list) -> None:
    answer = browser.send("DELETE", "/me")
    assert answer.json == {"works": 3, "portraits": 1, "photos": 0}
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert browser.get("/works").json["works"] == []
    assert browser.get("/portraits").json["portraits"] == []
    assert browser.client.get(works[0]["url"]).status_code == 404


def test_forget_me_leaves_no_cookie(browser: Browser) -> None:
    answer = browser.send("DELETE", "/me")  # also for one who had none
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert re.match("vaha_visitor_[0-9a-f]{8}=;", cookie)


def test_forget_me_leaves_the_others_alone(make_app: MakeApp) -> None:
    app = make_app()
    one, other = Browser(app), Browser(app)
    for browser in (one, other):
        browser.portrait(mood={"sad": 1}, candidates=3)
    one.send("DELETE", "/me")
    assert len(other.get("/works").json["works"]) == 3


def test_nothing_is_kept_for_one_who_is_forgotten_while_painting(make_app: MakeApp) -> None:
    painter = GatedPainter()
    app = make_app(parts={2: painter}, workers=1)
    browser = Browser(app)
    portrait = browser.ask(mood={"sad": 1}).json["id"]
    browser.wait_for(portrait, "running")
    cookie = browser.visitor_cookie
    assert browser.send("DELETE", "/me").json["portraits"] == 1
    painter.open()
    other = Browser(app)
    other.portrait(mood={"sad": 1}, candidates=3)  # the one worker has come through
    browser.client.set_cookie(cookie.key, cookie.value)
    assert browser.get("/works").json["works"] == []


def morph(browser: Browser, **options: object) -> dict:
    return browser.post("/morphs", json={"from": {"happy": 1}, "to": {"sad": 1}} | options)


def test_a_morph_goes_from_one_mood_to_the_other(browser: Browser) -> None:
    frames = morph(browser, seed=str(2**64 - 1), steps=3, scale=2).json["frames"]
    assert [frame["mood"]["sad"] for frame in frames] == pytest.approx([0, 0.5, 1])
    pictures = [browser.client.get(frame["url"]).data for frame in frames]
    assert len(set(pictures)) == 3
    assert decode_image(pictures[0]).shape == (128, 128, 3)
    recipe = Recipe.from_json(PIL.Image.open(io.BytesIO(pictures[1])).text[RECIPE_KEY])  # type: ignore[attr-defined]
    assert recipe.seed == 2**64 - 1 and recipe.scale == 2


def test_a_morph_can_begin_at_a_work(browser: Browser, works: list, studio: Studio) -> None:
    frames = morph(browser, work=works[0]["id"], steps=2).json["frames"]
    first = decode_image(browser.client.get(frames[0]["url"]).data)
    assert (first == studio.paint(_happy(), [int(works[0]["seed"])])[0].image).all()


@pytest.fixture
def studio() -> Studio:
    from vaha.stages.fake import fake_studio_parts

    return Studio(*fake_studio_parts())


def _happy() -> object:
    from vaha.emotions import Mood

    return Mood.parse("happy")


def test_frames_of_a_morph_are_their_visitor_s_only(make_app: MakeApp) -> None:
    app = make_app()
    one, other = Browser(app), Browser(app)
    url = morph(one, seed=1, steps=2).json["frames"][0]["url"]
    assert one.client.get(url).status_code == 200
    assert other.client.get(url).status_code == 404
    one.send("DELETE", "/me")
    assert one.client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"steps": 1, "seed": 1}, 422),
        ({"steps": 25, "seed": 1}, 422),
        ({"scale": 5, "seed": 1}, 422),
        ({"seed": "-1"}, 422),
        ({"seed": str(2**64)}, 422),
        ({"to": {"happy": 0}, "seed": 1}, 422),
        ({}, 422),
        ({"work": "nobody-s"}, 404),
    ],
)
def test_a_morph_that_cannot_be_is_refused(browser: Browser, options: dict, status: int) -> None:
    assert morph(browser, **options).status_code == status


def test_a_second_morph_at_once_is_refused_not_queued(make_app: MakeApp) -> None:
    app = make_app()
    browser = Browser(app)
    with Services.of_app(app).morphing.taken(Caller("another", "10.0.0.1")):
        answer = morph(browser, seed=1)
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "1"
    assert morph(browser, seed=1).status_code == 200


@pytest.fixture
def painted(make_app: MakeApp) -> tuple[Browser, dict]:
    """A visitor, and a work that the real hand has painted."""
    browser = Browser(make_app(parts={5: BrushHand()}))
    browser.portrait(mood={"sad": 1}, candidates=1, keep=1, manner="pointillist", size=64)
    return browser, browser.get("/works").json["works"][0]


def test_a_work_says_how_it_was_painted(painted: tuple[Browser, dict]) -> None:
    _, work = painted
    assert work["hand"] == {
        "manner": "pointillist",
        "effect": 1.0,
        "size": 64,
        "version": VERSION,
    }
    assert (work["width"], work["height"]) == (64, 64)


def test_the_strokes_of_a_work_paint_its_picture(painted: tuple[Browser, dict]) -> None:
    browser, work = painted
    answer = browser.client.get(work["strokes"])
    assert answer.mimetype == "application/octet-stream" and len(answer.data) <= 300_000
    picture = decode_image(browser.client.get(work["url"]).data)
    assert np.array_equal(BrushHand().render(from_bytes(answer.data), 64), picture)
    again = browser.client.get(work["strokes"], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_work_is_downloaded_in_other_sizes_from_its_strokes(
    painted: tuple[Browser, dict],
) -> None:
    browser, work = painted
    answer = browser.client.get(work["url"] + "?size=512&download=1")
    strokes = browser.client.get(work["strokes"]).data
    assert np.array_equal(decode_image(answer.data), BrushHand().render(from_bytes(strokes), 512))
    text = PIL.Image.open(io.BytesIO(answer.data)).text  # type: ignore[attr-defined]
    assert Recipe.from_json(text[RECIPE_KEY]).hand == Brushwork("pointillist", size=512)
    assert strokes_in(answer.data) == strokes
    assert answer.headers["ETag"] != browser.client.get(work["url"]).headers["ETag"]


def test_strokes_are_their_visitor_s_only(painted: tuple[Browser, dict]) -> None:
    _, work = painted
    other = Browser(painted[0].client.application)
    for address in (work["strokes"], work["url"] + "?size=512"):
        assert other.client.get(address).status_code == 404


def test_a_smooth_work_has_no_strokes(browser: Browser) -> None:
    browser.portrait(mood={"sad": 1}, candidates=1, keep=1, manner="none")
    (work,) = browser.get("/works").json["works"]
    assert work["strokes"] is work["hand"] is None and work["width"] == 256
    for address in (f"/works/{work['id']}/strokes", f"/works/{work['id']}.png?size=512"):
        answer = browser.get(address)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_only_one_large_picture_is_made_at_a_time(painted: tuple[Browser, dict]) -> None:
    browser, work = painted
    services = Services.of_app(browser.client.application)
    with services.repainting.taken(Caller("another", "10.0.0.1")):
        answer = browser.client.get(work["url"] + "?size=512")
        assert (answer.status_code, answer.json["code"]) == (503, "busy")
        assert browser.client.get(work["url"]).status_code == 200


@pytest.mark.parametrize("size", ["511", "8192", "", "0"])
def test_only_some_sizes_are_offered(browser: Browser, works: list, size: str) -> None:
    answer = browser.client.get(works[0]["url"] + f"?size={size}")
    assert (answer.status_code, answer.json["code"]) == (422, "input")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"manner": "oils"}, "manner"),
        ({"effect": 2.1}, "effect"),
        ({"size": 8}, "size"),
        ({"size": 4096}, "size"),
    ],
)
def test_a_way_of_painting_that_cannot_be_is_refused(
    browser: Browser, options: dict, field: str
) -> None:
    answer = browser.ask(mood={"sad": 1}, **options)
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_the_page_is_offered_every_manner(browser: Browser) -> None:
    assert browser.get("/status").json["manners"] == [*MANNERS, NONE]


def test_the_next_page_s_place_can_stand_in_an_address_as_it_is(browser: Browser) -> None:
    browser.portrait(mood={"sad": 1}, keep=3)
    place = browser.get("/works?limit=1").json["next"]
    assert re.fullmatch(r"[A-Za-z0-9_.:~-]+", place)
    assert len(browser.get(f"/works?limit=24&before={place}").json["works"]) == 2
