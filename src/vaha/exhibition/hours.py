"""Opening hours: by the clock on the wall, which may jump."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from vaha.errors import InputError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

LINE = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? "
    r"(?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
)


@dataclass(frozen=True)
class Span:
    """From `opens` to before `closes` on these days (0 is Monday); after midnight where earlier."""

    days: frozenset[int]
    opens: time
    closes: time

    def holds(self, now: datetime) -> bool:
        """Whether it is open by this span."""
        clock, today = now.time(), now.weekday()
        if self.opens < self.closes:
            return today in self.days and self.opens <= clock < self.closes
        late, early = clock >= self.opens, clock < self.closes
        return (today in self.days and late) or ((today - 1) % 7 in self.days and early)


@dataclass(frozen=True)
class Hours:
    """When the exhibition is open; without spans it always is."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def parse(cls, lines: Sequence[str]) -> Hours:
        """Those of lines such as `Tue-Sun 10:00-18:00`; raises InputError."""
        return cls(tuple(map(_span, lines)))

    def are_open(self, now: datetime) -> bool:
        """Whether it is open at this local time."""
        return not self.spans or any(span.holds(now) for span in self.spans)


def _span(line: str) -> Span:
    parts = LINE.fullmatch(line.strip().lower())
    try:
        if parts is None:
            raise ValueError
        first = DAYS.index(parts["first"])
        last = DAYS.index(parts["last"] or parts["first"])
        opens, closes = time.fromisoformat(parts["opens"]), _closing(parts["closes"])
    except ValueError as error:
        raise InputError(
            f'room.hours: "{line}" is no time; write it like "Tue-Sun 10:00-18:00"'
        ) from error
    days = frozenset((first + day) % 7 for day in range((last - first) % 7 + 1))
    return Span(days, opens, closes)


def _closing(said: str) -> time:
    return time.max if said == "24:00" else time.fromisoformat(said)
