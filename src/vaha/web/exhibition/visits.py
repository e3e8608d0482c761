"""Visits: who stands before a screen now, and whether they agreed to be read. In memory only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FORGOTTEN_AFTER = 1800.0
"""Seconds without a word from its screen after which a visit is over: the screen has died."""


@dataclass
class Visit:
    """One person's time before a screen; `heard` is when its screen last asked for anything."""

    heard: float
    agreed: bool = False
    hung: int = 0
    sheets: int = 0
    answered: set[tuple[str, str]] = field(default_factory=set)


class Visits:
    """The visits that go on, by visitor."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._visits: dict[str, Visit] = {}
        self._lock = threading.Lock()
        self.begun = 0

    def __len__(self) -> int:
        return len(self._visits)

    def begin(self, visitor: str) -> None:
        """Somebody comes; they have agreed to nothing yet."""
        with self._lock:
            self._visits[visitor] = Visit(self._clock())
            self.begun += 1

    def hear(self, visitor: str) -> Visit | None:
        """The visitor's visit, which goes on; None where there is none."""
        with self._lock:
            if (visit := self._visits.get(visitor)) is not None:
                visit.heard = self._clock()
            return visit

    def agree(self, visitor: str) -> bool:
        """The visitor agrees to be read; False where there is no visit."""
        with self._lock:
            if (visit := self._visits.get(visitor)) is None:
                return False
            visit.agreed = True
            return True

    def end(self, visitor: str) -> Visit | None:
        """The visitor goes; gives their visit, None where there was none."""
        with self._lock:
            return self._visits.pop(visitor, None)

    def all(self) -> list[str]:
        """The visitors who are there."""
        with self._lock:
            return list(self._visits)

    def lost(self) -> list[str]:
        """Visitors whose screen has said nothing for long."""
        eldest = self._clock() - FORGOTTEN_AFTER
        with self._lock:
            return [name for name, visit in self._visits.items() if visit.heard < eldest]
