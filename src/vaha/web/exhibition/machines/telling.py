"""Other machines in the room: moods and works by OSC, works by webhooks.

They are told of nobody who has not agreed, and never of a face. A host that is away costs nothing:
OSC is one packet that is not answered, and webhooks have a thread and a short queue of their own.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import MissingExtra
from vaha.exhibition.settings import Machines

log = logging.getLogger("vaha.web")

EACH = 0.1
"""Seconds between two moods that are told."""
SMOOTHING = 0.5
"""How much of a mood is the one before."""
WAITING = 64
"""Works that wait to be posted; more are let go, the newest first."""
AGAIN = (1.0, 5.0, 30.0, 120.0)
"""Seconds before each further try of a webhook."""
PATIENCE = 5.0


class Osc(Protocol):
    """What sends one message of OSC."""

    def send_message(self, address: str, value: float | int | str) -> None: ...


Post = Callable[[str, bytes], None]


def post(address: str, body: bytes) -> None:
    """Post JSON; raises OSError where it is not taken (urllib's errors are such)."""
    headers = {"Content-Type": "application/json", "User-Agent": "vaha"}
    asked = urllib.request.Request(address, body, headers, method="POST")
    with urllib.request.urlopen(asked, timeout=PATIENCE):
        pass


class Room:
    """Tells the other machines; `osc` and `post` are handed in by tests."""

    def __init__(
        self,
        machines: Machines,
        osc: Osc | None = None,
        post: Post = post,
        clock: Callable[[], float] = time.monotonic,
        again: tuple[float, ...] = AGAIN,
    ) -> None:
        self._osc = osc or _osc(machines.osc)
        self._webhooks = machines.webhooks
        self._post = post
        self._clock = clock
        self._again = again
        self._told = -EACH
        self._smooth: dict[str, float] = {}
        self._lock = threading.Lock()
        self._waiting: queue.Queue[bytes] = queue.Queue(WAITING)
        if self._webhooks:
            threading.Thread(target=self._post_on, name="vaha-webhooks", daemon=True).start()

    @property
    def hear_moods(self) -> bool:
        """Whether anybody is told moods."""
        return self._osc is not None

    def mood(self, mood: Mapping[str, float] | None) -> None:
        """A face was read, or none was found: at most ten times a second, smoothed."""
        with self._lock:
            if self._osc is None or self._clock() - self._told < EACH:
                return
            self._told = self._clock()
            self._send("/vaha/found", int(mood is not None))
            if mood is None:
                self._smooth = {}
                return
            for emotion in (one.value for one in FACE_EMOTIONS):
                now = float(mood.get(emotion, 0.0))
                before = self._smooth.get(emotion, now)
                self._smooth[emotion] = SMOOTHING * before + (1 - SMOOTHING) * now
                self._send(f"/vaha/mood/{emotion}", self._smooth[emotion])

    def work(self, work: str, mood: Mapping[str, float]) -> None:
        """A work was hung."""
        top = max(mood, key=lambda name: mood[name])
        with self._lock:
            self._send("/vaha/work", top)
        said = json.dumps({"event": "work", "id": work, "mood": dict(mood)}).encode()
        if self._webhooks:
            with suppress(queue.Full):
                self._waiting.put_nowait(said)

    def _send(self, address: str, value: float | int | str) -> None:
        if self._osc is not None:
            with suppress(OSError):  # a network that is away, a name that is not known now
                self._osc.send_message(address, value)

    def _post_on(self) -> None:
        while True:
            said = self._waiting.get()
            for address in self._webhooks:
                self._post_again(address, said)

    def _post_again(self, address: str, said: bytes) -> None:
        for pause in (0.0, *self._again):
            time.sleep(pause)
            with suppress(OSError, ValueError):
                self._post(address, said)
                return
        log.warning("a webhook did not take a work", extra={"event": "webhook_failed"})


def _osc(there: str) -> Osc | None:
    if not there:
        return None
    try:
        from pythonosc.udp_client import SimpleUDPClient
    except ImportError as error:
        raise MissingExtra("OSC needs python-osc: pip install 'vaha[machines]'") from error
    host, _, port = there.rpartition(":")
    client: Osc = SimpleUDPClient(host, int(port))
    return client
