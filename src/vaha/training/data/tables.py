"""Tables as they are published: csv files with a BOM, other separators, blanks in the head."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaha.errors import TrainingDataError

SEPARATORS = ",;\t"

MOST_LETTERS = 2**20
"""Of one value; csv's own bound is an eighth of it."""


@dataclass(frozen=True)
class Row:
    """A row's values by the names of the columns, and its number: the first after the head is 2."""

    number: int
    values: dict[str, str | None]


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of a csv file in which something stands.

    Columns are known by these names whatever blanks are around them and however they are
    capitalised; others keep their own. Values have no blanks around them; one that is missing,
    because the row is cut short, is None. Raises TrainingDataError for a file that cannot be read,
    and for a needed column that is missing.
    """
    known = {name.lower(): name for name in (*needed, *optional)}
    try:
        csv.field_size_limit(MOST_LETTERS)
        with path.open(newline="", encoding=_encoding(path)) as stream:
            separator = _separator(stream.readline())
            stream.seek(0)
            reader = csv.reader(stream, delimiter=separator)
            head = [name.strip() for name in next(reader, [])]
            names = [known.get(name.lower(), name) for name in head]
            _check(path, names, needed)
            yield from _rows(reader, names)
    except OSError as error:
        raise TrainingDataError(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeError, csv.Error) as error:
        raise TrainingDataError(f"{path} is not a csv file: {error}") from error


def _rows(reader: Iterator[list[str]], names: Sequence[str]) -> Iterator[Row]:
    for number, row in enumerate(reader, start=2):
        values = [value.strip() for value in row]
        if any(values):
            padded = [*values, *[None] * (len(names) - len(values))]
            yield Row(number, dict(zip(names, padded, strict=False)))


def _check(path: Path, names: Sequence[str], needed: Sequence[str]) -> None:
    if missing := sorted(set(needed) - set(names)):
        shown = ", ".join(name for name in names if name) or "none"
        raise TrainingDataError(
            f"{path} has no column {', '.join(missing)}; its columns are {shown}"
        )


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _separator(head: str) -> str:
    return max(SEPARATORS, key=head.count)
