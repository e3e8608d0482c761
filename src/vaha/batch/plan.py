"""What of an order is done already, and what is left: each item once, after whatever end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from vaha.batch.orders import Document, Order, Shard, shards_of
from vaha.batch.places import Place
from vaha.batch.rows import arrow
from vaha.errors import InputError

ORDER = "order.json"
"""What says beside the parts which order they answer."""

READERS = 16
"""So many parts are read at once: an object store answers slowly, but many."""


@dataclass(frozen=True)
class Plan:
    """How many items there are and are done, how many of these with an error, and what is left."""

    items: int
    done: int
    errors: int
    shards: tuple[Shard, ...]


def planned(order: Order, items: Sequence[str], size: int, retry_errors: bool = False) -> Plan:
    """What is left of the order, in parts of `size` items.

    With `retry_errors` items with an error are left, too. Raises InputError where `order.out`
    answers another order or holds a part that is not whole, and OutputError.
    """
    if size < 1:
        raise InputError(f"a part cannot have {size} items; give --shard at least 1")
    place = Place(order.out)
    place.prepare()
    _claim(place, order.document())
    wanted, left = set(items), dict.fromkeys(items)
    done = errors = 0
    again: list[Shard] = []
    for name, rows in _parts(place):
        for item in rows:
            left.pop(item, None)
        wrong = tuple(item for item, error in rows.items() if error is not None and item in wanted)
        if wrong and retry_errors:
            again.append(Shard(name, wrong, again=True))
        else:
            errors += len(wrong)
        done += sum(item in wanted for item in rows) - (len(wrong) if retry_errors else 0)
    return Plan(len(items), done, errors, (*again, *shards_of(order, list(left), size)))


def _claim(place: Place, order: Document) -> None:
    """Say in the place whose it is, or see that it is this order's."""
    if ORDER not in place.names():
        if any(_is_part(name) for name in place.names()):
            raise InputError(f"{place.url} holds parts without {ORDER}; choose another OUT")
        place.write(ORDER, json.dumps(order, indent=2).encode())
        return
    try:
        theirs = json.loads(place.read(ORDER))
    except ValueError as error:
        raise InputError(f"{place.url}/{ORDER} is no order; choose another OUT") from error
    if theirs != order:
        raise InputError(
            f"{place.url} answers another order ({_difference(theirs, order)}); choose another OUT"
        )


def _difference(theirs: object, ours: Document) -> str:
    """The first thing in which two orders differ, both told."""
    if not isinstance(theirs, dict):
        return "unknown"
    for name in ("version", "kind", "source", "options", "models"):
        one, other = theirs.get(name), ours[name]
        if isinstance(one, dict) and isinstance(other, dict):
            names = [key for key in {**one, **other} if one.get(key) != other.get(key)]
            if names:
                name, one, other = names[0], one.get(names[0]), other.get(names[0])
        if one != other:
            return f"{name}: {_short(one)} there, {_short(other)} here"
    return "unknown"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _is_part(name: str) -> bool:
    return name.startswith("part-") and name.endswith(".parquet")


def _parts(place: Place) -> list[tuple[str, dict[str, str | None]]]:
    """Each part's name, and the error (or None) of each of its items."""
    names = [name for name in place.names() if _is_part(name)]
    with ThreadPoolExecutor(READERS) as pool:
        return list(zip(names, pool.map(lambda name: _errors(place, name), names), strict=True))


def _errors(place: Place, name: str) -> dict[str, str | None]:
    pa = arrow()
    try:
        with place.opened(name) as file:
            table = pa.parquet.ParquetFile(file).read(columns=["item", "error"])
    except (pa.ArrowException, OSError, KeyError) as error:
        raise _damaged(place, name) from error
    return dict(zip(table["item"].to_pylist(), table["error"].to_pylist(), strict=True))


def _damaged(place: Place, name: str) -> InputError:
    return InputError(f"{place.url}/{name} is not whole; remove it and give the order again")
