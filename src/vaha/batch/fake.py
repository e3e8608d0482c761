"""An engine without processes: for tests, and for looking at an order step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vaha.batch.orders import Done, Order, Shard
from vaha.batch.worker import Open, Worker
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio


def open_fake_studio(order: Order) -> Studio:
    """A studio of fakes, which needs no weights."""
    return Studio(*fake_studio_parts())


@dataclass(frozen=True)
class HereAndNow:
    """Does one shard after another in this thread."""

    open_studio: Open = open_fake_studio

    def run(self, order: Order, shards: Sequence[Shard]) -> Iterator[Done]:
        """As `Engine` says."""
        worker = Worker(order, self.open_studio)
        yield from map(worker.do, shards)
