"""Processes that decode, kept warm and shared by all threads."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.decoding.limits import Cost
from vaha.decoding.messages import Message
from vaha.decoding.process import LOOK_UP, DecodingProcess, DecodingStopped, Stop
from vaha.errors import DecoderError, DecodersBusy, PictureError

PIXELS_AT_ONCE = 100_000_000
"""Pictures that are decoded at the same time have at most so many pixels together."""

MOST_PROCESSES = 4

Size = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What of a picture is wanted, and for how much.

    `enough` pixels are wanted of a larger one, None for all. `patience` is how many seconds it may
    wait for its turn, None for as long as it takes, and `stop` says when nobody waits any more.
    """

    name: str
    cost: Cost
    enough: int | None = None
    patience: float | None = None
    stop: Stop | None = None


class Room:
    """Lets in pictures while they have no more than `most` pixels together; one always."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used = 0
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int, stop: Stop | None) -> Iterator[None]:
        """Room for so many pixels, waited for; raises DecodingStopped."""
        with self._changed:
            while self._used and self._used + pixels > self._most:
                if stop is not None and stop():
                    raise DecodingStopped
                self._changed.wait(LOOK_UP)
            self._used += pixels
        try:
            yield
        finally:
            with self._changed:
                self._used -= pixels
                self._changed.notify_all()


class DecodingPool:
    """At most `size` processes, started when they are first needed and kept until `close`."""

    def __init__(self, size: int, pixels_at_once: int = PIXELS_AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(size)
        self._room = Room(pixels_at_once)
        self._lock = threading.Lock()
        self._idle: list[DecodingProcess] = []
        self._busy: set[DecodingProcess] = set()
        self._size = size
        self._closed = False

    def decode(self, data: bytes, wanted: Wanted) -> tuple[npt.NDArray[np.uint8], Size]:
        """The picture, RGB, H x W x 3, and its full height and width; raises as `images` says."""
        request = _request("decode", wanted) | {"enough": wanted.enough}
        with self._asked(request, data, wanted) as process:
            head = process.answer()
            with self._room.taken(head["height"] * head["width"], wanted.stop):
                process.go_on(True)
                answer = process.answer()
                (height, width), full = answer["size"], answer["full"]
                return process.picture(height, width), (full[0], full[1])

    def size(self, data: bytes, wanted: Wanted) -> Size:
        """Height and width, as the picture's head says."""
        with self._asked(_request("size", wanted), data, wanted) as process:
            head = process.answer()
            return head["height"], head["width"]

    def text(self, data: bytes, wanted: Wanted) -> dict[str, str]:
        """The text chunks of a PNG."""
        with self._asked(_request("text", wanted), data, wanted) as process:
            head = process.answer()
            with self._room.taken(head["height"] * head["width"], wanted.stop):
                process.go_on(True)
                return dict(process.answer()["text"])

    def warm(self) -> None:
        """Start all processes, and let them load all decoders."""
        wanted = Wanted("", Cost())
        for process in [DecodingProcess() for _ in range(self._size)]:
            with process.asked(_request("warm", wanted), b"", wanted.cost, None):
                process.answer()
            self._put_back(process)

    def close(self) -> None:
        """End all processes; pictures under way are damaged for those who wait for them."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for process in idle:
            process.close()
        for process in busy:
            process.kill()

    def abandon(self) -> None:
        """Leave all processes to the one that this was forked from."""
        for process in (*self._idle, *self._busy):
            process.abandon()

    @contextmanager
    def _asked(self, request: Message, data: bytes, wanted: Wanted) -> Iterator[DecodingProcess]:
        """A process that was asked; it stays in the pool where it answers, also with a refusal."""
        self._wait_for_turn(wanted)
        process: DecodingProcess | None = None
        try:
            process = self._take()
            try:
                with process.asked(request, data, wanted.cost, wanted.stop):
                    yield process
            except PictureError:
                if not process.alive:
                    raise
                self._put_back(process)
                raise
            except BaseException:
                process.kill()
                raise
            self._put_back(process)
        finally:
            if process is not None:
                self._forget(process)
            self._free.release()

    def _wait_for_turn(self, wanted: Wanted) -> None:
        until = None if wanted.patience is None else time.monotonic() + wanted.patience
        while not self._free.acquire(timeout=LOOK_UP):
            if wanted.stop is not None and wanted.stop():
                raise DecodingStopped
            if until is not None and time.monotonic() >= until:
                raise DecodersBusy("too many pictures are being read; try again in a moment")

    def _take(self) -> DecodingProcess:
        with self._lock:
            if self._closed:
                raise DecoderError("pictures are no longer read: the program is ending")
            while self._idle:
                process = self._idle.pop()
                if process.alive:
                    break
                process.close()
            else:
                process = DecodingProcess()
            self._busy.add(process)
            return process

    def _put_back(self, process: DecodingProcess) -> None:
        with self._lock:
            self._busy.discard(process)
            if not self._closed and len(self._idle) < self._size:
                self._idle.append(process)
                return
        process.close()

    def _forget(self, process: DecodingProcess) -> None:
        """Close one that is neither idle nor busy any more, and start another in its place."""
        with self._lock:
            if process not in self._busy:
                return
            self._busy.discard(process)
            if not self._closed and len(self._idle) < self._size:
                self._idle.append(DecodingProcess())
        process.close()


def _request(do: str, wanted: Wanted) -> Message:
    return {"do": do, "name": wanted.name, "most_pixels": wanted.cost.pixels}


_lock = threading.Lock()
_pool: DecodingPool | None = None


def the_pool() -> DecodingPool:
    """The pool that this whole process shares."""
    global _pool
    with _lock:
        if _pool is None:
            _pool = DecodingPool(min(MOST_PROCESSES, max(2, os.cpu_count() or 1)))
            atexit.register(_pool.close)
        return _pool


def can_start_processes() -> bool:
    """Whether this Python can start another: one inside another program may not know how."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def _begin_anew() -> None:
    """A forked child has no use for its parent's processes, and must not hold their pipes."""
    global _pool, _lock
    _lock = threading.Lock()
    if _pool is not None:
        atexit.unregister(_pool.close)
        _pool.abandon()
        _pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
