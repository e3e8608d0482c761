"""One visitor, or one client that throws its cookies away, leaves room for the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from vaha.stages.fake import FakeMoodReader
from vaha.web.access.rates import Rate
from vaha.web.access.shares import Caller, Share
from vaha.web.options import Most
from vaha.web.services.all import Services
from vaha.web.shapes.problems import Refused

from .conftest import Browser, GatedPainter, MakeApp


def asked_from(app: Flask, address: str) -> Browser:
    """A new visitor at this address."""
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def refused(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.fixture
def gated(make_app: MakeApp) -> Iterator[Callable[..., Flask]]:
    """An application that paints only when the test is over."""
    painters: list[GatedPainter] = []

    def make(**options: Any) -> Flask:
        painters.append(GatedPainter())
        return make_app(parts={2: painters[-1]}, **options)

    yield make
    for painter in painters:
        painter.open()


def test_a_client_that_drops_its_cookies_does_not_fill_the_queue(gated: Any) -> None:
    app = gated(workers=2, queue_limit=16)
    for _ in range(12):
        assert asked_from(app, "198.51.100.1").ask(mood={"sad": 1}).status_code == 202
    again = asked_from(app, "198.51.100.1").ask(mood={"sad": 1})
    assert refused(again) == (429, "own_limit") and "from your network" in again.json["detail"]
    assert asked_from(app, "198.51.100.2").ask(mood={"sad": 1}).status_code == 202


def test_an_ipv6_network_is_one_address(gated: Any) -> None:
    app = gated(per_address=2)
    answers = [asked_from(app, f"2001:db8::{n}").ask(mood={"sad": 1}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert asked_from(app, "2001:db8:1::1").ask(mood={"sad": 1}).status_code == 202
    mapped = [asked_from(app, "::ffff:198.51.100.7").ask(mood={"sad": 1}) for _ in range(2)]
    assert mapped[-1].status_code == 202
    assert asked_from(app, "198.51.100.7").ask(mood={"sad": 1}).status_code == 429


def test_a_visitor_s_own_limit_is_told_apart_from_a_full_studio(gated: Any) -> None:
    app = gated(per_visitor=1, workers=1, queue_limit=2)
    one = Browser(app)
    assert one.ask(mood={"sad": 1}).status_code == 202
    assert refused(one.ask(mood={"sad": 1})) == (429, "own_limit")
    others = [Browser(app).ask(mood={"sad": 1}) for _ in range(3)]
    assert refused(others[-1]) == (429, "busy")


def test_one_visitor_s_streams_leave_room_for_the_rest(make_app: MakeApp) -> None:
    app = make_app(streams=Most(all=4, each=2, near=3))
    services = Services.of_app(app)

    def visitor(address: str) -> tuple[Caller, Callable[[], TestResponse]]:
        browser = asked_from(app, address)
        portrait = browser.portrait(mood={"sad": 1}, candidates=3)["id"]
        job = services.jobs._jobs[portrait]
        return Caller(job.visitor, address), lambda: browser.get(
            f"/portraits/{portrait}/events", buffered=True
        )

    one, watch_as_one = visitor("198.51.100.1")
    other, watch_as_other = visitor("198.51.100.1")
    third, watch_as_third = visitor("198.51.100.2")
    services.streams.take(one)
    assert watch_as_one().status_code == 200  # the second, which ends with its portrait
    services.streams.take(one)
    assert refused(watch_as_one()) == (429, "own_limit")
    assert watch_as_other().status_code == 200
    services.streams.take(other)
    assert refused(watch_as_other()) == (429, "own_limit")  # the address has its three
    assert watch_as_third().status_code == 200
    services.streams.take(third)
    assert refused(watch_as_third()) == (503, "busy")
    services.streams.free(one)
    assert watch_as_third().status_code == 200


def test_pictures_of_one_visitor_leave_room_for_the_rest(make_app: MakeApp, photo: bytes) -> None:
    gate, inside = threading.Event(), threading.Semaphore(0)

    class Slow(FakeMoodReader):
        def read(self, *args: Any) -> Any:
            inside.release()
            assert gate.wait(10)
            return super().read(*args)

    app = make_app(parts={1: Slow()}, pictures=Most(all=3, each=1, near=2), live_readings=3)
    one, other, third = (asked_from(app, f"198.51.100.{n}") for n in (1, 1, 2))
    for browser in (one, other, third):
        browser.get("/status")

    def look(browser: Browser) -> TestResponse:
        return browser.post("/moods", data=photo, content_type="image/png")

    threads = [threading.Thread(target=look, args=(browser,)) for browser in (one, other)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=10)
    assert refused(look(one)) == (429, "own_limit")
    newcomer = asked_from(app, "198.51.100.1")
    assert refused(look(newcomer)) == (429, "own_limit")
    gate.set()
    assert look(third).status_code == 200
    for thread in threads:
        thread.join()
    assert look(one).status_code == 200


def test_a_share_forgets_whoever_has_gone() -> None:
    share, caller = Share(Most(1, 1, 1), "things"), Caller("ann", "198.51.100.1")
    for _ in range(3):
        with share.taken(caller), pytest.raises(Refused):
            share.take(Caller("ben", "198.51.100.2"))
    assert not share._each and not share._near and not share._all


def test_requests_without_cookies_do_not_shut_the_page_for_their_address(
    make_app: MakeApp,
) -> None:
    """247 of them from one address shut it for a minute."""
    app = make_app(new_visitors=10)
    known = Browser(app)
    known.get("/status")
    answers = [Browser(app).get("/status").status_code for _ in range(30)]
    assert answers.count(429) > 10
    assert known.get("/status").status_code == 200
    page = Browser(app).client.get("/")  # 503: this one is not built
    assert page.status_code != 429 and "Set-Cookie" not in page.headers
    assert Browser(app).client.get("/assets/x.js").status_code != 429


def test_one_address_cannot_ask_for_ever(make_app: MakeApp) -> None:
    app = make_app(address_requests_a_second=5.0)
    browser = asked_from(app, "198.51.100.1")
    answers = [browser.get("/status").status_code for _ in range(20)]
    assert answers[0] == 200 and answers[-1] == 429
    assert asked_from(app, "198.51.100.2").get("/status").status_code == 200


def test_mirrors_of_one_address_leave_room_for_the_rest(make_app: MakeApp, photo: bytes) -> None:
    app = make_app(mirrors=Most(all=3, each=1, near=2))

    def look(address: str) -> int:
        browser = asked_from(app, address)
        return browser.post("/mirror", data=photo, content_type="image/png").status_code

    assert [look("198.51.100.1") for _ in range(3)] == [200, 200, 503]
    assert look("198.51.100.2") == 200


def test_clients_that_have_gone_are_forgotten_after_a_minute() -> None:
    now = [0.0]
    rate = Rate(1.0, 5.0, clock=lambda: now[0])
    rate.take("198.51.100.1")
    now[0] = 30.0
    rate.take("198.51.100.2")
    assert "198.51.100.1" in rate._buckets
    now[0] = 61.0
    rate.take("198.51.100.3")
    assert set(rate._buckets) == {"198.51.100.3"}


def test_an_address_is_forgotten_when_its_portrait_is_over(make_app: MakeApp) -> None:
    app = make_app()
    browser = asked_from(app, "198.51.100.1")
    portrait = browser.portrait(mood={"sad": 1}, candidates=3)["id"]
    (job,) = Services.of_app(app).jobs._jobs.values()
    assert job.id == portrait and job.address == ""
