"""Who may send a body, and how much: judged by the head, before any of the body is held."""

from __future__ import annotations

import threading
from collections import Counter

from flask import Request, Response

from vaha.web.access.names import client_address
from vaha.web.shapes.asking import JSON, MOST_JSON
from vaha.web.shapes.problems import Refused

KEY = "vaha.body"
"""Where the server puts the claim of a body that has not come yet into the WSGI environment."""

UNJUDGED = 65_536
"""Shorter bodies come in unjudged: each connection may send so much."""


class Held:
    """Bytes of bodies held or on their way: at most so many in all, and from one address."""

    def __init__(self, all: int = 256_000_000, near: int = 64_000_000) -> None:
        self._all = all
        self._near = near
        self._by_address: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        return self._by_address.total()

    def take(self, address: str, count: int) -> None:
        """Count a body in; raises Refused where there is no room for it."""
        with self._lock:
            near, all = self._by_address[address] + count, self._by_address.total() + count
            if near > self._near or all > self._all:
                raise Refused(
                    503,
                    "busy",
                    "too much is being sent at the same time; try again in a moment",
                    headers={"Retry-After": "1"},
                )
            self._by_address[address] = near

    def free(self, address: str, count: int) -> None:
        """Count a body out."""
        with self._lock:
            self._by_address[address] -= count
            if self._by_address[address] <= 0:
                del self._by_address[address]


class Claim:
    """One body that wants to come in: so many bytes, None where its head does not say how many."""

    def __init__(self, held: Held, length: int | None, most: int) -> None:
        self._held = held
        self._length = length
        self._most = most
        self._address: str | None = None

    def admit(self, request: Request) -> Response:
        """The answer that lets it come; raises Refused."""
        if self._length is None:
            raise Refused(411, "input", "say how long it is: send Content-Length, not chunks")
        most = MOST_JSON if request.mimetype == JSON else self._most
        if self._length > most:
            raise Refused(413, "too_large", f"send at most {_said(most)}")
        if request.routing_exception is not None:
            raise request.routing_exception
        address = client_address(request)
        self._held.take(address, self._length)
        self._address = address
        return Response(status=204)

    def free(self) -> None:
        """The body is held no more."""
        if self._address is not None and self._length is not None:
            self._held.free(self._address, self._length)
            self._address = None


def _said(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count // 1000} kB"
