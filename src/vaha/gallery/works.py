"""Keeping works and finding them again, each visitor their own."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from vaha.artwork import Artwork, encode_artwork
from vaha.errors import GalleryBusy, OutputError, VahaError, WorkDamaged, WorkNotFound
from vaha.files import held, prepare_folder, write_file
from vaha.gallery import quota as quotas
from vaha.gallery.database import Database, overwrite
from vaha.gallery.exhibited import Exhibited
from vaha.gallery.forgetting import Forgetting, delete_rows
from vaha.gallery.kept import COLUMNS, Kept, kept_of, row_of
from vaha.gallery.pages import Page, cursor_of, cursor_parts
from vaha.gallery.pictures import Pictures
from vaha.gallery.quota import UNLIMITED, Holding, Quota
from vaha.gallery.schema import known_migrations, migrate
from vaha.gallery.tally import Tally
from vaha.gallery.tidying import note_sizes, remove_orphans
from vaha.moments import Moment, chunk_of

log = logging.getLogger("vaha.gallery")

HOUR = 3600.0


class Gallery:
    """The works in one folder, for one process at a time; safe to use from several threads.

    A visitor is any text that names one; none sees, changes or deletes the works of another.
    """

    def __init__(self, folder: Path, quota: Quota = UNLIMITED) -> None:
        self.quota = quota
        self._folder = folder
        self._pictures = Pictures(folder / "works")
        self._database = Database(folder)
        self._forgetting = Forgetting(folder / "forgetting")
        self._writing = threading.Lock()
        self._unreadable: set[str] = set()
        self._aged = 0.0
        self.exhibited = Exhibited(self._database, self._pictures, self._write, self._readable)
        self.tally = Tally(self._database, self._write)

    @classmethod
    def open(cls, folder: Path, quota: Quota = UNLIMITED) -> Gallery:
        """The gallery in this folder, made or brought up to date where needed.

        Raises OutputError where the folder cannot be used, and GalleryError for a damaged one.
        """
        gallery = cls(folder, quota)
        prepare_folder(gallery._pictures.folder)
        with suppress(OSError):
            folder.chmod(0o700)  # other users of this machine have no business here
        new = not gallery._database.path.exists()
        with gallery._database.connected() as database:
            database.execute("PRAGMA journal_mode = WAL")
            migrate(database, known_migrations())
        if new:
            gallery.replace_secret("born", str(time.time()))
        return gallery

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Have the folder for this process alone, tidied; raises GalleryBusy where another has it.

        Two studios on one folder would go on painting for whom the other one has forgotten.
        """
        with held(self._folder / "lock") as mine:
            if not mine:
                raise GalleryBusy(
                    f"another studio uses the gallery {self._folder}; end it, or set VAHA_HOME to "
                    "another folder"
                )
            self.tidy()
            with self._database.connected() as database:
                # While one is open SQLite keeps its files, and needs no room to read.
                database.execute("SELECT COUNT(*) FROM works").fetchone()
                yield

    def tidy(self) -> None:
        """Finish what a process that was killed has left: forgetting, half files, lost pictures."""
        for visitor in self._forgetting.unfinished():
            log.warning("finished forgetting a visitor, %d works", self.forget(visitor))
        parts = self._pictures.remove_parts()
        with self._write() as database:
            lost, foreign = remove_orphans(database, self._pictures)
            note_sizes(database, self._pictures)
        if parts or lost or foreign:
            said = "removed %d half and %d lost pictures; left %d of an older gallery"
            log.warning(said, parts, lost, foreign)
        self._let_go_old()
        self._database.set_space_aside()

    def add(
        self,
        visitor: str,
        work: Artwork,
        portrait: str | None = None,
        rank: int | None = None,
        moment: Moment | None = None,
    ) -> Kept:
        """Keep a work, with recipe and strokes in its PNG, and the moment whose last it is.

        What is too much goes, oldest first.

        Raises DiskFull where there is no room, and OutputError.
        """
        kept = Kept(
            id=secrets.token_urlsafe(18),
            portrait=portrait,
            created=datetime.now(timezone.utc),
            width=work.image.shape[1],
            height=work.image.shape[0],
            recipe=work.recipe,
            scores=dict(work.scores),
            lift=work.lift,
            rank=rank,
            favourite=False,
            moment=moment is not None,
        )
        picture = encode_artwork(work, chunk_of(moment) if moment else {})
        write_file(self._pictures.path(kept.id), picture)
        try:
            with self._write() as database:
                database.execute(
                    f"INSERT INTO works ({COLUMNS}, visitor, bytes) "
                    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (*row_of(kept), visitor, len(picture)),
                )
                self._make_room(database, visitor, kept.id)
        except BaseException:
            self._pictures.path(kept.id).unlink(missing_ok=True)
            raise
        if time.monotonic() - self._aged > HOUR:
            self._let_go_old()
        return kept

    def get(self, visitor: str, work: str) -> Kept:
        """One work; raises WorkNotFound, also for another visitor's."""
        with self._database.connected() as database:
            row = database.execute(
                f"SELECT {COLUMNS} FROM works WHERE id = ? AND visitor = ?", (work, visitor)
            ).fetchone()
        if row is None:
            raise _not_found()
        if (kept := self._readable(row)) is None:
            raise _damaged()
        return kept

    def picture(self, visitor: str, work: str) -> bytes:
        """The PNG of a work, with its recipe inside, whole; raises WorkNotFound."""
        self._check_there(visitor, work)
        if (picture := self._pictures.read(work)) is None:
            self._note_unreadable(work)
            raise _damaged()
        return picture

    def page(
        self,
        visitor: str,
        limit: int = 24,
        before: str | None = None,
        favourites: bool = False,
        portrait: str | None = None,
    ) -> Page:
        """At most `limit` works, newest first, from after the cursor `before` on.

        Works that cannot be read are counted and left out. Raises InputError for a cursor that no
        page gave.
        """
        conditions, values = ["visitor = ?"], [visitor]
        if favourites:
            conditions.append("favourite = 1")
        if portrait is not None:
            conditions.append("portrait = ?")
            values.append(portrait)
        if before is not None:
            conditions.append("(created, id) < (?, ?)")
            values += cursor_parts(before)
        works: list[Kept] = []
        unreadable = 0
        with self._database.connected() as database:
            for row in database.execute(
                f"SELECT {COLUMNS} FROM works WHERE {' AND '.join(conditions)} "
                "ORDER BY created DESC, id DESC",
                values,
            ):
                if (kept := self._readable(row)) is None:
                    unreadable += 1
                elif len(works) == limit:
                    return Page(tuple(works), cursor_of(works[-1]), unreadable)
                else:
                    works.append(kept)
        return Page(tuple(works), None, unreadable)

    def mark(self, visitor: str, work: str, favourite: bool) -> Kept:
        """Make a work a favourite, or no longer; raises WorkNotFound."""
        with self._write() as database:
            changed = database.execute(
                "UPDATE works SET favourite = ? WHERE id = ? AND visitor = ?",
                (int(favourite), work, visitor),
            ).rowcount
        if not changed:
            raise _not_found()
        return self.get(visitor, work)

    def delete(self, visitor: str, work: str) -> None:
        """Delete a work and its PNG; raises WorkNotFound."""
        self._check_there(visitor, work)
        self._pictures.remove(work)
        with self._write() as database:
            database.execute("DELETE FROM works WHERE id = ? AND visitor = ?", (work, visitor))
            overwrite(database)

    def forget(self, visitor: str) -> int:
        """Delete all of a visitor's works and PNGs; gives how many there were.

        The pictures go first, which makes room for noting that they are gone, and a mark stays
        until all is done, so that `tidy` can finish it.
        """
        with self._forgetting.marked(visitor):
            gone = self._database.with_room(lambda: self._ids_of(visitor))
            for work in gone:
                self._pictures.remove(work)
            self._database.with_room(lambda: delete_rows(visitor, self._write))
            self._unreadable -= gone
        return len(gone)

    def holding(self) -> Holding:
        """What it holds now."""
        with self._database.connected() as database:
            works, size = database.execute(
                "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM works"
            ).fetchone()
        return Holding(works, size, len(self._unreadable))

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._folder

    def secret(self, name: str) -> str:
        """An unguessable text that stays the same for this gallery, made when first asked for."""
        with self._write() as database:
            database.execute(
                "INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)",
                (name, secrets.token_urlsafe(32)),
            )
            row = database.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def replace_secret(self, name: str, value: str | None = None) -> None:
        """Let `secret` give this text from now on, or another unguessable one."""
        with self._write() as database:
            database.execute(
                "INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)",
                (name, value or secrets.token_urlsafe(32)),
            )

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """A connection to write with, one at a time; raises GalleryBusy rather than wait long."""
        if not self._writing.acquire(timeout=self._database.wait):
            raise GalleryBusy("the gallery is busy; try again in a moment")
        try:
            with self._database.connected() as database:
                yield database
        finally:
            self._writing.release()

    def _ids_of(self, visitor: str) -> set[str]:
        with self._database.connected() as database:
            found = database.execute("SELECT id FROM works WHERE visitor = ?", (visitor,))
            return {work for (work,) in found}

    def _check_there(self, visitor: str, work: str) -> None:
        with self._database.connected() as database:
            row = database.execute(
                "SELECT 1 FROM works WHERE id = ? AND visitor = ?", (work, visitor)
            ).fetchone()
        if row is None:
            raise _not_found()

    def _readable(self, row: Sequence[Any]) -> Kept | None:
        """The work in this row; None, noted, where it holds what VAHA never wrote."""
        try:
            return kept_of(row)
        except (VahaError, ValueError, TypeError, KeyError, AttributeError):
            self._note_unreadable(str(row[0]))
            return None

    def _note_unreadable(self, work: str) -> None:
        if work not in self._unreadable:
            self._unreadable.add(work)
            log.warning("a work in the gallery cannot be read", extra={"event": "unreadable"})

    def _make_room(self, database: sqlite3.Connection, visitor: str, newest: str) -> None:
        """Let go of what is too much, now that `newest` has come."""
        gone: list[str] = []
        if self.quota.works is not None:
            gone += quotas.too_many(database, visitor, self.quota.works, newest)
        self._let_go(database, gone)
        if self.quota.bytes is not None:
            self._let_go(database, quotas.too_large(database, self.quota.bytes, newest))

    def _let_go_old(self) -> None:
        self._aged = time.monotonic()
        if self.quota.days is not None:
            with self._write() as database:
                now = datetime.now(timezone.utc)
                self._let_go(database, quotas.too_old(database, self.quota.days, now))

    def _let_go(self, database: sqlite3.Connection, works: Sequence[str]) -> None:
        for work in works:
            try:
                self._pictures.remove(work)
            except OutputError:
                log.warning("a picture cannot be removed", extra={"event": "not_removed"})
            database.execute("DELETE FROM works WHERE id = ?", (work,))


def _not_found() -> WorkNotFound:
    return WorkNotFound("there is no such work in your gallery; it may have been deleted")


def _damaged() -> WorkDamaged:
    return WorkDamaged("this work is damaged and cannot be shown; you can delete it")
