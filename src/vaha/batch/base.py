"""The seam: what does the shards of an order, here or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from vaha.batch.orders import Done, Order, Shard


class Engine(Protocol):
    """Does shards, as many at once as it has workers."""

    def run(self, order: Order, shards: Sequence[Shard]) -> Iterator[Done]:
        """Do every shard; gives each when its part is written, in whatever order.

        A worker that comes to harm has its shard done by another. Raises VahaError where that does
        not help, after the other shards.
        """
        ...
