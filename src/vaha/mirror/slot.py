"""A place for one thing between two threads: the newest wins, nothing queues up."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Slot(Generic[Item]):
    """Holds the newest item; `dropped` counts those that were replaced before anyone took them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: Item | None = None
        self._closed = False
        self.dropped = 0

    def put(self, item: Item) -> None:
        """Lay the item there, in place of one that nobody took."""
        with self._changed:
            if self._item is not None:
                self.dropped += 1
            self._item = item
            self._changed.notify()

    def take(self) -> Item | None:
        """The newest item, as soon as there is one; None once the slot is closed and empty."""
        with self._changed:
            while self._item is None and not self._closed:
                self._changed.wait()
            return self._emptied()

    def take_at_once(self) -> Item | None:
        """The newest item, None where there is none at this moment."""
        with self._changed:
            return self._emptied()

    def wait(self, seconds: float) -> None:
        """Wait until something lies there or the slot is closed, but no longer than this."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, seconds)

    def close(self) -> None:
        """Nothing more will come: whoever waits goes on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _emptied(self) -> Item | None:
        item, self._item = self._item, None
        return item
