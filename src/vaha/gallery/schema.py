"""The gallery's tables: numbered SQL scripts, each run once, in order, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from vaha.errors import GalleryError


@dataclass(frozen=True)
class Migration:
    """One script; `number` counts from 1 and becomes the database's `user_version`."""

    number: int
    script: str


def known_migrations() -> list[Migration]:
    """Those in `migrations/`, named like 0001_works.sql, in their order."""
    folder = resources.files("vaha.gallery").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [
        Migration(int(name.split("_")[0]), folder.joinpath(name).read_text(encoding="utf-8"))
        for name in names
    ]


def migrate(database: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Bring the database to the last of the migrations; a script that fails leaves no trace.

    Raises GalleryError where a newer VAHA has written it.
    """
    latest = max((migration.number for migration in migrations), default=0)
    if (found := _version_of(database)) > latest:
        raise GalleryError(
            f"the gallery was written by a newer VAHA (version {found}, this one knows {latest}); "
            "update VAHA, or set VAHA_HOME to another folder"
        )
    for migration in migrations:
        # Two processes may start at once: each looks again once it holds the lock.
        database.execute("BEGIN IMMEDIATE")
        try:
            if migration.number > _version_of(database):
                for statement in _statements(migration.script):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {migration.number}")
            database.execute("COMMIT")
        except BaseException:
            database.execute("ROLLBACK")
            raise


def _version_of(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """The script cut into statements, each with its semicolon.

    `executescript` would do, but ends the transaction first.
    """
    statements, rest = [], ""
    for part in script.split(";")[:-1]:
        rest += part + ";"
        if sqlite3.complete_statement(rest):
            statements.append(rest)
            rest = ""
    return statements
