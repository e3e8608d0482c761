"""Stopping between two steps where a person or the system asks, so that nothing learnt is lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """The signal that asked a run to stop; None until then."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def leave(self) -> None:
        """End as the signal would have; does nothing where none came.

        Raises KeyboardInterrupt for Ctrl+C, SystemExit (128 and the signal's number) for another.
        """
        if self.signal == signal.SIGINT:
            raise KeyboardInterrupt
        if self.signal is not None:
            raise SystemExit(128 + self.signal)


@contextmanager
def stopping(listens: bool = True) -> Iterator[Stop]:
    """Note Ctrl+C and SIGTERM until the end of the block; each a second time ends at once.

    Signals reach the main thread alone: elsewhere, and where `listens` is false, none is noted.
    """
    stop = Stop()
    if not listens or threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before: dict[int, Any] = {number: signal.getsignal(number) for number in SIGNALS}

    def note(number: int, frame: FrameType | None) -> None:
        stop.signal = number
        signal.signal(number, before[number])

    for number in SIGNALS:
        signal.signal(number, note)
    try:
        yield stop
    finally:
        for heard, handler in before.items():
            signal.signal(heard, handler)
