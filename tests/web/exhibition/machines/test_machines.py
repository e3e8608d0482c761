"""Other machines are told of moods and works: only of who agreed, and dead ones cost nothing."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest

from vaha.errors import MissingExtra
from vaha.exhibition.settings import Machines
from vaha.web.exhibition.machines.telling import Room
from vaha.web.exhibition.parts import Exhibition

from ..conftest import MakeExhibition, Screen

MOOD: Mapping[str, float] = {"happy": 0.75, "sad": 0.25}
THERE = Machines(osc="127.0.0.1:9")


class FakeOsc:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def send_message(self, address: str, value: float | int | str) -> None:
        self.sent.append((address, value))


class Away(FakeOsc):
    """A network that is away."""

    def send_message(self, address: str, value: float | int | str) -> None:
        raise OSError("network is unreachable")


def test_moods_are_smoothed_and_told_ten_times_a_second_at_most() -> None:
    osc, now = FakeOsc(), [0.0]
    room = Room(THERE, osc, clock=lambda: now[0])
    room.mood({"happy": 1.0})
    room.mood({"happy": 0.0})
    assert len(osc.sent) == 8 and osc.sent[0] == ("/vaha/found", 1)
    assert ("/vaha/mood/happy", 1.0) in osc.sent
    now[0] = 0.11
    osc.sent.clear()
    room.mood({"happy": 0.0, "sad": 1.0})
    assert ("/vaha/mood/happy", 0.5) in osc.sent and ("/vaha/mood/sad", 0.5) in osc.sent
    now[0] = 0.3
    osc.sent.clear()
    room.mood(None)
    assert osc.sent == [("/vaha/found", 0)]


def test_of_who_has_not_agreed_nothing_is_told(
    make_exhibition: MakeExhibition, photo: bytes
) -> None:
    app = make_exhibition()
    osc = FakeOsc()
    object.__setattr__(Exhibition.of_app(app), "machines", Room(THERE, osc))
    screen = Screen(app).begin(agree=False)
    refused = screen.post("/moods", data=photo, content_type="image/png")
    assert refused.status_code == 403 and osc.sent == []
    assert screen.post("/exhibition/consent").status_code == 204
    assert screen.post("/moods", data=photo, content_type="image/png").status_code == 200
    assert osc.sent[0] == ("/vaha/found", 1) and len(osc.sent) == 8
    work = screen.paint("none")[0]
    screen.post(f"/exhibition/works/{work['id']}/hang")
    assert osc.sent[-1] == ("/vaha/work", "happy")


def test_osc_is_what_osc_s_own_library_reads() -> None:
    message = pytest.importorskip("pythonosc.osc_message")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        room: Any = Room(Machines(osc=f"127.0.0.1:{listening.getsockname()[1]}"))
        room.mood(MOOD)
        read = message.OscMessage(listening.recv(1000))
        room._osc._sock.close()
    assert (read.address, read.params) == ("/vaha/found", [1])


def test_a_dead_host_costs_nothing() -> None:
    room = Room(Machines(osc="127.0.0.1:9", webhooks=("http://192.0.2.1/",)), Away(), _hang)
    began = time.monotonic()
    for _ in range(200):
        room.mood(MOOD)
        room.work("x", MOOD)
    assert time.monotonic() - began < 1.0


def test_a_webhook_that_fails_is_asked_again_and_given_up_at_last(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[dict[str, Any]] = []
    taken = threading.Event()

    def post(address: str, body: bytes) -> None:
        asked.append(json.loads(body))
        if len(asked) == 3:
            taken.set()
            return
        raise OSError("refused")

    room = Room(Machines(webhooks=("https://example.org/in",)), post=post, again=(0.01, 0.01))
    room.work("w1", MOOD)
    assert taken.wait(10)
    assert asked == [{"event": "work", "id": "w1", "mood": dict(MOOD)}] * 3


def test_without_its_extra_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pythonosc.udp_client", None)
    with pytest.raises(MissingExtra, match="python-osc"):
        Room(THERE)


def _hang(address: str, body: bytes) -> None:
    time.sleep(60)
