"""Where each visitor's faces were a moment ago: squares, and nothing of any picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vaha.stages.base import Box, Face

LOOK_AROUND = 0.4
"""Seconds after which a whole frame is searched again: who has come since is seen then."""

FORGOTTEN = 2.0
"""Seconds after which it is forgotten where a visitor's faces were."""

Size = tuple[int, int]


@dataclass(frozen=True)
class _Seen:
    """Faces in a frame of this size, `at` a time, and when a whole frame was last searched."""

    size: Size
    boxes: tuple[Box, ...]
    at: float
    looked: float


class FaceLocations:
    """Remembers boxes by visitor, for as long as frames keep coming."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._seen)

    def of(self, visitor: str, size: Size) -> tuple[Box, ...] | None:
        """Where to seek in a frame of this size (height, width); none: in the whole of it.

        None where it is the visitor's first frame, or the first of this size.
        """
        with self._lock:
            now = self._clock()
            self._seen = {
                name: one for name, one in self._seen.items() if now - one.at <= FORGOTTEN
            }
            seen = self._seen.get(visitor)
            if seen is None or seen.size != size:
                return None
            return () if now - seen.looked >= LOOK_AROUND else seen.boxes

    def remember(
        self, visitor: str, size: Size, faces: Sequence[Face], near: Sequence[Box]
    ) -> None:
        """Remember these faces, which were sought `near` those boxes (none: everywhere)."""
        with self._lock:
            now, before = self._clock(), self._seen.get(visitor)
            looked = before.looked if near and before is not None else now
            self._seen[visitor] = _Seen(size, tuple(face.box for face in faces), now, looked)

    def forget(self, visitor: str) -> None:
        """Forget the visitor's faces now."""
        with self._lock:
            self._seen.pop(visitor, None)
