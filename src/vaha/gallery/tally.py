"""What is counted by day, over restarts: numbers alone, which name nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from vaha.gallery.database import Database

Write = Callable[[], AbstractContextManager[sqlite3.Connection]]


class Tally:
    """Counts of days, in the gallery's database; `now` is the clock on the wall."""

    def __init__(
        self, database: Database, write: Write, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self._database = database
        self._write = write
        self._now = now

    def add(self, what: str, count: int = 1) -> None:
        """Count it today; a negative count takes back what was counted too early."""
        self.take(what, count, None)

    def take(self, what: str, count: int, most: int | None) -> bool:
        """Count it today unless there would be more than `most`; whether it was counted."""
        with self._write() as database:
            database.execute(
                "INSERT OR IGNORE INTO days (day, what, count) VALUES (?, ?, 0)",
                (self._today(), what),
            )
            changed = database.execute(
                "UPDATE days SET count = MAX(0, count + ?) WHERE day = ? AND what = ? "
                "AND (? IS NULL OR count + ? <= ?)",
                (count, self._today(), what, most, count, most),
            )
            return changed.rowcount > 0

    def today(self) -> Mapping[str, int]:
        """Today's counts."""
        with self._database.connected() as database:
            rows = database.execute(
                "SELECT what, count FROM days WHERE day = ?", (self._today(),)
            ).fetchall()
        return dict(rows)

    def in_all(self, what: str) -> int:
        """What was counted on all days."""
        with self._database.connected() as database:
            (count,) = database.execute(
                "SELECT COALESCE(SUM(count), 0) FROM days WHERE what = ?", (what,)
            ).fetchone()
        return int(count)

    def _today(self) -> str:
        return self._now().date().isoformat()
