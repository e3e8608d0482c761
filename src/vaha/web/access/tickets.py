"""Tickets: what may stand on the browser's command line, where others on the machine can read."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable


class Tickets:
    """Each lets one browser in, once, within `seconds` of its issue."""

    def __init__(self, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def issue(self) -> str:
        """A new ticket, in letters that may stand in an address."""
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._until[ticket] = self._clock() + self._seconds
        return ticket

    def take(self, ticket: str) -> bool:
        """Whether the ticket holds; it does not hold again."""
        with self._lock:
            return self._until.pop(ticket, float("-inf")) >= self._clock()
