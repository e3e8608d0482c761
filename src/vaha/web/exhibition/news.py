"""Tells all who watch that what hangs has changed."""

from __future__ import annotations

import threading


class News:
    """A number that grows with each change, and can be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.number = 1

    def tell(self) -> None:
        """Something has changed."""
        with self._changed:
            self.number += 1
            self._changed.notify_all()

    def after(self, number: int, timeout: float) -> int:
        """The number once it is another than this one, waited for so many seconds."""
        with self._changed:
            if self.number == number:
                self._changed.wait(timeout)
            return self.number
