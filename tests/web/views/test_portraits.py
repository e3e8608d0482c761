from __future__ import annotations

import io
import time
from collections.abc import Callable

import numpy as np
import PIL.Image
import pytest
from flask import Flask

from vaha.artwork import RECIPE_KEY, Recipe
from vaha.images import DecodingStopped, decode_image, encode_picture
from vaha.stages.fake import FakeFaceFinder, fake_studio_parts
from vaha.studio import Studio
from vaha.web.services.all import Services

from ..conftest import API, Browser, GatedPainter, MakeApp


def test_a_photo_becomes_three_works(browser: Browser, photo: bytes) -> None:
    asked = browser.ask(photo)
    assert asked.status_code == 202
    assert asked.headers["Location"] == f"{API}/portraits/{asked.json['id']}"
    portrait = browser.wait_for(asked.json["id"])
    assert portrait["state"] == "done" and portrait["problem"] is None
    assert portrait["painted"] == portrait["candidates_wanted"] == len(portrait["candidates"]) == 32
    assert [work["rank"] for work in portrait["works"]] == [1, 2, 3]
    assert {(work["width"], work["height"]) for work in portrait["works"]} == {(512, 512)}
    assert portrait["faces"][0]["top"] == "happy" and portrait["sure"] is True
    assert not portrait["asked"]


def test_progress_comes_in_the_order_in_which_things_happen(browser: Browser, photo: bytes) -> None:
    portrait = browser.portrait(photo, candidates=20)
    events = browser.events(portrait["id"], after=0)
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    told = [data["stage"] if name == "stage" else name for _, name, data in events]
    told = [name for name in told if name != "place"]
    expected = ["faces", "mood", "faces", "mood", "paint", "candidates", "candidates", "candidates"]
    assert told == [
        *expected,
        "choose",
        "choice",
        "enlarge",
        "brush",
        "work",
        "work",
        "work",
        "done",
    ]
    batches = [data for _, name, data in events if name == "candidates"]
    assert [len(batch["candidates"]) for batch in batches] == [8, 8, 4]
    assert [batch["painted"] for batch in batches] == [8, 16, 20]
    assert [data["index"] for _, name, data in events if name == "work"] == [0, 1, 2]


def test_candidates_can_be_seen_before_the_rest_is_painted(make_app: MakeApp, photo: bytes) -> None:
    painter = GatedPainter()
    browser = Browser(make_app(parts={2: painter}))
    asked = browser.ask(photo, candidates=16).json
    painter.gate.release()
    for _ in range(1000):
        portrait = browser.get(f"/portraits/{asked['id']}").json
        if portrait["painted"]:
            break
        time.sleep(0.01)
    assert portrait["painted"] == 8 and portrait["state"] == "running"
    candidate = browser.client.get(portrait["candidates"][0]["url"])
    assert decode_image(candidate.data).shape == (64, 64, 3)
    painter.open()
    assert browser.wait_for(asked["id"])["state"] == "done"


def test_the_chosen_candidates_are_those_that_were_enlarged(browser: Browser, photo: bytes) -> None:
    portrait = browser.portrait(photo)
    chosen = {str(one["seed"]) for one in portrait["candidates"] if one["chosen"]}
    assert chosen == {work["seed"] for work in portrait["works"]}
    assert all(one["lift"] is not None for one in portrait["candidates"])


def test_the_same_seed_is_the_same_portrait_and_as_the_studio_paints_it(
    browser: Browser, photo: bytes
) -> None:
    first, again = (browser.portrait(photo, seed=7, candidates=9) for _ in range(2))
    pictures = [[browser.client.get(w["url"]).data for w in p["works"]] for p in (first, again)]
    assert pictures[0] == pictures[1]
    studio = Studio(*fake_studio_parts())
    picture = PIL.Image.open(io.BytesIO(pictures[0][0]))
    recipe = Recipe.from_json(picture.text[RECIPE_KEY])  # type: ignore[attr-defined]
    assert np.array_equal(studio.repaint(recipe).image, decode_image(pictures[0][0]))


def test_a_seed_is_drawn_and_told_where_none_is_given(browser: Browser, photo: bytes) -> None:
    seeds = {browser.ask(photo, candidates=3).json["seed"] for _ in range(3)}
    assert None not in seeds and len(seeds) > 1


