"""The studio by other names: behind proxies, under a path, and beside another studio."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from vaha.gallery.works import Gallery
from vaha.web.access.cookies import CookieNames
from vaha.web.services.all import Services

from ..conftest import API, Browser, MakeApp

PUBLIC = "vaha.example.org"


def ask(browser: Browser, method: str = "GET", **headers: str) -> TestResponse:
    """As a browser from before Sec-Fetch-Site asks."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.client.open(f"{API}/works", method=method, headers=named)


@pytest.mark.parametrize("host", [PUBLIC, f"{PUBLIC}:443", f"{PUBLIC.upper()}.", "localhost."])
def test_a_name_that_was_told_is_ours(make_app: MakeApp, host: str) -> None:
    browser = Browser(make_app(names=(PUBLIC,)))
    assert ask(browser, Host=host).status_code == 200
    assert ask(browser, Host=f"x.{PUBLIC}").status_code == 421


def test_a_name_that_was_not_told_says_how_to_tell_it(browser: Browser) -> None:
    assert "vaha serve --name vaha.lan" in ask(browser, Host="vaha.lan:8642").json["detail"]
    strange = ask(browser, Host="<b>").json["detail"]
    assert "vaha serve --name NAME" in strange and "<" not in strange


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        (f"https://{PUBLIC}", "127.0.0.1:8642", 200),  # nginx's own defaults name the inner place
        (f"https://{PUBLIC}", PUBLIC, 200),
        (f"https://{PUBLIC}:443", PUBLIC, 200),
        ("https://other.example.org:8443", "127.0.0.1", 200),
        (f"https://{PUBLIC}:8443", "127.0.0.1:8642", 403),
        ("https://other.example.org", "127.0.0.1", 403),
        ("https://evil.example", PUBLIC, 403),
        ("http://[", "127.0.0.1", 403),
        ("http://localhost:x", "localhost", 403),
        ("null", "localhost", 403),
    ],
)
def test_an_old_browser_behind_a_proxy_is_judged_by_our_names(
    make_app: MakeApp, origin: str, host: str, status: int
) -> None:
    browser = Browser(make_app(names=(PUBLIC, "other.example.org:8443")))
    assert ask(browser, Origin=origin, Host=host).status_code == status


def test_proxies_are_believed_only_where_they_were_told_of(make_app: MakeApp) -> None:
    said = {"X_Forwarded_Host": PUBLIC, "X_Forwarded_Proto": "https", "Host": "localhost"}
    direct = ask(Browser(make_app(names=(PUBLIC,))), **said)
    assert "Secure" not in direct.headers["Set-Cookie"]
    behind = make_app(names=(PUBLIC,), proxies=1)
    assert "Secure" in ask(Browser(behind), **said).headers["Set-Cookie"]
    foreign = ask(Browser(behind), X_Forwarded_Host="evil.example")
    assert foreign.status_code == 421 and "evil.example" in foreign.json["detail"]


def test_each_visitor_behind_a_proxy_has_an_address_of_their_own(make_app: MakeApp) -> None:
    app = make_app(proxies=1, new_visitors=2)

    def newcomer(address: str) -> int:
        return ask(Browser(app), X_Forwarded_For=address).status_code

    assert [newcomer("198.51.100.1") for _ in range(3)] == [200, 200, 429]
    assert newcomer("198.51.100.2") == 200
    assert newcomer("203.0.113.9, 198.51.100.1") == 429  # what the visitor says itself counts not


def test_under_a_path_cookies_and_the_page_belong_to_it(make_app: MakeApp, tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text(
        '<meta name="vaha-root" content="./"><script src="./assets/x.js"></script>'
    )
    app = make_app(proxies=1, token="open-sesame")
    client = app.test_client()
    under = {"X-Forwarded-Prefix": "/art/vaha/"}
    welcome = client.get("/?token=open-sesame", headers=under)
    assert 'url=/art/vaha/"' in welcome.text and "Path=/art/vaha/" in welcome.headers["Set-Cookie"]
    key = under | {"Authorization": "Bearer open-sesame"}
    for path in ("/", "/works/abc"):  # a reloaded page stands deeper than the entrance
        page = client.get(path, headers=key).text
        assert 'content="/art/vaha/"' in page and 'src="/art/vaha/assets/x.js"' in page
    assert "Path=/art/vaha/" in client.get(f"{API}/status", headers=key).headers["Set-Cookie"]


@pytest.mark.parametrize("prefix", ['/"><script>', "vaha", "/a b", "//evil.example"])
def test_a_path_that_is_none_is_not_believed(
    make_app: MakeApp, tmp_path: Path, prefix: str
) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text('<script src="./x.js">')
    client = make_app(proxies=1).test_client()
    assert 'src="/x.js"' in client.get("/", headers={"X-Forwarded-Prefix": prefix}).text


def test_two_studios_on_one_machine_keep_their_cookies_apart(
    make_app: MakeApp, tmp_path: Path
) -> None:
    """Browsers send a cookie to every port of a machine (../shared/cases/16)."""
    one, other = Gallery.open(tmp_path / "one"), Gallery.open(tmp_path / "other")
    names = [CookieNames.of(gallery.secret("visitors")) for gallery in (one, other)]
    assert names[0].visitor != names[1].visitor and names[0].token != names[1].token
    assert CookieNames.of(one.secret("visitors")) == names[0]


def test_a_cookie_with_the_name_of_old_still_opens_its_gallery(make_app: MakeApp) -> None:
    app = make_app()
    before = Browser(app)
    before.portrait(mood={"sad": 1}, candidates=3)
    after = Browser(app)
    after.client.set_cookie("vaha_visitor", before.visitor_cookie.value)
    answer = after.get("/works")
    assert len(answer.json["works"]) == 3
    assert answer.headers["Set-Cookie"].startswith(Services.of_app(app).visitors.names.visitor)
    dropped = after.send("DELETE", "/me").headers.getlist("Set-Cookie")
    assert [line.partition("=;")[0] for line in dropped] == [
        Services.of_app(app).visitors.names.visitor,
        "vaha_visitor",
    ]


HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("path", ["/", "/gallery", "/?token=wrong"])
def test_a_browser_without_the_token_gets_a_page_that_asks_for_it(
    make_app: MakeApp, path: str
) -> None:
    client = make_app(token="open-sesame").test_client()
    page = client.get(path, headers=HTML)
    assert page.status_code == 401 and page.mimetype == "text/html"
    assert "needs its token" in page.text and 'name="token"' in page.text
    german = client.get(path, headers=HTML | {"Accept-Language": "de-AT,en;q=0.5"}).text
    assert 'lang="de"' in german and "Es braucht sein Token" in german


def test_a_program_still_gets_a_problem(make_app: MakeApp) -> None:
    client = make_app(token="open-sesame").test_client()
    for path, headers in (("/", {"Accept": "*/*"}), (f"{API}/status", HTML)):
        assert client.get(path, headers=headers).mimetype == "application/problem+json"


def test_a_foreign_name_in_the_page_is_text(browser: Browser) -> None:
    page = browser.client.get("/", headers=HTML | {"Host": "vaha.lan"})
    assert page.status_code == 421 and "vaha serve --name vaha.lan" in page.text
    assert "<b>" not in browser.client.get("/", headers=HTML | {"Host": "<b>"}).text


def test_the_page_s_one_style_is_all_that_its_policy_allows(make_app: MakeApp) -> None:
    page = make_app(token="open-sesame").test_client().get("/", headers=HTML)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    assert _hash(style) in policy


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
