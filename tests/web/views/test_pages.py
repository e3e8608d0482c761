from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from vaha.web.logs import log_to

from ..conftest import Browser


def get(browser: Browser, path: str) -> TestResponse:
    return browser.client.get(path, buffered=True)  # closes the file that it is read from


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A built page."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>")
    (folder / "assets" / "app-12ab.js").write_text("let x = 1")
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.mark.parametrize("path", ["/", "/gallery", "/works/x/compare", "/?seen=1"])
def test_every_page_of_ours_is_index_html_and_never_stale(
    browser: Browser, static: Path, path: str
) -> None:
    answer = get(browser, path)
    assert answer.status_code == 200 and "<title>page" in answer.text
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_hashed_assets_are_kept_for_ever(browser: Browser, static: Path) -> None:
    answer = get(browser, "/assets/app-12ab.js")
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert get(browser, "/favicon.svg").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/app-old.js", "/assets/", "/robots.txt"])
def test_a_missing_asset_is_missing_and_not_index_html(
    browser: Browser, static: Path, path: str
) -> None:
    assert get(browser, path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt"]
)
def test_nothing_outside_the_page_s_folder_is_served(
    browser: Browser, static: Path, path: str
) -> None:
    answer = get(browser, path)
    assert "secret" not in answer.text


def test_without_a_built_page_a_plain_one_says_how_to_build_it(browser: Browser) -> None:
    answer = get(browser, "/")
    assert answer.status_code == 503 and answer.mimetype == "text/plain"
    assert "npm run build" in answer.text and "pip install ." in answer.text


def test_the_first_page_makes_a_visitor(browser: Browser, static: Path) -> None:
    assert get(browser, "/").headers["Set-Cookie"].startswith("vaha_visitor_")
    assert "Set-Cookie" not in browser.get("/status").headers


def test_healthz_and_metrics_answer_without_making_a_visitor(browser: Browser) -> None:
    health, metrics = get(browser, "/healthz"), get(browser, "/metrics")
    assert health.json["status"] == "ok"
    assert metrics.mimetype == "text/plain"
    assert "Set-Cookie" not in health.headers and "Set-Cookie" not in metrics.headers


def test_metrics_count_by_route_and_name_no_visitor_and_no_work(browser: Browser) -> None:
    portrait = browser.portrait(mood={"sad": 1}, candidates=3)
    browser.get(f"/works/{portrait['works'][0]['id']}")
    text = get(browser, "/metrics").text
    assert 'vaha_portraits_total{state="done"} 1.0' in text
    assert 'route="/api/v1/works/<id:work>",status="200"} 1.0' in text
    assert "vaha_stage_seconds_count" in text and "vaha_portraits_waiting 0.0" in text
    for word in (portrait["id"], portrait["works"][0]["id"], "sad"):
        assert word not in text


def test_logs_are_json_lines_and_name_no_visitor_and_no_work(app: Flask) -> None:
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in ("vaha.web", "waitress")]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in loggers]
    log_to(written, logging.INFO)
    try:
        browser = Browser(app)
        portrait = browser.portrait(mood={"sad": 1}, candidates=3)
        browser.get(f"/works/{portrait['works'][0]['id']}")
    finally:
        for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["route"] for line in lines} >= {"/api/v1/works/<id:work>", "/api/v1/portraits"}
    assert all(line["level"] == "info" and line["milliseconds"] >= 0 for line in lines)
    for word in (portrait["id"], portrait["works"][0]["id"], "sad"):
        assert word not in written.getvalue()


def test_a_fault_is_logged_with_its_place_and_answered_without(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("where it broke")

    monkeypatch.setattr("vaha.gallery.works.Gallery.page", broken)
    answer = Browser(app).get("/works")
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "where it broke" not in answer.text
    assert any(record.exc_info for record in caplog.records)
