"""The frames of morphs, in memory for some minutes: they can be painted again at any time."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vaha.artwork import Recipe

KEPT_SECONDS = 600.0
KEPT_EACH = 3
"""So many morphs are kept for one visitor; an older one makes room."""

KEPT_IN_ALL = 60


@dataclass(frozen=True)
class Morphed:
    """One morph's PNGs and recipes, and when they were painted."""

    visitor: str
    frames: tuple[bytes, ...]
    recipes: tuple[Recipe, ...]
    painted: float


class MorphFrames:
    """Keeps PNGs by unguessable ids, each visitor their own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._morphs: dict[str, Morphed] = {}
        self._lock = threading.Lock()

    def keep(self, visitor: str, frames: Sequence[bytes], recipes: Sequence[Recipe]) -> str:
        """Keep the frames for a while; gives their id."""
        with self._lock:
            self._throw_away_old()
            mine = [name for name, one in self._morphs.items() if one.visitor == visitor]
            for name in [*mine[: len(mine) - KEPT_EACH + 1], *list(self._morphs)[:-KEPT_IN_ALL]]:
                self._morphs.pop(name, None)
            name = secrets.token_urlsafe(18)
            self._morphs[name] = Morphed(visitor, tuple(frames), tuple(recipes), self._clock())
            return name

    def frame(self, visitor: str, name: str, index: int) -> bytes | None:
        """One frame; None where it is not, no longer, or another visitor's."""
        morph = self._of(visitor, name)
        return morph.frames[index] if morph and 0 <= index < len(morph.frames) else None

    def recipes(self, visitor: str, name: str) -> tuple[Recipe, ...]:
        """Those of all frames; none where the morph is gone, or another visitor's."""
        morph = self._of(visitor, name)
        return morph.recipes if morph else ()

    def forget(self, visitor: str) -> None:
        with self._lock:
            self._morphs = {n: one for n, one in self._morphs.items() if one.visitor != visitor}

    def _of(self, visitor: str, name: str) -> Morphed | None:
        with self._lock:
            self._throw_away_old()
            morph = self._morphs.get(name)
            return morph if morph is not None and morph.visitor == visitor else None

    def _throw_away_old(self) -> None:
        now = self._clock()
        self._morphs = {
            n: one for n, one in self._morphs.items() if now - one.painted < KEPT_SECONDS
        }
