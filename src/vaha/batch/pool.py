"""The engine of one machine: processes, each with a studio."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread

from vaha.batch.orders import Done, Order, Shard
from vaha.batch.worker import Open, Worker, open_studio
from vaha.errors import VahaError

MOST_TRIES = 3
"""So often a shard is begun while processes end under it."""


@dataclass(frozen=True)
class LocalPool:
    """So many processes, each with so many threads; they end with this one, however it ends."""

    workers: int
    threads: int = 1
    open_studio: Open = open_studio

    def run(self, order: Order, shards: Sequence[Shard]) -> Iterator[Done]:
        """As `Engine` says."""
        waiting, broken = deque(shards), Counter[Shard]()
        given_up: list[Shard] = []
        while waiting:
            under: dict[Future[Done], Shard] = {}
            try:
                yield from self._run(order, waiting, under)
            except BrokenProcessPool:
                broken.update(under.values())
                tried = [shard for shard in under.values() if broken[shard] >= MOST_TRIES]
                given_up += tried
                waiting.extendleft(shard for shard in under.values() if shard not in tried)
        if given_up:
            raise lost(given_up)

    def _run(
        self, order: Order, waiting: deque[Shard], under: dict[Future[Done], Shard]
    ) -> Iterator[Done]:
        """Do what is waiting; `under` are those at work, two for each process."""
        with self._pool() as pool:
            while waiting or under:
                while waiting and len(under) < 2 * self.workers:
                    under[pool.submit(_do, order, waiting[0], self.open_studio)] = waiting[0]
                    waiting.popleft()
                for future in wait(under, return_when=FIRST_COMPLETED).done:
                    done = future.result()
                    del under[future]
                    yield done

    @contextmanager
    def _pool(self) -> Iterator[ProcessPoolExecutor]:
        """Processes that end at once when this one lets go of a pipe: at an error, or killed."""
        context = multiprocessing.get_context("spawn")
        held, hold = context.Pipe(duplex=False)
        arguments = (held, self.threads)
        pool = ProcessPoolExecutor(self.workers, context, initializer=_begin, initargs=arguments)
        try:
            yield pool
            pool.shutdown()
        finally:
            hold.close()
            pool.shutdown(cancel_futures=True)
            held.close()


def lost(shards: Sequence[Shard]) -> VahaError:
    """What is said where processes ended over these, and did so again."""
    count = sum(len(shard.items) for shard in shards)
    return VahaError(
        f"processes ended over {count} items, {shards[0].items[0]} among them; is there too little "
        "memory? Give the order again, with fewer --workers or a smaller --shard"
    )


_worker: tuple[Order, Worker] | None = None


def _begin(held: Connection, threads: int) -> None:
    """Make this process ready: Ctrl-C is its parent's, and it does not outlive that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["VAHA_THREADS"] = str(threads)
    Thread(target=_end_with, args=(held,), daemon=True).start()


def _end_with(held: Connection) -> None:
    held.poll(None)  # nothing is ever sent: it returns when the other end is gone
    os._exit(1)


def _do(order: Order, shard: Shard, open_studio: Open) -> Done:
    global _worker
    if _worker is None or _worker[0] != order:
        _worker = order, Worker(order, open_studio)
    return _worker[1].do(shard)
