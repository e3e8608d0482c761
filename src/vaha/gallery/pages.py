"""A gallery page by page: the cursor names the last work of a page, so that none is shown twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vaha.errors import InputError
from vaha.gallery.kept import Kept


@dataclass(frozen=True)
class Page:
    """Some works, newest first, and the cursor that asks for those after them (None: no more).

    `unreadable` works stood among them, and were left out.
    """

    works: tuple[Kept, ...]
    next: str | None
    unreadable: int = 0


def cursor_of(kept: Kept) -> str:
    """Of letters that stand in an address as they are: a raw + would be read as a space."""
    created = kept.created.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return f"{created}~{kept.id}"


def cursor_parts(cursor: str) -> list[str]:
    """When the last work of a page came, and its id; raises InputError for what no page gave."""
    created, mark, work = cursor.partition("~")
    created = created.replace("Z", "+00:00")
    try:
        datetime.fromisoformat(created)
    except ValueError:
        mark = ""
    if not mark:
        raise InputError("this place in the gallery is unknown; begin with its first page")
    return [created, work]
