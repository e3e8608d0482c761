"""How much a gallery may hold: what is too much goes, the oldest first and favourites last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

DISK = 10_000_000_000


@dataclass(frozen=True)
class Quota:
    """`works` of each visitor, `days` for works that are no favourites, `bytes` of all pictures.

    None is no limit.
    """

    works: int | None = None
    days: float | None = None
    bytes: int | None = DISK


UNLIMITED = Quota(bytes=None)


@dataclass(frozen=True)
class Holding:
    """What a gallery holds: works, the bytes of their pictures, and works that it cannot read."""

    works: int
    bytes: int
    unreadable: int


def too_many(database: sqlite3.Connection, visitor: str, most: int, newest: str) -> list[str]:
    """Ids of the works by which a visitor has too many; never `newest`."""
    (count,) = database.execute(
        "SELECT COUNT(*) FROM works WHERE visitor = ?", (visitor,)
    ).fetchone()
    found = database.execute(
        "SELECT id FROM works WHERE visitor = ? AND id <> ? "
        "ORDER BY favourite, created, id LIMIT ?",
        (visitor, newest, max(0, count - most)),
    )
    return [work for (work,) in found]


def too_large(database: sqlite3.Connection, most: int, newest: str) -> list[str]:
    """Ids of the works, of all visitors, by which the pictures are too large; never `newest`."""
    (held,) = database.execute("SELECT COALESCE(SUM(bytes), 0) FROM works").fetchone()
    ids: list[str] = []
    if held <= most:
        return ids
    for work, size in database.execute(
        "SELECT id, bytes FROM works WHERE id <> ? ORDER BY favourite, created, id", (newest,)
    ):
        ids.append(work)
        held -= size
        if held <= most:
            break
    return ids


def too_old(database: sqlite3.Connection, days: float, now: datetime) -> list[str]:
    """Ids of the works that are older than so many days, and no favourites."""
    eldest = (now - timedelta(days=days)).isoformat(timespec="microseconds")
    found = database.execute("SELECT id FROM works WHERE favourite = 0 AND created < ?", (eldest,))
    return [work for (work,) in found]
