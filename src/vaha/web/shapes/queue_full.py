"""The queue of portraits is full: whose limit it is, and when to come again."""

from __future__ import annotations

from vaha.errors import VahaError
from vaha.web.shapes.payloads import Code


class QueueFull(VahaError):
    """No more portraits can wait; `retry_after` is a guess in seconds of when one can.

    `code` says whose limit it is: the studio's own, or the visitor's or their address's.
    """

    def __init__(self, message: str, retry_after: int, code: Code = "busy") -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.code: Code = code
