"""What does the shards of an order, one after another, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable

from vaha.batch.orders import Done, Order, Shard, models_here
from vaha.batch.places import Place
from vaha.batch.rows import from_parquet, to_parquet
from vaha.errors import InputError
from vaha.installation.version import installed_version
from vaha.settings import Settings
from vaha.studio import Studio

Open = Callable[[Order], Studio]
"""Gives the studio that an order needs; it is sent to other processes by its name."""


def open_studio(order: Order) -> Studio:
    """The studio of this installation; raises InputError where it is not the order's."""
    settings = Settings.from_environment()
    if (here := installed_version()) != order.version:
        raise InputError(
            f"the order is of VAHA {order.version} and a worker has {here}; install one of both"
        )
    ours = models_here(settings, order.upscaler)
    for name, theirs in order.models.items():
        if ours.get(name) != theirs:
            raise InputError(
                f"a worker has another {name} ({ours.get(name, 'none')[:12]}) than the order "
                f"({theirs[:12]}); bring the same to both"
            )
    return Studio.open(settings, order.upscaler)


class Worker:
    """A studio at work on one order."""

    def __init__(self, order: Order, open_studio: Open = open_studio) -> None:
        self._order = order
        self._studio = open_studio(order)
        self._root, self._out = Place(order.root), Place(order.out)

    def do(self, shard: Shard) -> Done:
        """Do the shard's items and write the part, whole or not at all; raises VahaError."""
        work = self._order.work
        rows = list(work.rows(self._studio, shard.items, self._root.picture))
        errors = sum(row.get("error") is not None for row in rows)
        if shard.again:
            anew = {row["item"]: row for row in rows}
            before = from_parquet(self._out.read(shard.name))
            rows = [anew.get(row["item"], row) for row in before]
        self._out.write(shard.name, to_parquet(rows))
        return Done(shard.name, len(shard.items), errors)
