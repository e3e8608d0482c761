"""Works that hang for everybody, and works that are given to who has their address.

When a visitor goes, what neither hangs nor was given goes too; the rest is nobody's from then on.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from vaha.errors import WorkDamaged, WorkNotFound
from vaha.gallery.database import Database, overwrite
from vaha.gallery.kept import COLUMNS, Kept
from vaha.gallery.pictures import Pictures

NOBODY = ""
"""Whose works are that outlast their visitor."""

HOUSE = "house"
"""Whose works are that the exhibition hangs itself."""

GIVEN = "SELECT work FROM given WHERE until > ?"

Write = Callable[[], AbstractContextManager[sqlite3.Connection]]
Read = Callable[[Sequence[Any]], Kept | None]


@dataclass(frozen=True)
class Parted:
    """What became of a visitor's works."""

    kept: int
    gone: int


class Exhibited:
    """An exhibition's view of a gallery; `write` gives a connection, `read` makes works of rows."""

    def __init__(
        self,
        database: Database,
        pictures: Pictures,
        write: Write,
        read: Read,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._database = database
        self._pictures = pictures
        self._write = write
        self._read = read
        self._clock = clock

    def hang(self, visitor: str, work: str) -> Kept:
        """Show the visitor's work to everybody; raises WorkNotFound."""
        with self._write() as database:
            changed = database.execute(
                "UPDATE works SET favourite = 1, hung = COALESCE(hung, ?) "
                "WHERE id = ? AND visitor = ?",
                (self._now(), work, visitor),
            ).rowcount
        if not changed:
            raise _gone()
        return self._one("id = ?", work)

    def take_down(self, work: str) -> None:
        """Show it no longer; one that is nobody's and not given goes altogether."""
        with self._write() as database:
            database.execute("UPDATE works SET favourite = 0, hung = NULL WHERE id = ?", (work,))
        self._let_go("id = ? AND visitor IN (?, ?)", work, NOBODY, HOUSE)

    def hung(self, most: int) -> list[Kept]:
        """What hangs, the newest first, at most so many; what cannot be read is left out."""
        with self._database.connected() as database:
            rows = database.execute(
                f"SELECT {COLUMNS} FROM works WHERE hung IS NOT NULL "
                "ORDER BY hung DESC, id LIMIT ?",
                (most,),
            ).fetchall()
        return [kept for row in rows if (kept := self._read(row)) is not None]

    def hung_picture(self, work: str) -> bytes:
        """The PNG of a work that hangs; raises WorkNotFound for any other."""
        return self._picture(self._one("hung IS NOT NULL AND id = ?", work))

    def give(self, visitor: str, work: str, seconds: float) -> tuple[str, datetime]:
        """The token under which the visitor's work is had for so long from its first giving.

        Raises WorkNotFound for another's.
        """
        kept = self._one("visitor = ? AND id = ?", visitor, work)
        until = self._clock() + timedelta(seconds=seconds)
        with self._write() as database:
            database.execute("DELETE FROM given WHERE until <= ?", (self._now(),))
            database.execute(
                "INSERT OR IGNORE INTO given (token, work, until) VALUES (?, ?, ?)",
                (secrets.token_urlsafe(16), kept.id, _written(until)),
            )
            token, ends = database.execute(
                "SELECT token, until FROM given WHERE work = ?", (kept.id,)
            ).fetchone()
        return str(token), datetime.fromisoformat(ends)

    def given(self, token: str) -> tuple[Kept, bytes]:
        """The work that this token leads to and its PNG; raises WorkNotFound."""
        kept = self._one(
            "id = (SELECT work FROM given WHERE token = ? AND until > ?)", token, self._now()
        )
        return kept, self._picture(kept)

    def forget_given(self, token: str) -> None:
        """Delete the work that this token leads to, wherever it is shown; raises WorkNotFound."""
        kept = self._one(
            "id = (SELECT work FROM given WHERE token = ? AND until > ?)", token, self._now()
        )
        self._pictures.remove(kept.id)
        with self._write() as database:
            database.execute("DELETE FROM works WHERE id = ?", (kept.id,))
            overwrite(database)

    def part(self, visitor: str) -> Parted:
        """A visitor goes: their works stay only where they hang or were given, as nobody's."""
        gone = self._let_go("visitor = ?", visitor)
        with self._write() as database:
            kept = database.execute(
                "UPDATE works SET visitor = ?, portrait = NULL WHERE visitor = ?",
                (NOBODY, visitor),
            ).rowcount
        return Parted(kept, gone)

    def part_all(self) -> Parted:
        """Everybody goes: after a start, nobody is there any more."""
        with self._database.connected() as database:
            found = database.execute(
                "SELECT DISTINCT visitor FROM works WHERE visitor NOT IN (?, ?)", (NOBODY, HOUSE)
            ).fetchall()
        each = [self.part(visitor) for (visitor,) in found]
        self.let_go_expired()
        return Parted(sum(one.kept for one in each), sum(one.gone for one in each))

    def let_go_expired(self, days: float | None = None) -> int:
        """Delete what is nobody's, does not hang, and is no longer given; gives how many.

        What has hung for more than so many `days` is taken down before, but for the house's own.
        """
        if days is not None:
            eldest = _written(self._clock() - timedelta(days=days))
            with self._write() as database:
                database.execute(
                    "UPDATE works SET hung = NULL, favourite = 0 WHERE hung < ? AND visitor <> ?",
                    (eldest, HOUSE),
                )
        return self._let_go("visitor = ?", NOBODY)

    def _let_go(self, which: str, *values: object) -> int:
        """Delete those of these works that neither hang nor are given; pictures first."""
        condition = f"({which}) AND hung IS NULL AND id NOT IN ({GIVEN})"
        with self._write() as database:
            rows = database.execute(
                f"SELECT id FROM works WHERE {condition}", (*values, self._now())
            ).fetchall()
            for (work,) in rows:
                self._pictures.remove(work)
                database.execute("DELETE FROM works WHERE id = ?", (work,))
            if rows:
                overwrite(database)
        return len(rows)

    def _one(self, condition: str, *values: object) -> Kept:
        with self._database.connected() as database:
            row = database.execute(
                f"SELECT {COLUMNS} FROM works WHERE {condition}", values
            ).fetchone()
        if row is None:
            raise _gone()
        if (kept := self._read(row)) is None:
            raise WorkDamaged("this work is damaged and cannot be shown")
        return kept

    def _picture(self, kept: Kept) -> bytes:
        if (picture := self._pictures.read(kept.id)) is None:
            raise WorkDamaged("this work is damaged and cannot be shown")
        return picture

    def _now(self) -> str:
        return _written(self._clock())


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _gone() -> WorkNotFound:
    return WorkNotFound("this work is not here, or no longer")