def test_a_mood_needs_no_photo(browser: Browser) -> None:
    portrait = browser.portrait(mood={"sad": 3, "angry": 1})
    assert portrait["mood"]["sad"] == pytest.approx(0.75)
    assert portrait["asked"] and portrait["sure"] is None and portrait["faces"] == []


def test_without_a_photo_a_mood_is_asked_for(browser: Browser) -> None:
    answer = browser.ask()
    assert (answer.status_code, answer.json["code"]) == (422, "mood")
    assert answer.mimetype == "application/problem+json"


def test_options_alone_may_be_json(browser: Browser) -> None:
    answer = browser.post("/portraits", json={"mood": {"happy": 1}, "candidates": 3})
    assert answer.status_code == 202
    assert browser.wait_for(answer.json["id"])["state"] == "done"


def test_a_work_is_varied_in_its_own_mood(browser: Browser) -> None:
    work = browser.portrait(mood={"fearful": 1}, candidates=3)["works"][0]
    varied = browser.portrait(vary=work["id"], candidates=10, seed=3)
    assert varied["state"] == "done" and varied["asked"]
    assert varied["mood"]["fearful"] == 1
    for one in varied["works"]:
        (step,) = one["variations"]
        assert one["seed"] == work["seed"] and step["amount"] == pytest.approx(0.3)
    numbers = [candidate["seed"] for candidate in varied["candidates"]]
    assert len(set(numbers)) == 10
    assert sum(candidate["chosen"] for candidate in varied["candidates"]) == 3
    assert browser.client.get(varied["candidates"][9]["url"]).status_code == 200


def test_a_varied_work_is_varied_from_where_it_stands(browser: Browser) -> None:
    work = browser.portrait(mood={"fearful": 1}, candidates=3)["works"][0]
    varied = browser.portrait(vary=work["id"], candidates=3)["works"][0]
    again = browser.portrait(vary=varied["id"], candidates=3)["works"][0]
    picture = PIL.Image.open(io.BytesIO(browser.client.get(again["url"]).data))
    recipe = Recipe.from_json(picture.text[RECIPE_KEY])  # type: ignore[attr-defined]
    assert recipe.variation is not None
    steps = [{"seed": str(one.seed), "amount": one.amount} for one in recipe.variation.steps]
    assert len(steps) == 2 and again["variations"] == steps
    assert varied["variations"] == steps[:1] and work["variations"] == []


def test_a_varied_work_takes_another_mood_where_one_is_given(browser: Browser) -> None:
    work = browser.portrait(mood={"fearful": 1}, candidates=3)["works"][0]
    varied = browser.portrait(vary=work["id"], mood={"happy": 1}, candidates=3)
    assert varied["works"][0]["top"] == "happy"


def test_no_face_fails_with_what_to_do(make_app: MakeApp, photo: bytes) -> None:
    browser = Browser(make_app(faces=0))
    portrait = browser.portrait(photo)
    assert portrait["state"] == "failed"
    assert portrait["problem"]["code"] == "no_face"
    assert "give a photo in which a face" in portrait["problem"]["detail"]
    assert browser.events(portrait["id"])[-1][1] == "failed"


def test_all_faces_can_be_read_together_or_one_chosen(make_app: MakeApp, photo: bytes) -> None:
    browser = Browser(make_app(faces=2))
    assert len(browser.portrait(photo, face="all")["faces"]) == 2
    assert browser.portrait(photo, face=2)["state"] == "done"
    lost = browser.portrait(photo, face=3)
    assert lost["problem"]["code"] == "input" and "no face 3" in lost["problem"]["detail"]


@pytest.mark.parametrize("data", [b"", b"not a picture at all", b"\xff\xd8\xff\xe0 cut"])
def test_what_is_no_picture_is_refused_at_once(browser: Browser, data: bytes) -> None:
    answer = browser.ask(data)
    assert (answer.status_code, answer.json["code"]) == (422, "picture")


