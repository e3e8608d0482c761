"""Forgetting a visitor so that neither a kill nor a full disk leaves half of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

from vaha.gallery.database import overwrite

AT_ONCE = 20
"""Rows deleted in one go: few enough that noting it fits into what was set aside."""

Write = Callable[[], AbstractContextManager[sqlite3.Connection]]


class Forgetting:
    """Remembers in a folder whom a process was forgetting when it ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def marked(self, visitor: str) -> Iterator[None]:
        """Mark that the visitor is being forgotten, until the block ends well."""
        mark = self._folder / quote(visitor, safe="")
        with suppress(OSError):  # a full disk: then without a mark
            self._folder.mkdir(exist_ok=True)
            mark.touch()
        yield
        with suppress(OSError):
            mark.unlink(missing_ok=True)
            self._folder.rmdir()

    def unfinished(self) -> list[str]:
        """The visitors whose forgetting did not come to its end."""
        if not self._folder.is_dir():
            return []
        return [unquote(mark.name) for mark in self._folder.iterdir()]


def delete_rows(visitor: str, write: Write) -> None:
    """Delete all rows of the visitor."""
    with write() as connection:
        while connection.execute(
            "DELETE FROM works WHERE id IN (SELECT id FROM works WHERE visitor = ? LIMIT ?)",
            (visitor, AT_ONCE),
        ).rowcount:
            overwrite(connection)
