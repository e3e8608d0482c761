"""Pictures and rows brought together again, after a process has ended in between."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from vaha.errors import OutputError
from vaha.gallery.pictures import Pictures


def remove_orphans(database: sqlite3.Connection, pictures: Pictures) -> tuple[int, int]:
    """Remove the pictures that no row names; gives how many, and how many were left.

    Left are those that are older than the database itself: somebody has moved the one away that
    they belonged to.
    """
    known = {work for (work,) in database.execute("SELECT id FROM works")}
    born = _born(database)
    removed = left = 0
    for work in list(pictures.ids()):
        if work in known:
            continue
        with suppress(OSError, OutputError):
            if pictures.path(work).stat().st_mtime < born - 1:
                left += 1
            else:
                pictures.remove(work)
                removed += 1
    return removed, left


def note_sizes(database: sqlite3.Connection, pictures: Pictures) -> None:
    """Note the sizes of pictures whose rows were written before sizes were noted."""
    unknown = database.execute("SELECT id FROM works WHERE bytes = 0").fetchall()
    sizes = [(size, work) for (work,) in unknown if (size := pictures.size(work)) > 0]
    database.execute("BEGIN IMMEDIATE")
    database.executemany("UPDATE works SET bytes = ? WHERE id = ?", sizes)
    database.execute("COMMIT")


def _born(database: sqlite3.Connection) -> float:
    """When the database was made; 0 for one from before that was noted."""
    row = database.execute("SELECT value FROM secrets WHERE name = 'born'").fetchone()
    return float(row[0]) if row is not None else 0.0