def test_a_picture_cut_short_fails_when_it_is_decoded(browser: Browser, photo: bytes) -> None:
    portrait = browser.portrait(photo[: len(photo) // 2])
    assert portrait["problem"]["code"] == "picture"


def test_pixels_are_counted_before_decoding(make_app: MakeApp) -> None:
    browser = Browser(make_app(photo_pixels=10_000))
    answer = browser.ask(encode_picture(np.zeros((101, 100, 3), np.uint8)))
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_too_many_bytes_are_refused(make_app: MakeApp) -> None:
    browser = Browser(make_app(photo_bytes=1000))
    answer = browser.ask(b"\x89PNG" + bytes(200_000))
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("options", "code", "field"),
    [
        ({"mood": {"cheerful": 1}}, "mood", "mood"),
        ({"mood": {"happy": -1}}, "mood", "mood.happy"),
        ({"mood": {"happy": 0}}, "mood", None),
        ({"mood": {}}, "mood", "mood"),
        ({"mood": {"sad": 1}, "candidates": 65}, "input", "candidates"),
        ({"mood": {"sad": 1}, "candidates": 0}, "input", "candidates"),
        ({"mood": {"sad": 1}, "scale": 9}, "input", "scale"),
        ({"mood": {"sad": 1}, "face": 0}, "input", "face"),
        ({"mood": {"sad": 1}, "seed": 2**53}, "input", "seed"),
        ({"mood": {"sad": 1}, "truncation": 1.5}, "input", "truncation"),
        ({"mood": {"sad": 1}, "size": 3}, "input", "size"),
        ({"vary": "nobody-s"}, "not_found", None),
    ],
)
def test_options_that_cannot_be_are_refused_with_their_field(
    browser: Browser, options: dict, code: str, field: str | None
) -> None:
    answer = browser.ask(**options)
    assert answer.status_code == (404 if code == "not_found" else 422)
    assert answer.json["code"] == code
    if field is not None:
        assert answer.json["field"].startswith(field)


def test_a_full_queue_says_when_to_come_again(make_app: MakeApp) -> None:
    painter = GatedPainter()
    app = make_app(parts={2: painter}, workers=1, queue_limit=2)
    visitors = [Browser(app) for _ in range(4)]
    first = visitors[0].ask(mood={"sad": 1}).json["id"]
    visitors[0].wait_for(first, "running")
    waiting = [visitor.ask(mood={"sad": 1}).json for visitor in visitors[1:3]]
    assert [portrait["place"] for portrait in waiting] == [1, 2]
    full = visitors[3].ask(mood={"sad": 1})
    assert (full.status_code, full.json["code"]) == (429, "busy")
    assert int(full.headers["Retry-After"]) >= 1
    status = visitors[3].get("/status").json["queue"]
    assert status == {"running": 1, "waiting": 2, "limit": 2}
    painter.open()
    for visitor, portrait in zip(visitors[1:3], waiting, strict=True):
        assert visitor.wait_for(portrait["id"])["state"] == "done"


def test_those_who_wait_are_told_how_they_move_up(make_app: MakeApp) -> None:
    painter = GatedPainter()
    app = make_app(parts={2: painter}, workers=1)
    first, second, third = (Browser(app) for _ in range(3))
    running = first.ask(mood={"sad": 1}).json["id"]
    first.wait_for(running, "running")
    second.ask(mood={"sad": 1})
    last = third.ask(mood={"sad": 1}).json
    assert last["place"] == 2
    painter.open()
    third.wait_for(last["id"])
    places = [data["place"] for _, name, data in third.events(last["id"], 0) if name == "place"]
    assert places == [2, 1, 0]


def test_one_visitor_cannot_fill_the_queue(make_app: MakeApp) -> None:
    painter = GatedPainter()
    app = make_app(parts={2: painter}, per_visitor=2)
    greedy, other = Browser(app), Browser(app)
    assert [greedy.ask(mood={"sad": 1}).status_code for _ in range(3)] == [202, 202, 429]
    assert other.ask(mood={"sad": 1}).status_code == 202
    painter.open()


def test_asking_too_fast_is_refused(make_app: MakeApp) -> None:
    browser = Browser(make_app(portraits_a_minute=4, per_visitor=100))
    answers = [browser.ask(mood={"sad": 1}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].json["code"] == "rate" and int(answers[2].headers["Retry-After"]) >= 1


def test_a_running_portrait_is_cancelled_at_the_next_batch(make_app: MakeApp) -> None:
    painter = GatedPainter()
    browser = Browser(make_app(parts={2: painter}))
    portrait = browser.ask(mood={"sad": 1}).json["id"]
    browser.wait_for(portrait, "running")
    assert browser.send("DELETE", f"/portraits/{portrait}").status_code == 204
    painter.open()
    assert browser.wait_for(portrait)["state"] == "cancelled"
    assert browser.events(portrait)[-1][1] == "cancelled"
    assert browser.get("/works").json["works"] == []


def test_a_waiting_portrait_is_cancelled_and_the_others_move_up(make_app: MakeApp) -> None:
    painter = GatedPainter()
    app = make_app(parts={2: painter}, workers=1)
    browser, another, other = Browser(app), Browser(app), Browser(app)
    browser.wait_for(browser.ask(mood={"sad": 1}).json["id"], "running")
    waiting = another.ask(mood={"sad": 1}).json["id"]
    behind = other.ask(mood={"sad": 1}).json
    assert behind["place"] == 2
    another.send("DELETE", f"/portraits/{waiting}")
    assert other.get(f"/portraits/{behind['id']}").json["place"] == 1
    painter.open()


def test_a_finished_portrait_is_forgotten_but_its_works_stay(browser: Browser) -> None:
    portrait = browser.portrait(mood={"sad": 1}, candidates=3)["id"]
    assert browser.send("DELETE", f"/portraits/{portrait}").status_code == 204
    assert browser.get(f"/portraits/{portrait}").status_code == 404
    assert len(browser.get("/works").json["works"]) == 3


def test_a_reloaded_page_finds_its_portrait_again(make_app: MakeApp, photo: bytes) -> None:
    painter = GatedPainter()
    browser = Browser(make_app(parts={2: painter}))
    asked = browser.ask(photo).json["id"]
    browser.wait_for(asked, "running")
    assert [one["id"] for one in browser.get("/portraits").json["portraits"]] == [asked]
    painter.open()
    events = browser.events(asked)  # a new stream: a snapshot, and what follows it
    assert events[0][1] == "portrait" and events[-1][1] == "done"
    snapshot = events[0][2]
    later = sum(len(data["candidates"]) for _, name, data in events[1:] if name == "candidates")
    assert len(snapshot["candidates"]) + later == 32


@pytest.mark.parametrize("after", [0, 1, 6, 10])
def test_a_broken_stream_goes_on_where_it_broke(browser: Browser, photo: bytes, after: int) -> None:
    portrait = browser.portrait(photo, candidates=8)["id"]
    everything = browser.events(portrait, after=0)
    assert browser.events(portrait, after=after) == everything[after:]


def test_a_stream_that_has_seen_everything_does_not_come_again(
    browser: Browser, photo: bytes
) -> None:
    portrait = browser.portrait(photo, candidates=8)["id"]
    last = browser.events(portrait)[-1][0]
    answer = browser.get(f"/portraits/{portrait}/events", headers={"Last-Event-ID": str(last)})
    assert answer.status_code == 204


@pytest.mark.parametrize("said", ["9999", "-1", "soon", "\u0661"])
def test_a_last_event_that_never_was_gives_a_snapshot(
    browser: Browser, photo: bytes, said: str
) -> None:
    portrait = browser.portrait(photo, candidates=8)["id"]
    headers = {"Last-Event-ID": said.encode().decode("latin-1")}
    text = browser.get(f"/portraits/{portrait}/events", headers=headers).text
    assert "event: portrait" in text and "event: done" in text


def test_visitors_cannot_see_one_another(app: Flask, photo: bytes) -> None:
    mine, other = Browser(app), Browser(app)
    portrait = mine.portrait(photo, candidates=3)
    work = portrait["works"][0]["id"]
    addresses = [
        f"/portraits/{portrait['id']}",
        f"/portraits/{portrait['id']}/events",
        portrait["candidates"][0]["url"].removeprefix(API),
        f"/works/{work}",
        f"/works/{work}.png",
        f"/works/{work}/thumbnail.webp",
        f"/works/{work}/strokes",
    ]
    for address in addresses:
        assert mine.get(address).status_code == 200, address
        assert other.get(address).status_code == 404, address
    assert other.send("DELETE", f"/portraits/{portrait['id']}").status_code == 404
    assert other.send("DELETE", f"/works/{work}").status_code == 404
    assert other.send("PATCH", f"/works/{work}", json={"favourite": True}).status_code == 404
    assert other.ask(vary=work).status_code == 404
    assert other.get("/portraits").json == {"portraits": []}
    assert other.get("/works").json["works"] == []


def test_many_at_once_get_each_their_own(app: Flask) -> None:
    browsers = [Browser(app) for _ in range(12)]
    asked = [browser.ask(mood={"sad": 1}, seed=n, candidates=3).json["id"]
             for n, browser in enumerate(browsers)]  # fmt: skip
    for number, (browser, portrait) in enumerate(zip(browsers, asked, strict=True)):
        found = browser.wait_for(portrait)
        assert found["seed"] == number and len(found["works"]) == 3
        works = browser.get("/works").json["works"]
        assert {work["portrait"] for work in works} == {portrait}


def test_a_portrait_that_takes_too_long_is_ended(make_app: MakeApp) -> None:
    browser = Browser(make_app(portrait_seconds=0.0))
    portrait = browser.portrait(mood={"sad": 1})
    assert portrait["problem"]["code"] == "unavailable"
    assert "took too long" in portrait["problem"]["detail"]


def test_a_fault_of_ours_ends_in_a_sentence_that_tells_nothing(
    make_app: MakeApp, photo: bytes
) -> None:
    class Broken(FakeFaceFinder):
        def find(self, image: object) -> list:
            raise RuntimeError("secret pixels")

    portrait = Browser(make_app(parts={0: Broken()})).portrait(photo)
    assert portrait["problem"]["code"] == "internal"
    assert "secret" not in str(portrait)


def test_the_photo_is_gone_from_memory_once_it_is_read(app: Flask, photo: bytes) -> None:
    browser = Browser(app)
    portrait = browser.portrait(photo, candidates=3)["id"]
    jobs = Services.of_app(app).jobs
    assert [job.photo for job in jobs._jobs.values() if job.id == portrait] == [None]


def test_old_portraits_are_forgotten_by_themselves(make_app: MakeApp) -> None:
    browser = Browser(make_app(keep_seconds=0.0))
    portrait = browser.ask(mood={"sad": 1}, candidates=3).json["id"]
    for _ in range(1000):
        if browser.get(f"/portraits/{portrait}").status_code == 404:
            break
        time.sleep(0.01)
    assert browser.get("/portraits").json["portraits"] == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"options": (io.BytesIO(b'{"seed": 1}'), "options.json")}, "options"),
        ({"options": '{"mood": {"sad": 1}}', "opt": "x"}, "opt"),
        ({"options": '{"mood": {"sad": 1}}', "file": (io.BytesIO(b"x"), "x.png")}, "file"),
        ({"options": '{"mood": {"sad": 1}}', "photo": "no file"}, "photo"),
    ],
)
def test_a_part_that_would_be_passed_over_is_refused(
    browser: Browser, form: dict, field: str
) -> None:
    answer = browser.post("/portraits", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422 and answer.json["field"] == field


def test_json_of_a_million_keys_is_refused_unread(browser: Browser) -> None:
    long = '{"mood": {' + ",".join(f'"m{n}": 1' for n in range(100_000)) + "}}"
    answer = browser.post("/portraits", data=long, content_type="application/json")
    assert answer.status_code == 413 and answer.json["code"] == "too_large"
    short = '{"mood": {' + ",".join(f'"m{n}": 1' for n in range(4000)) + "}}"
    answer = browser.post("/portraits", data=short, content_type="application/json")
    assert answer.status_code == 422 and answer.json["code"] == "mood"


def test_cancelling_ends_the_decoding_of_its_photo(
    make_app: MakeApp, photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(data: bytes, cost: object, stop: Callable[[], bool]) -> None:
        while not stop():
            time.sleep(0.01)
        raise DecodingStopped

    monkeypatch.setattr("vaha.web.services.queue.painters.decode_photo", never)
    app = make_app(workers=1)
    browser = Browser(app)
    first = browser.ask(photo).json["id"]
    browser.wait_for(first, "running")
    browser.send("DELETE", f"/portraits/{first}")
    other = Browser(app)
    assert other.portrait(mood={"sad": 1})["state"] == "done"


def test_the_boxes_of_a_very_large_photo_are_in_its_own_pixels(make_app: MakeApp) -> None:
    large = encode_picture(np.zeros((3000, 4000, 3), np.uint8), "JPEG")
    small = encode_picture(np.zeros((1500, 2000, 3), np.uint8), "JPEG")
    browser = Browser(make_app())
    boxes = [browser.portrait(data)["faces"][0]["box"] for data in (large, small)]
    assert boxes[0] == {name: 2 * value for name, value in boxes[1].items()}
