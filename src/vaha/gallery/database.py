"""The gallery's database: connections for one short use, and what can go wrong in three words.

Full, busy and damaged are different errors, since what helps is different.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from vaha.errors import DiskFull, GalleryBusy, GalleryDamaged, GalleryError, VahaError

WAIT = 2.0
"""Seconds that a write waits for another program's before it gives up."""

RESERVE = 1_000_000
"""Bytes set aside at the start, and given up where forgetting finds a full disk."""

LITTLE = 1_000_000
"""SQLite says "disk I/O error" of some full disks: with fewer bytes free than these it is one."""


Answer = TypeVar("Answer")


def overwrite(database: sqlite3.Connection) -> None:
    """Bring changes home: SQLite's log of them still holds what was deleted."""
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class Database:
    """`gallery.sqlite3` in a folder."""

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self.wait = wait
        self.path = folder / "gallery.sqlite3"
        self._reserve = folder / "reserve"

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection for one short use: SQLite's must not wander between threads.

        Raises DiskFull, GalleryBusy, GalleryDamaged or GalleryError.
        """
        try:
            with closing(sqlite3.connect(self.path, self.wait, isolation_level=None)) as database:
                database.execute("PRAGMA synchronous = NORMAL")
                database.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
                yield database
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def set_space_aside(self) -> None:
        """Make the reserve, where there is room for one."""
        with suppress(OSError):
            if not self._reserve.exists() or self._reserve.stat().st_size < RESERVE:
                self._reserve.write_bytes(bytes(RESERVE))

    def with_room(self, action: Callable[[], Answer]) -> Answer:
        """What the action gives, which on a full disk has what was set aside; raises DiskFull."""
        try:
            answer = action()
        except DiskFull:
            if not self._give_space():
                raise
            answer = action()
        self.set_space_aside()
        return answer

    def _give_space(self) -> bool:
        """Give up the reserve; gives whether there was one."""
        try:
            self._reserve.unlink()
        except OSError:
            return False
        return True

    def _translated(self, error: sqlite3.Error) -> VahaError:
        said = str(error)
        if "full" in said or ("I/O" in said and self._is_full()):
            return DiskFull("the disk of the gallery is full; free some space")
        if "locked" in said:
            return GalleryBusy("another program holds the gallery; end it, or try again soon")
        if isinstance(error, sqlite3.OperationalError):
            return GalleryError(f"the gallery {self.path} cannot be used ({said})")
        return GalleryDamaged(
            f"the gallery {self.path} is damaged ({said}); move the folder {self.path.parent} away "
            "to begin a new one"
        )

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self.path.parent).free < LITTLE
        except OSError as error:
            return error.errno == errno.ENOSPC
