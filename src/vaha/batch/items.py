"""The items of a source: the pictures of a folder or an object store, of a list or a table."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from vaha.batch.places import Place, is_url, whole
from vaha.batch.rows import arrow
from vaha.errors import InputError

PICTURES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff"),
    ".gif",
)
"""What counts as a picture in a folder."""

COLUMNS = ("path", "url")
"""What names the pictures in a table, the first of these that it has."""


@dataclass(frozen=True)
class Source:
    """Items, each once, and the folder or store that their names stand in."""

    root: str
    items: tuple[str, ...]


def read_source(source: str) -> Source:
    """The pictures that are meant, each once.

    `source` is a folder or a prefix of a store, whose pictures and those below it are meant in the
    order of their names; a table (Parquet) with a column path or url; or a text file with a path or
    an address in each line. Names in a list are as seen from its folder. Raises InputError.
    """
    place = Place(whole(source))
    if not place.is_file():
        names = place.names(below=True)
        items = [name for name in names if name.lower().endswith(PICTURES) and not _hidden(name)]
        root = place.url
    else:
        items = _of_table(place) if source.lower().endswith(".parquet") else _of_list(place)
        root = _folder_of(place.url)
    if not items:
        raise InputError(f"there are no pictures in {source}; name a folder or list of some")
    return Source(root, tuple(dict.fromkeys(items)))


def _of_table(place: Place) -> list[str]:
    pa = arrow()
    try:
        with place.opened("") as file:
            table = pa.parquet.ParquetFile(file)
            column = next((name for name in COLUMNS if name in table.schema_arrow.names), None)
            if column is None:
                raise InputError(f"{place.url} has no column path or url; name one so")
            said = table.read(columns=[column])[column].to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{place.url} is no table of Parquet; give another") from error
    return [str(one) for one in said if one]


def _of_list(place: Place) -> list[str]:
    try:
        lines = place.read().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{place.url} is no list of names in UTF-8; give another") from error
    return [line.strip() for line in lines if line.strip()]


def _folder_of(source: str) -> str:
    if is_url(source):
        return posixpath.dirname(source)
    return str(Path(source).parent)


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))
