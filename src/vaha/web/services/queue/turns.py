"""Whose portrait comes next: addresses take turns, and within an address its visitors do.

So that nobody's second portrait delays another's first, also where one client comes as ever new
visitors, or where all have one address behind a proxy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar


class Asked(Protocol):
    """What a visitor asked for, from an address."""

    visitor: str
    address: str


T = TypeVar("T", bound=Asked)


class Turns:
    """Remembers who had a turn last, of those who have something waiting or running."""

    def __init__(self) -> None:
        self._count = 0
        self._visitors: dict[str, int] = {}
        self._addresses: dict[str, int] = {}

    def order(self, waiting: Iterable[T]) -> list[T]:
        """What waits (in the order in which it came), in the order in which it shall be done.

        Without an address a visitor stands alone.
        """
        return _dealt(
            _dealt(waiting, _visitor, self._visitors),
            _address,
            self._addresses,
        )

    def had(self, one: Asked, under_way: Iterable[Asked]) -> None:
        """One's turn has come; all but those `under_way` are forgotten."""
        self._count += 1
        self._visitors[_visitor(one)] = self._addresses[_address(one)] = self._count
        still = list(under_way)
        self._visitors = _only(self._visitors, map(_visitor, still))
        self._addresses = _only(self._addresses, map(_address, still))


def _dealt(waiting: Iterable[T], whose: Callable[[Asked], str], had: Mapping[str, int]) -> list[T]:
    """The first of each, then the second of each, and so on; who had no turn for longest leads."""
    seen = Counter[str]()
    numbered = []
    for one in waiting:
        numbered.append((seen[whose(one)], had.get(whose(one), 0), one))
        seen[whose(one)] += 1
    return [one for *_, one in sorted(numbered, key=lambda each: each[:2])]


def _only(had: Mapping[str, int], those: Iterable[str]) -> dict[str, int]:
    return {name: had[name] for name in set(those) if name in had}


def _visitor(one: Asked) -> str:
    return one.visitor


def _address(one: Asked) -> str:
    return one.address or one.visitor
