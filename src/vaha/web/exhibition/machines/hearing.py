"""What the room's other machines tell by OSC: begin, next, and values that bend the mirrors.

Whoever can send a packet to the address can do no more than a hand on the screen could, and less:
nobody agrees to anything by OSC. A packet that is no such message is let go without a word.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import MissingExtra, OutputError
from vaha.mirror.bending import Bend
from vaha.web.exhibition.news import News

Cue = Literal["begin", "next"]

MOST_BYTES = 4096
EACH_SECOND = 200
"""Packets that are read a second; the system lets go of more."""

Parse = Callable[[bytes], Sequence[tuple[str, Sequence[Any]]]]
"""Reads a packet: the addresses and values of its messages. May raise anything."""


class Cues:
    """The last cue that came, for the screens that wait for one."""

    def __init__(self) -> None:
        self.news = News()
        self.last: Cue = "begin"

    def give(self, cue: Cue) -> None:
        self.last = cue
        self.news.tell()


class Hearing:
    """Listens where it is told; `parse` is handed in by tests."""

    def __init__(self, bend: Bend, cues: Cues, parse: Parse | None = None) -> None:
        self._bend = bend
        self._cues = cues
        self._parse = parse

    def listen(self, there: str) -> int:
        """Hear packets at this address on a thread of its own; gives the port.

        Raises OutputError where it cannot be had, MissingExtra without python-osc.
        """
        self._parse = self._parse or _parser()
        host, _, port = there.rpartition(":")
        host = host.strip("[]")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_DGRAM)
        try:
            listening.bind((host, int(port)))
        except OSError as error:
            listening.close()
            raise OutputError(
                f"OSC cannot be heard at {there} ({error.strerror}); choose another "
                "machines.osc_in, one of this machine's own addresses"
            ) from error
        threading.Thread(target=self._hear_on, args=(listening,), daemon=True).start()
        return int(listening.getsockname()[1])

    def hear(self, packet: bytes) -> None:
        """Do what a packet says; nothing where it says nothing that is known."""
        assert self._parse is not None
        try:
            messages = self._parse(packet)
        except Exception:  # whatever stands in a stranger's packet costs nothing
            return
        for address, values in messages:
            self._do(address, values[0] if values else None)

    def _do(self, address: str, value: object) -> None:
        if address in ("/vaha/begin", "/vaha/next"):
            if value is None or value:  # a button that is let go sends 0
                self._cues.give("begin" if address == "/vaha/begin" else "next")
            return
        name = address.removeprefix("/vaha/room/")
        if name == address or isinstance(value, bool) or not isinstance(value, (int, float)):
            return
        if not (math.isfinite(value) and 0 <= value <= 1):
            return
        if name == "strength":
            self._bend.set_strength(float(value))
        elif name in FACE_EMOTIONS:
            self._bend.set_mood(FaceEmotion(name), float(value))

    def _hear_on(self, listening: socket.socket) -> None:
        count, second = 0, time.monotonic()
        while True:
            try:
                packet = listening.recv(MOST_BYTES)
            except OSError:  # a network that went: it may come again
                time.sleep(1)
                continue
            now = time.monotonic()
            if now - second >= 1:
                count, second = 0, now
            count += 1
            if count > EACH_SECOND:
                time.sleep(max(0.0, second + 1 - now))
            self.hear(packet)


def _parser() -> Parse:
    try:
        from pythonosc.osc_packet import OscPacket
    except ImportError as error:
        raise MissingExtra("OSC needs python-osc: pip install 'vaha[machines]'") from error

    def parse(packet: bytes) -> list[tuple[str, Sequence[Any]]]:
        return [(one.message.address, one.message.params) for one in OscPacket(packet).messages]

    return parse
