"""How much of the studio one visitor, and one address, may have at a time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from vaha.web.options import Most
from vaha.web.shapes.payloads import Code
from vaha.web.shapes.problems import Refused


@dataclass(frozen=True)
class Caller:
    """Who asks: a visitor's id, and the address that they ask from."""

    visitor: str
    address: str


class Share:
    """Places for `what` is done at the same time, such as "pages are watching".

    One visitor cannot take them all, and neither can one address, which may be one client that
    throws its cookies away.
    """

    def __init__(self, most: Most, what: str) -> None:
        self._most = most
        self._what = what
        self._all = 0
        self._each: Counter[str] = Counter()
        self._near: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, caller: Caller) -> None:
        """Take a place, to be given back with `free`; raises Refused where there is none."""
        with self._lock:
            if self._each[caller.visitor] >= self._most.each:
                raise _refused(429, f"too many of your {self._what}; try again in a moment")
            if self._near[caller.address] >= self._most.near:
                raise _refused(
                    429, f"too many {self._what} from your network; try again in a moment"
                )
            if self._all >= self._most.all:
                raise _refused(503, f"too many {self._what}; try again in a moment")
            self._all += 1
            self._each[caller.visitor] += 1
            self._near[caller.address] += 1

    def free(self, caller: Caller) -> None:
        with self._lock:
            self._all -= 1
            _less(self._each, caller.visitor)
            _less(self._near, caller.address)

    @contextmanager
    def taken(self, caller: Caller) -> Iterator[None]:
        self.take(caller)
        try:
            yield
        finally:
            self.free(caller)


def _less(counter: Counter[str], name: str) -> None:
    """One less, and no trace of who has none."""
    counter[name] -= 1
    if counter[name] <= 0:
        del counter[name]


def _refused(status: int, detail: str) -> Refused:
    code: Code = "busy" if status == 503 else "own_limit"
    return Refused(status, code, detail, headers={"Retry-After": "1"})
