"""Keeping works and finding them again, each visitor their own."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from vaha.artwork import Artwork, Recipe, encode_artwork
from vaha.emotions import ArtEmotion
from vaha.errors import GalleryError, InputError, WorkNotFound
from vaha.files import prepare_folder, write_file
from vaha.gallery.schema import known_migrations, migrate

WAIT = 30.0
"""Seconds that a write waits for another one before it gives up."""

_COLUMNS = (
    "id, portrait, created, width, height, recipe, scores, lift, rank, favourite"  # in Kept's order
)


@dataclass(frozen=True)
class Kept:
    """A work in the gallery: everything but its pixels, which stand in its PNG.

    `rank` is 1 for the critic's best of its portrait; `created` is UTC.
    """

    id: str
    portrait: str | None
    created: datetime
    width: int
    height: int
    recipe: Recipe
    scores: dict[ArtEmotion, float]
    lift: float | None
    rank: int | None
    favourite: bool


@dataclass(frozen=True)
class Page:
    """Some works, newest first, and the cursor that asks for those after them (None: no more)."""

    works: tuple[Kept, ...]
    next: str | None


class Gallery:
    """The works in one folder. Safe to use from several threads and processes.

    A visitor is any text that names one; none sees, changes or deletes the works of another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pictures = folder / "works"
        self._writing = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Gallery:
        """The gallery in this folder, made or brought up to date where needed.

        Raises OutputError where the folder cannot be used, and GalleryError for a damaged one.
        """
        gallery = cls(folder)
        prepare_folder(gallery._pictures)
        with suppress(OSError):
            folder.chmod(0o700)  # other users of this machine have no business here
        with gallery._database() as database:
            database.execute("PRAGMA journal_mode = WAL")
            migrate(database, known_migrations())
        return gallery

    def add(
        self, visitor: str, work: Artwork, portrait: str | None = None, rank: int | None = None
    ) -> Kept:
        """Keep a work; its PNG carries its recipe and strokes.

        Raises OutputError where there is no room.
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
        )
        write_file(self._path(kept.id), encode_artwork(work))
        try:
            with self._writing, self._database() as database:
                database.execute(
                    f"INSERT INTO works ({_COLUMNS}, visitor) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (*_row_of(kept), visitor),
                )
        except BaseException:
            self._path(kept.id).unlink(missing_ok=True)
            raise
        return kept

    def get(self, visitor: str, work: str) -> Kept:
        """One work; raises WorkNotFound, also for another visitor's."""
        with self._database() as database:
            row = database.execute(
                f"SELECT {_COLUMNS} FROM works WHERE id = ? AND visitor = ?", (work, visitor)
            ).fetchone()
        if row is None:
            raise _not_found()
        return _kept_of(row)

    def picture(self, visitor: str, work: str) -> bytes:
        """The PNG of a work, with its recipe inside; raises WorkNotFound."""
        path = self._path(self.get(visitor, work).id)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise _not_found() from error

    def page(
        self,
        visitor: str,
        limit: int = 24,
        before: str | None = None,
        favourites: bool = False,
        portrait: str | None = None,
    ) -> Page:
        """At most `limit` works, newest first, from after the cursor `before` on.

        Raises InputError for a cursor that no page gave.
        """
        conditions, values = ["visitor = ?"], [visitor]
        if favourites:
            conditions.append("favourite = 1")
        if portrait is not None:
            conditions.append("portrait = ?")
            values.append(portrait)
        if before is not None:
            conditions.append("(created, id) < (?, ?)")
            values += _cursor_parts(before)
        with self._database() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM works WHERE {' AND '.join(conditions)} "
                "ORDER BY created DESC, id DESC LIMIT ?",
                (*values, limit + 1),
            ).fetchall()
        works = tuple(_kept_of(row) for row in rows[:limit])
        return Page(works, _cursor_of(works[-1]) if len(rows) > limit else None)

    def mark(self, visitor: str, work: str, favourite: bool) -> Kept:
        """Make a work a favourite, or no longer; raises WorkNotFound."""
        with self._writing, self._database() as database:
            changed = database.execute(
                "UPDATE works SET favourite = ? WHERE id = ? AND visitor = ?",
                (int(favourite), work, visitor),
            ).rowcount
        if not changed:
            raise _not_found()
        return self.get(visitor, work)

    def delete(self, visitor: str, work: str) -> None:
        """Delete a work and its PNG; raises WorkNotFound."""
        kept = self.get(visitor, work)
        self._path(kept.id).unlink(missing_ok=True)
        with self._writing, self._database() as database:
            database.execute("DELETE FROM works WHERE id = ? AND visitor = ?", (work, visitor))

    def forget(self, visitor: str) -> int:
        """Delete all of a visitor's works and PNGs; gives how many there were."""
        with self._writing, self._database() as database:
            database.execute("BEGIN IMMEDIATE")
            gone = database.execute("SELECT id FROM works WHERE visitor = ?", (visitor,)).fetchall()
            database.execute("DELETE FROM works WHERE visitor = ?", (visitor,))
            database.execute("COMMIT")
        for (work,) in gone:
            self._path(work).unlink(missing_ok=True)
        return len(gone)

    def secret(self, name: str) -> str:
        """An unguessable text that stays the same for this gallery, made when first asked for."""
        with self._writing, self._database() as database:
            database.execute(
                "INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)",
                (name, secrets.token_urlsafe(32)),
            )
            row = database.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def replace_secret(self, name: str, value: str | None = None) -> None:
        """Let `secret` give this text from now on, or another unguessable one."""
        with self._writing, self._database() as database:
            database.execute(
                "INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)",
                (name, value or secrets.token_urlsafe(32)),
            )

    def _path(self, work: str) -> Path:
        return self._pictures / f"{work}.png"

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """A connection for one short use: SQLite's must not wander between threads."""
        path = self._folder / "gallery.sqlite3"
        try:
            with closing(sqlite3.connect(path, WAIT, isolation_level=None)) as database:
                database.execute("PRAGMA synchronous = NORMAL")
                database.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
                yield database
        except sqlite3.Error as error:
            raise GalleryError(
                f"the gallery {path} cannot be used ({error}); move it away to begin a new one"
            ) from error


def _row_of(kept: Kept) -> Sequence[Any]:
    scores = {emotion.value: score for emotion, score in kept.scores.items()}
    return (
        kept.id,
        kept.portrait,
        kept.created.isoformat(timespec="microseconds"),
        kept.width,
        kept.height,
        kept.recipe.to_json(),
        json.dumps(scores),
        kept.lift,
        kept.rank,
        int(kept.favourite),
    )


def _kept_of(row: Sequence[Any]) -> Kept:
    work, portrait, created, width, height, recipe, scores, lift, rank, favourite = row
    return Kept(
        id=work,
        portrait=portrait,
        created=datetime.fromisoformat(created),
        width=width,
        height=height,
        recipe=Recipe.from_json(recipe),
        scores={ArtEmotion(name): float(score) for name, score in json.loads(scores).items()},
        lift=lift,
        rank=rank,
        favourite=bool(favourite),
    )


def _not_found() -> WorkNotFound:
    return WorkNotFound("there is no such work in your gallery; it may have been deleted")


def _cursor_of(kept: Kept) -> str:
    return f"{kept.created.isoformat(timespec='microseconds')}~{kept.id}"


def _cursor_parts(cursor: str) -> list[str]:
    created, mark, work = cursor.partition("~")
    try:
        datetime.fromisoformat(created)
    except ValueError:
        mark = ""
    if not mark:
        raise InputError("this place in the gallery is unknown; begin with its first page")
    return [created, work]
