from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from vaha.gallery.quota import Quota
from vaha.web.options import WebOptions
from vaha.web.services.all import Services


class Served:
    """Stands in for the server: notes what it was to serve and where, and is ready at once."""

    def __init__(self) -> None:
        self.calls: list[tuple[Flask, str, int]] = []

    def __call__(self, app: Flask, host: str, port: int, ready: Callable[[int], None]) -> None:
        self.calls.append((app, host, port))
        ready(port or 4711)
        Services.of_app(app).jobs.close()

    @property
    def options(self) -> WebOptions:
        return Services.of_app(self.calls[-1][0]).options


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was sent to."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, opened: list[str], fakes: Any) -> Served:
    fakes()
    server = Served()
    monkeypatch.setattr("vaha.web.serving.serve", server)
    monkeypatch.setattr("vaha.web.logs.log_to", lambda *_: None)
    return server


def test_it_serves_on_this_machine_only_and_opens_the_browser(
    run: Any, served: Served, opened: list[str]
) -> None:
    result = run("serve")
    assert result.exit_code == 0, result.output
    assert served.calls[0][1:] == ("127.0.0.1", 8642)
    assert opened == ["http://127.0.0.1:8642/"]
    assert "http://127.0.0.1:8642/" in result.stderr and result.stdout == ""
    assert served.options.token is None and not served.options.any_address


def test_no_browser_opens_none(run: Any, served: Served, opened: list[str]) -> None:
    assert run("serve", "--no-browser").exit_code == 0
    assert opened == []


def test_port_0_tells_which_was_taken(run: Any, served: Served, opened: list[str]) -> None:
    run("serve", "--port", 0)
    assert opened == ["http://127.0.0.1:4711/"]


def test_beyond_this_machine_a_token_is_needed_and_told(
    run: Any, served: Served, opened: list[str]
) -> None:
    result = run("serve", "--host", "0.0.0.0")
    token = served.options.token
    assert token is not None and len(token) >= 22 and served.options.any_address
    assert result.stderr.count(f"?token={token}") == 2
    assert len(opened) == 1 and token not in opened[0]


def test_the_browser_is_let_in_by_a_ticket(run: Any, served: Served, opened: list[str]) -> None:
    run("serve", "--token", "open-sesame")
    home, _, query = opened[0].partition("?")
    client = served.calls[-1][0].test_client()

    assert home == "http://127.0.0.1:8642/" and query.startswith("ticket=")
    assert client.get("/api/v1/status").status_code == 401
    assert client.get(f"/?{query}").status_code == 200
    assert client.get("/api/v1/status").status_code == 200


def test_the_token_lasts_until_another_is_asked_for(run: Any, served: Served) -> None:
    def token(*words: str) -> str | None:
        assert run("serve", "--no-browser", *words).exit_code == 0
        return served.options.token

    network = ("--host", "0.0.0.0")
    first = token(*network)
    assert first is not None and token(*network) == first
    assert token() is None  # none on loopback
    assert (second := token(*network, "--new-token")) != first
    assert token(*network) == second
    assert token("--token", "open-sesame") == "open-sesame"  # on loopback too, where it is said
    assert token(*network) == "open-sesame"
    assert token(*network, "--no-token") is None


@pytest.mark.parametrize("token", ["", "short", "with space", "a&b=cdefgh", "ö" * 9])
def test_a_token_that_no_address_can_hold_is_refused(
    run: Any, served: Served, assert_one_line: Any, token: str
) -> None:
    assert_one_line(run("serve", "--token", token), "8 to 200 letters")


def test_a_token_and_none_contradict_each_other(
    run: Any, served: Served, assert_one_line: Any
) -> None:
    assert_one_line(run("serve", "--token", "open-sesame", "--no-token"), "say one of --token")


def test_names_come_from_the_command_and_from_the_environment(
    run: Any, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAHA_HOSTS", "https://Art.example.org:8443/x, art.lan")
    result = run("serve", "--name", "studio.example.org", "--behind-proxy", 2)
    assert served.options.names == ("studio.example.org", "art.example.org:8443", "art.lan")
    assert served.options.proxies == 2
    assert "https://studio.example.org/" in result.stderr


@pytest.mark.parametrize("name", ["", "a b", "http://", "*.example.org", "x/y", "a:b"])
def test_what_is_no_name_is_refused(
    run: Any, served: Served, assert_one_line: Any, name: str
) -> None:
    assert_one_line(run("serve", "--name", name), "no name of a machine")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_loopback_by_any_name_needs_no_token(run: Any, served: Served, host: str) -> None:
    run("serve", "--host", host)
    assert served.options.token is None


def test_the_real_studio_is_warmed_up_and_the_fake_one_needs_no_weights(
    run: Any, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vaha.studio import Studio

    def refuse(*_: object) -> None:
        raise AssertionError("no weights are needed")

    monkeypatch.setattr(Studio, "open", refuse)
    assert run("serve", "--fake").exit_code == 0
    assert run("serve").exit_code == 1


@pytest.mark.parametrize("option", ["--workers", "--queue"])
def test_less_than_one_worker_or_place_is_refused(
    run: Any, served: Served, assert_one_line: Any, option: str
) -> None:
    assert_one_line(run("serve", option, 0), "whole numbers from 1 on")


def test_a_port_that_is_taken_says_what_to_do(
    run: Any, fakes: Any, opened: list[str], assert_one_line: Any
) -> None:
    fakes()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert_one_line(run("serve", "--port", port), f"port {port} is taken", "--port 0")
    assert opened == []


def test_a_host_that_is_not_ours_says_what_to_do(
    run: Any, fakes: Any, opened: list[str], assert_one_line: Any
) -> None:
    fakes()
    assert_one_line(run("serve", "--host", "192.0.2.1", "--port", 0), "another --host")


def test_two_studios_do_not_share_a_folder(
    run: Any, served: Served, assert_one_line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []

    def serve(*_: object) -> None:
        results.append(run("serve", "--no-browser"))

    monkeypatch.setattr("vaha.web.serving.serve", serve)
    assert run("serve", "--no-browser").exit_code == 0
    assert_one_line(results[0], "another studio uses the gallery", "VAHA_HOME")


def test_limits_of_the_gallery_are_told_to_it(run: Any, served: Served) -> None:
    def quota(*words: object) -> Quota:
        assert run("serve", "--no-browser", *words).exit_code == 0
        return Services.of_app(served.calls[-1][0]).gallery.quota

    assert quota() == Quota(None, None, 10_000_000_000)
    assert quota("--keep-works", 20, "--keep-days", 1.5, "--disk", "500MB") == Quota(
        20, 1.5, 500_000_000
    )
    assert quota("--disk", "none").bytes is None


@pytest.mark.parametrize("size", ["", "0GB", "10", "-1GB", "lots", "1e9"])
def test_a_size_that_is_none_is_refused(
    run: Any, served: Served, assert_one_line: Any, size: str
) -> None:
    assert_one_line(run("serve", "--disk", size), "no size")


def test_a_port_that_cannot_be_is_wrong_usage() -> None:
    from click.testing import CliRunner

    from vaha.cli import main

    ran = CliRunner().invoke(main, ["serve", "--port", "99999"])

    assert ran.exit_code == 2 and "65535" in ran.stderr
