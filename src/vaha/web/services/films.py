"""Films of moments, made when they are asked for and in memory for some minutes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from vaha.mirror.moment_film import Paints, film_of
from vaha.moments import Moment
from vaha.web.services.live import turn

KEPT_SECONDS = 600.0
KEPT_IN_ALL = 4
PATIENCE = 30.0
"""Seconds that a film waits for its turn: one is made at a time."""


@dataclass(frozen=True)
class _Film:
    visitor: str
    data: bytes
    made: float


class Films:
    """Films by work and ending; whoever asks must be known to have the work."""

    def __init__(self, paints: Paints, clock: Callable[[], float] = time.monotonic) -> None:
        self._paints = paints
        self._clock = clock
        self._films: dict[tuple[str, str], _Film] = {}
        self._making = threading.Lock()
        self._lock = threading.Lock()

    def film(self, visitor: str, work: str, moment: Moment, ending: str) -> bytes:
        """The film of the work's moment (.webm, .mp4); raises TooManyReadings, OutputError."""
        if (found := self._found(work, ending)) is not None:
            return found
        with turn(self._making, PATIENCE):
            if (found := self._found(work, ending)) is not None:
                return found  # another request made it meanwhile
            data = film_of(moment, self._paints, ending)
        with self._lock:
            self._films[work, ending] = _Film(visitor, data, self._clock())
            for name in list(self._films)[:-KEPT_IN_ALL]:
                del self._films[name]
        return data

    def forget(self, visitor: str) -> None:
        """Let go of the films that this visitor asked for."""
        with self._lock:
            self._films = {n: one for n, one in self._films.items() if one.visitor != visitor}

    def _found(self, work: str, ending: str) -> bytes | None:
        with self._lock:
            now = self._clock()
            self._films = {
                n: one for n, one in self._films.items() if now - one.made < KEPT_SECONDS
            }
            film = self._films.get((work, ending))
            return None if film is None else film.data
