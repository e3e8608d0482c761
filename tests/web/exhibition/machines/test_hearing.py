"""Other machines may begin, go on and bend the mirror; what else they send costs nothing."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.conftest import read_events
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError, MissingExtra, OutputError
from vaha.exhibition.settings import Machines, settings_of
from vaha.mirror.bending import Bend
from vaha.web.exhibition.machines.hearing import Cues, Hearing
from vaha.web.exhibition.parts import Exhibition

from ..conftest import MakeExhibition, Screen

READ = Mood.of({FaceEmotion.HAPPY: 1.0})


@pytest.fixture
def room() -> tuple[Bend, Cues, Hearing, Callable[..., bytes]]:
    builder = pytest.importorskip("pythonosc.osc_message_builder")

    def packet(address: str, *values: Any) -> bytes:
        message = builder.OscMessageBuilder(address)
        for value in values:
            message.add_arg(value)
        return bytes(message.build().dgram)

    bend, cues = Bend(), Cues()
    hearing = Hearing(bend, cues)
    return bend, cues, hearing, packet


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_messages_over_the_network_do_what_they_say(room: Any) -> None:
    bend, cues, hearing, packet = room
    port = hearing.listen("127.0.0.1:0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:

        def send(data: bytes) -> None:
            sender.sendto(data, ("127.0.0.1", port))

        for bad in (b"", b"\0", b"#bundle\0" + b"\xff" * 40, os.urandom(1400), b"/vaha/next"):
            send(bad)
        send(packet("/vaha/room/sad", 0.5))
        until(lambda: bend.mood(READ) != READ)
        send(packet("/vaha/room/strength", 1))
        until(lambda: bend.strength(0.2) == 1.0)
        begun = cues.news.number
        send(packet("/vaha/next", 1.0))
        until(lambda: cues.news.number == begun + 1)
        assert cues.last == "next"
        send(packet("/vaha/begin"))
        until(lambda: cues.last == "begin")


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/vaha/room/sad", (float("nan"),)),
        ("/vaha/room/sad", (7.0,)),
        ("/vaha/room/sad", (-1.0,)),
        ("/vaha/room/sad", ("much",)),
        ("/vaha/room/sad", (True,)),
        ("/vaha/room/sad", ()),
        ("/vaha/room/bored", (1.0,)),
        ("/vaha/consent", (1,)),
        ("/vaha/next", (0.0,)),
        ("/vaha/begin", (0,)),
        ("/other/begin", (1,)),
    ],
)
def test_what_is_no_such_message_does_nothing(room: Any, address: str, values: Any) -> None:
    bend, cues, hearing, packet = room
    hearing.listen("127.0.0.1:0")
    before = cues.news.number
    hearing.hear(packet(address, *values))
    assert bend.mood(READ) == READ and bend.strength(0.5) == 0.5 and cues.news.number == before


def test_a_flood_leaves_time_for_everything_else() -> None:
    heard: list[float] = []

    def parse(packet: bytes) -> list[tuple[str, list[Any]]]:
        heard.append(time.monotonic())
        return []

    port = Hearing(Bend(), Cues(), parse).listen("127.0.0.1:0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        deadline = time.monotonic() + 0.7
        while time.monotonic() < deadline:
            sender.sendto(b"x" * 100, ("127.0.0.1", port))
    assert len(heard) <= 201


def test_it_is_off_unless_set_and_never_on_every_address() -> None:
    assert Machines().osc_in == ""
    for address in ("0.0.0.0:9001", "[::]:9001", "9001", "127.0.0.1:x"):
        with pytest.raises(InputError, match="osc_in"):
            settings_of({"machines": {"osc_in": address}})
    with pytest.raises(OutputError, match="osc_in"):
        Hearing(Bend(), Cues(), lambda _: []).listen("192.0.2.1:9001")


def test_without_its_extra_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pythonosc.osc_packet", None)
    with pytest.raises(MissingExtra, match="python-osc"):
        Hearing(Bend(), Cues()).listen("127.0.0.1:0")


def test_screens_are_told_of_cues_that_come_and_of_none_before(
    make_exhibition: MakeExhibition,
) -> None:
    app = make_exhibition(machines={"osc_in": "127.0.0.1:9001"})
    exhibition, screen = Exhibition.of_app(app), Screen(app)
    assert screen.get("/exhibition/room").json["cues"] is True
    exhibition.cues.give("begin")  # before anybody watched
    answer = screen.get("/exhibition/cues")
    threading.Timer(0.3, lambda: exhibition.cues.give("next")).start()
    threading.Timer(0.9, exhibition.services.jobs.close).start()
    assert [(name, data) for _, name, data in read_events(answer.text)] == [
        ("cue", {"cue": "next"})
    ]


def test_the_mirror_of_the_room_is_bent(make_exhibition: MakeExhibition, photo: bytes) -> None:
    app = make_exhibition()
    exhibition, screen = Exhibition.of_app(app), Screen(app).begin()
    exhibition.services.mirrors.bend.set_mood(FaceEmotion.FEARFUL, 1.0)
    shown = screen.post("/mirror", data=photo, content_type="image/png")
    assert '"fearful": 1.0' in shown.headers["X-VAHA-Mood"]
