"""The key of a study: what each numbered picture is, for whoever asks and never who answers."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from vaha.emotions import FaceEmotion, face_emotion
from vaha.errors import InputError, MoodError

KEY = "key.csv"
"""The key's name in the folder of a study."""

PAINTINGS = "real paintings"
"""The source of pictures that people painted."""


@dataclass(frozen=True)
class Entry:
    """What one picture is.

    `manner` is the hand's, "" of a real painting; `asked` None where no mood was asked for;
    `origin` a work's seed or a painting's file; `made` the IPTC's word for how it came to be, which
    the picture itself must not say here.
    """

    picture: str
    source: str
    manner: str
    asked: FaceEmotion | None
    origin: str
    made: str

    @property
    def group(self) -> str:
        """What is compared with what: the source, and the manner in which it was painted."""
        return f"{self.source}, {self.manner}" if self.manner else self.source


COLUMNS = ("study", *(field.name for field in fields(Entry)))


@dataclass(frozen=True)
class Key:
    """A study's name, and its pictures by their names."""

    study: str
    entries: Mapping[str, Entry]


def name_of_study(pictures: Iterable[bytes]) -> str:
    """Sixteen hexadecimal digits that these files, in this order, have alone."""
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(hashlib.sha256(picture).digest())
    return digest.hexdigest()[:16]


def key_to_csv(study: str, entries: Sequence[Entry]) -> bytes:
    """The key as the bytes of its file."""
    rows = [
        (study, one.picture, one.source, one.manner, _asked(one), one.origin, one.made)
        for one in entries
    ]
    return to_csv(COLUMNS, rows)


def read_key(folder: Path) -> Key:
    """The key in a study's folder; raises InputError."""
    rows = read_rows(folder / KEY, COLUMNS)
    entries: dict[str, Entry] = {}
    for line, row in enumerate(rows, 2):
        study, picture, source, manner, asked, origin, made = row
        if picture in entries or study != rows[0][0]:
            raise InputError(f"{folder / KEY} line {line} is no line of one key; get it again")
        try:
            mood = face_emotion(asked) if asked else None
        except MoodError as error:
            raise InputError(f"{folder / KEY} line {line}: {error}") from error
        entries[picture] = Entry(picture, source, manner, mood, origin, made)
    return Key(rows[0][0], entries)


def read_rows(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """The rows, at least one, of a CSV file with these columns; raises InputError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}; check the name") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a CSV file in UTF-8; get it again") from error
    try:
        head, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]
    except csv.Error as error:
        raise InputError(f"{path} is no CSV file ({error}); get it again") from error
    if head != list(columns):
        raise InputError(f"{path} has not the columns {','.join(columns)}; get the file again")
    if not rows:
        raise InputError(f"{path} has a head and no rows; nothing can be read from it")
    for row in rows:
        if len(row) != len(columns):
            raise InputError(f"{path}: {','.join(row)} is not whole; get the file again")
    return rows


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file's bytes."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(columns)
    written.writerows(rows)
    return text.getvalue().encode()


def _asked(entry: Entry) -> str:
    return entry.asked.value if entry.asked else ""
