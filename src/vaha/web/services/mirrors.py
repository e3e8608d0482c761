"""The live mirrors of all visitors: each their own walk, all with the same networks."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from vaha.artwork import Recipe
from vaha.images import Image
from vaha.mirror.bending import Bend
from vaha.mirror.options import MirrorOptions, MirrorParts
from vaha.mirror.session import MirrorPicture, MirrorSession
from vaha.moments import Moment, Recent
from vaha.web.options import Most
from vaha.web.services.live import TooManyReadings, turn

IDLE = 10.0
"""Seconds without a frame after which a mirror is forgotten, and the frame that it saw last."""

OpenParts = Callable[[], MirrorParts]


@dataclass
class _Mirror:
    session: MirrorSession
    seen: float
    address: str
    recent: Recent = field(default_factory=Recent)
    seeing: threading.Lock = field(default_factory=threading.Lock)
    painting: threading.Lock = field(default_factory=threading.Lock)


class Mirrors:
    """Mirrors by visitor. `open_parts` is called once, when the first frame comes.

    `at_once` frames are looked at, and pictures painted for as many others, at a time; a further
    one waits `patience` seconds. `most` says how many visitors may have a mirror, in all and from
    one address.
    """

    def __init__(
        self,
        open_parts: OpenParts,
        at_once: int,
        patience: float,
        most: Most = Most(all=8, each=1, near=6),  # noqa: B008  # frozen
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_parts = open_parts
        self._seeing = threading.BoundedSemaphore(at_once)
        self._painting = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._parts: MirrorParts | None = None
        self._mirrors: dict[str, _Mirror] = {}
        self._sweeping = False
        self.bend = Bend()

    def __len__(self) -> int:
        return len(self._mirrors)

    def step(
        self, visitor: str, frame: Image, size: int, strength: float, address: str = ""
    ) -> MirrorPicture:
        """The visitor's picture for this frame; raises TooManyReadings where it must be dropped."""
        with self._turn(self._seeing):
            mirror = self._mirror_of(visitor, address, self._opened())
            with self._turn(mirror.seeing):
                mirror.seen = self._clock()
                mirror.session.see(frame, mirror.seen)
        # Meanwhile the visitor's next frame may be looked at.
        with self._turn(mirror.painting), self._turn(self._painting):
            now = self._clock()
            shown = mirror.session.show(now, size, strength)
            mirror.recent.note(now, shown.recipe)
            return shown

    def recent(self, visitor: str) -> tuple[Recipe, Moment | None] | None:
        """What the visitor's mirror shows, and its last seconds; None where it shows nothing."""
        self.forget_idle()
        with self._lock:
            mirror = self._mirrors.get(visitor)
        if mirror is None:
            return None
        with self._turn(mirror.painting):
            newest = mirror.recent.newest
            return None if newest is None else (newest, mirror.recent.moment())

    def forget(self, visitor: str) -> None:
        """Forget the visitor's mirror and what it saw last."""
        with self._lock:
            self._mirrors.pop(visitor, None)

    def forget_idle(self) -> None:
        """Forget those to whom no frame has come for a while."""
        with self._lock:
            now = self._clock()
            self._mirrors = {
                name: one for name, one in self._mirrors.items() if now - one.seen <= IDLE
            }

    def _turn(self, place: threading.Lock | threading.Semaphore) -> AbstractContextManager[None]:
        return turn(place, self._patience)

    def _opened(self) -> MirrorParts:
        with self._opening:
            if self._parts is None:
                self._parts = self._open_parts()
            return self._parts

    def _mirror_of(self, visitor: str, address: str, parts: MirrorParts) -> _Mirror:
        self.forget_idle()
        with self._lock:
            if visitor not in self._mirrors:
                near = sum(one.address == address for one in self._mirrors.values())
                if len(self._mirrors) >= self._most.all or near >= self._most.near:
                    raise TooManyReadings
                session = MirrorSession(
                    parts, MirrorOptions(seed=secrets.randbits(32)), bend=self.bend
                )
                self._mirrors[visitor] = _Mirror(session, self._clock(), address)
            if not self._sweeping:
                self._sweeping = True
                threading.Thread(target=self._sweep, name="vaha-sweep", daemon=True).start()
            return self._mirrors[visitor]

    def _sweep(self) -> None:
        """Forget idle mirrors by and by, also where no further frame comes at all."""
        while True:
            time.sleep(IDLE / 4)
            self.forget_idle()
            with self._lock:
                if not self._mirrors:
                    self._sweeping = False
                    return
