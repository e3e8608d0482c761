from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from vaha.web.access.tickets import Tickets
from vaha.web.services.all import Services

from ..conftest import API, Browser, MakeApp

HTML = {"Accept": "text/html"}


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == answer.status_code and answer.json["detail"]
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize("path", ["/", "/api/v1/status", "/healthz", "/metrics", "/nowhere"])
def test_every_answer_carries_the_same_security_headers(browser: Browser, path: str) -> None:
    headers = browser.client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8642", "[::1]:1", "LOCALHOST:80"])
def test_our_own_names_are_answered(browser: Browser, host: str) -> None:
    assert browser.get("/status", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "192.168.1.7", "[bad", "127.0.0.1.nip.io"]
)
def test_a_foreign_name_for_this_machine_is_refused(browser: Browser, host: str) -> None:
    for path in ("/", "/api/v1/status", "/metrics"):
        assert problem(browser.client.get(path, headers={"Host": host})) == (421, "unknown_name")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_site_s_page_is_refused(browser: Browser, site: str, method: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    answer = browser.send(method, "/portraits", headers=headers)
    assert problem(answer) == (403, "unauthorised")


def test_an_old_browser_is_judged_by_its_origin(browser: Browser) -> None:
    def ask(origin: str) -> TestResponse:
        return browser.get("/status", headers={"Origin": origin, "Host": "localhost:8642"})

    assert ask("http://localhost:8642").status_code == 200
    assert problem(ask("http://localhost:9999")) == (403, "unauthorised")
    assert problem(ask("null")) == (403, "unauthorised")


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_what_changes_something_needs_our_header(browser: Browser, method: str) -> None:
    for path in ("/portraits", "/works/x", "/me", "/moods"):
        answer = browser.client.open(API + path, method=method)
        assert problem(answer) == (403, "unauthorised")


def test_nothing_needs_a_token_on_loopback(browser: Browser) -> None:
    assert browser.get("/status").status_code == 200


@pytest.fixture
def guarded(make_app: MakeApp) -> Browser:
    return Browser(make_app(token="open-sesame", any_address=True))


def test_beyond_loopback_everything_but_health_needs_the_token(guarded: Browser) -> None:
    for path in ("/", "/api/v1/status", "/metrics", "/api/v1/openapi.json"):
        assert problem(guarded.client.get(path)) == (401, "token")
    assert guarded.client.get("/healthz").json["status"] == "ok"


def test_a_wrong_token_opens_nothing(guarded: Browser) -> None:
    assert guarded.client.get("/?token=wrong").status_code == 401
    assert guarded.client.get("/?token=ö").status_code == 401
    headers = {"Authorization": "Bearer wrong"}
    assert guarded.get("/status", headers=headers).status_code == 401


def test_the_token_in_the_address_becomes_a_cookie(guarded: Browser) -> None:
    welcome = guarded.client.get("/?token=open-sesame")
    cookie = welcome.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert welcome.status_code == 200 and 'url=/"' in welcome.text
    assert guarded.get("/status").status_code == 200


def test_a_ticket_lets_one_browser_in_once(guarded: Browser) -> None:
    app = guarded.client.application
    ticket = Services.of_app(app).tickets.issue()
    other = app.test_client()

    assert guarded.client.head(f"/?ticket={ticket}").status_code == 401  # a preview, not a visit
    assert guarded.client.get(f"/?ticket={ticket}").status_code == 200
    assert guarded.get("/status").status_code == 200
    assert other.get(f"/?ticket={ticket}").status_code == 401
    assert other.get(f"{API}/status").status_code == 401
    assert guarded.client.get(f"/?ticket={ticket}", headers=HTML).status_code != 401  # a reload


def test_a_ticket_holds_for_a_minute() -> None:
    now = [0.0]
    tickets = Tickets(60.0, lambda: now[0])
    first, second = tickets.issue(), tickets.issue()
    now[0] = 60.0
    assert tickets.take(first)
    now[0] = 60.1
    assert not tickets.take(second) and not tickets.take("made-up")


def test_the_token_may_be_a_bearer_s(guarded: Browser) -> None:
    headers = {"Authorization": "Bearer open-sesame"}
    assert guarded.get("/status", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "host", ["192.168.1.7:8642", "[fe80::1]:8642", "vaha.lan", "x.ts.net", "host.docker.internal."]
)
def test_with_the_right_token_any_name_will_do_and_without_it_none(
    guarded: Browser, host: str
) -> None:
    token = {"Authorization": "Bearer open-sesame"}
    assert guarded.get("/status", headers=token | {"Host": host}).status_code == 200
    assert problem(guarded.get("/status", headers={"Host": host})) == (401, "token")


def test_the_visitor_s_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Browser,
) -> None:
    cookie = browser.get("/status").headers["Set-Cookie"]
    assert re.match("vaha_visitor_[0-9a-f]{8}=", cookie)
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert "Set-Cookie" not in browser.get("/status").headers  # once is enough


def test_a_cookie_that_we_did_not_sign_names_nobody(browser: Browser) -> None:
    browser.get("/status")
    browser.client.set_cookie(browser.visitor_cookie.key, "invented.signature")
    assert "Set-Cookie" in browser.get("/status").headers


def test_a_client_that_asks_too_often_is_told_when_to_come_again(make_app: MakeApp) -> None:
    browser = Browser(make_app(requests_a_second=2.0))
    answers = [browser.get("/status") for _ in range(7)]
    assert problem(answers[-1]) == (429, "rate")
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[2].status_code == 200


def test_one_address_cannot_be_ever_more_visitors(make_app: MakeApp) -> None:
    app = make_app(new_visitors=3)
    answers = [Browser(app).get("/status").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/works/a.b", "/portraits/x/y/z", "/works/" + "a" * 65]
)
def test_unknown_addresses_of_the_api_are_problems(browser: Browser, path: str) -> None:
    assert problem(browser.get(path)) == (404, "not_found")


def test_a_wrong_method_says_which_are_right(browser: Browser) -> None:
    answer = browser.send("PUT", "/works")
    assert problem(answer) == (405, "input")
    assert "GET" in answer.headers["Allow"]


def test_the_api_is_not_stored_by_browsers(browser: Browser) -> None:
    assert browser.get("/status").headers["Cache-Control"] == "no-store"


def test_methods_that_nobody_knows_are_405_and_leave_nothing_in_the_metrics(
    browser: Browser,
) -> None:
    for method in ("TRACE", *(f"MADEUP{number}" for number in range(20))):
        assert problem(browser.client.open("/api/v1/status", method=method)) == (405, "input")
    text = browser.client.get("/metrics").text
    assert "MADEUP" not in text and "TRACE" not in text and 'method="other"' in text


@pytest.mark.parametrize("name", ["x" * 300, "x" * 9000, "a/" + "b" * 260 + ".png", "x%00y"])
def test_a_name_that_no_file_can_have_is_no_fault(make_app: MakeApp, tmp_path, name: str) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.html").write_text("<!doctype html>")
    assert Browser(make_app()).client.get(f"/{name}").status_code in (200, 404)
