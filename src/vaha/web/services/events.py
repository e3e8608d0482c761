"""A log of events that grows while others read it: what server-sent events are sent from."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any

HEARTBEAT = 10.0
"""Seconds of silence after which a comment line says that the stream still lives."""

RETRY = 1000
"""Milliseconds after which a browser connects again."""


@dataclass(frozen=True)
class Event:
    """`number` counts up from 1; `data` is what JSON can hold."""

    number: int
    name: str
    data: Any

    def encode(self) -> str:
        """As text/event-stream has it."""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.number}\nevent: {self.name}\ndata: {data}\n\n"


class EventLog:
    """Events in their order; `ended` once no more will come."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._ended = False

    @property
    def last(self) -> int:
        """The number of the latest event, 0 before the first."""
        return len(self._events)

    def add(self, name: str, data: Any, last: bool = False) -> None:  # noqa: ANN401
        """Append an event; after the `last` one none may follow."""
        with self._changed:
            if self._ended:
                return
            self._events.append(Event(len(self._events) + 1, name, data))
            self._ended = last
            self._changed.notify_all()

    def wake(self) -> None:
        """Let all who wait look again."""
        with self._changed:
            self._changed.notify_all()

    def after(self, number: int, timeout: float) -> tuple[list[Event], bool]:
        """The events after this number, waited for, and whether these are the last."""
        with self._changed:
            if len(self._events) <= number and not self._ended:
                self._changed.wait(timeout)
            return self._events[number:], self._ended
