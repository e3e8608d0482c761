"""What visitors are told of a gallery in trouble: three different words, and no path."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from vaha.errors import DiskFull, GalleryDamaged, ModelError, OutputError
from vaha.gallery.quota import Quota
from vaha.gallery.works import Gallery
from vaha.web.services.all import Services

from .conftest import Browser, MakeApp


@pytest.fixture
def works(browser: Browser) -> list[str]:
    portrait = browser.portrait(mood={"sad": 1}, candidates=3)
    return [work["id"] for work in portrait["works"]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "gallery" / "gallery.sqlite3"


def test_one_bad_row_hides_nothing_else(browser: Browser, works: list[str], database: Path) -> None:
    """It was a 422 or a 500 for the whole gallery."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE works SET recipe = '{}' WHERE id = ?", (works[0],))
        connection.execute("UPDATE works SET created = 'soon' WHERE id = ?", (works[1],))
    connection.close()
    page = browser.get("/works").json
    assert [work["id"] for work in page["works"]] == [works[2]] and page["unreadable"] == 2
    assert browser.client.get("/healthz").json["gallery"]["unreadable"] == 2
    answer = browser.get(f"/works/{works[0]}")
    assert (answer.status_code, answer.json["code"]) == (404, "work_damaged")
    assert browser.send("DELETE", f"/works/{works[0]}").status_code == 204


@pytest.mark.parametrize("name", ["{}.png", "{}/thumbnail.webp", "{}.png?download=1"])
def test_a_folder_or_half_a_picture_is_a_damaged_work(
    browser: Browser, works: list[str], tmp_path: Path, name: str
) -> None:
    """They were a 500, and a 200 with half a picture."""
    paths = [tmp_path / "gallery" / "works" / f"{work}.png" for work in works]
    paths[0].unlink()
    paths[0].mkdir()
    paths[1].write_bytes(paths[1].read_bytes()[:900])
    answers = [browser.get("/works/" + name.format(work)) for work in works]
    assert [answer.status_code for answer in answers] == [404, 404, 200]
    assert answers[0].json["code"] == answers[1].json["code"] == "work_damaged"


def test_a_gallery_that_another_program_holds_is_busy_and_says_so_soon(
    make_app: MakeApp, database: Path
) -> None:
    """Visitors waited 30 s, and were told a path."""
    app = make_app()
    browser = Browser(app)
    work = browser.portrait(mood={"sad": 1}, candidates=3)["works"][0]["id"]
    Services.of_app(app).gallery._database.wait = 0.2
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    answer = browser.send("PATCH", f"/works/{work}", json={"favourite": True})
    assert time.monotonic() - began < 10
    assert (answer.status_code, answer.json["code"]) == (503, "gallery_busy")
    assert browser.portrait(mood={"sad": 1}, candidates=3)["problem"]["code"] == "gallery_busy"
    other.close()
    assert browser.send("PATCH", f"/works/{work}", json={"favourite": True}).status_code == 200


def test_a_damaged_gallery_is_damaged(browser: Browser, works: list[str], database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[:100] = b"x" * 100
    database.write_bytes(bytes(data))
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    answer = browser.get("/works")
    assert (answer.status_code, answer.json["code"]) == (503, "gallery_damaged")
    health = browser.client.get("/healthz")
    assert health.status_code == 200
    assert health.json == {"status": "ok", "gallery": None, "problem": "gallery_damaged"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DiskFull("/home/ann/x.png cannot be written: the disk is full"), "disk_full"),
        (OutputError("/home/ann/x.png cannot be written: not allowed"), "unavailable"),
        (GalleryDamaged("the gallery /home/ann is damaged; move it"), "gallery_damaged"),
        (ModelError("the weights /home/ann/x.onnx are damaged"), "unavailable"),
    ],
)
def test_a_portrait_that_cannot_be_kept_names_no_path(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Gallery, "add", refuse)
    portrait = browser.portrait(mood={"sad": 1}, candidates=3)
    assert portrait["state"] == "failed" and portrait["problem"]["code"] == code
    assert "/" not in portrait["problem"]["detail"] and "move" not in portrait["problem"]["detail"]


def test_healthz_says_what_the_gallery_holds_and_may_hold(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    services = Services.of_app(app)
    services.gallery.quota = Quota(works=2, days=30, bytes=10_000_000)
    browser = Browser(app)
    browser.portrait(mood={"sad": 1}, candidates=3)
    held = sum(path.stat().st_size for path in (tmp_path / "gallery" / "works").glob("*.png"))
    assert browser.client.get("/healthz").json["gallery"] == {
        "works": 2,
        "bytes": held,
        "unreadable": 0,
        "most_bytes": 10_000_000,
        "most_works_each": 2,
        "most_days": 30,
    }


def test_a_forgotten_visitor_s_cookie_names_nobody(make_app: MakeApp) -> None:
    """A request that was on its way kept works for one who had just been forgotten."""
    browser = Browser(make_app())
    browser.get("/status")
    cookie = browser.visitor_cookie
    assert browser.send("DELETE", "/me").status_code == 200
    browser.client.set_cookie(cookie.key, cookie.value)
    answer = browser.get("/works")
    assert cookie.key in answer.headers["Set-Cookie"]
    assert cookie.value not in answer.headers["Set-Cookie"]


def test_where_forgetting_fails_the_visitor_may_ask_again(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(make_app())
    browser.portrait(mood={"sad": 1}, candidates=3)
    with monkeypatch.context() as patch:
        patch.setattr(Gallery, "forget", lambda *_: (_ for _ in ()).throw(DiskFull("full")))
        assert browser.send("DELETE", "/me").json["code"] == "disk_full"
    assert len(browser.get("/works").json["works"]) == 3
    assert browser.send("DELETE", "/me").json["works"] == 3
