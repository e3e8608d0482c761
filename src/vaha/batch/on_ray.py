"""The engine of several machines: actors of Ray, each with a studio; only names go through Ray."""

from __future__ import annotations

import os
import secrets
import socket
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from vaha.batch.orders import Done, Order, Shard
from vaha.batch.pool import MOST_TRIES, lost
from vaha.batch.worker import Open, Worker, open_studio
from vaha.errors import InputError, VahaError
from vaha.installation.cluster import load_ray

STORE = 100_000_000
"""Bytes of Ray's own memory for objects, of which a batch needs next to none."""

PATIENCE = 5.0
"""Seconds in which the head of a cluster must let itself be reached."""


@dataclass(frozen=True)
class OnRay:
    """So many actors on the cluster at `address` (host:port), or on one for this order alone.

    Each takes `threads` of a machine's processors, on whatever machine has them free, and reads
    and writes from there: source and OUT must be reachable by the same names.
    """

    workers: int
    threads: int = 1
    address: str | None = None
    open_studio: Open = open_studio

    def run(self, order: Order, shards: Sequence[Shard]) -> Iterator[Done]:
        """As `Engine` says; raises MissingExtra, and InputError where there is no such cluster."""
        if shards:
            with _connected(self.address, self.workers * self.threads) as ray:
                yield from self._run(ray, order, shards)

    def _run(self, ray: Any, order: Order, shards: Sequence[Shard]) -> Iterator[Done]:  # noqa: ANN401
        actor = ray.remote(num_cpus=self.threads, max_restarts=-1, max_task_retries=MOST_TRIES - 1)(
            _Actor
        )
        count = min(self.workers, len(shards))
        crew = [actor.remote(order, self.open_studio, self.threads) for _ in range(count)]
        idle, waiting = deque(crew * 2), deque(shards)  # two shards each, one at work
        under: dict[Any, tuple[Any, Shard]] = {}
        given_up: list[Shard] = []
        while waiting or under:
            while waiting and idle:
                one, shard = idle.popleft(), waiting.popleft()
                under[one.do.remote(shard)] = one, shard
            for answer in ray.wait(list(under), num_returns=1)[0]:
                one, shard = under.pop(answer)
                idle.append(one)
                try:
                    yield ray.get(answer)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause if isinstance(error.cause, VahaError) else error from None
                except ray.exceptions.RayActorError:
                    given_up.append(shard)
        if given_up:
            raise lost(given_up)


class _Actor:
    """A worker on whatever machine; opened by its first shard, whose error then says why not."""

    def __init__(self, order: Order, open_studio: Open, threads: int) -> None:
        os.environ["VAHA_THREADS"] = str(threads)
        self._order, self._open = order, open_studio
        self._worker: Worker | None = None

    def do(self, shard: Shard) -> Done:
        self._worker = self._worker or Worker(self._order, self._open)
        return self._worker.do(shard)


@contextmanager
def _connected(address: str | None, processors: int) -> Iterator[Any]:
    """Ray, connected until the block ends; raises InputError in one line where it cannot be."""
    ray = load_ray()
    how: dict[str, Any] = {"address": address or "local"}
    if address is None:
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        how |= {"num_cpus": processors, "object_store_memory": STORE, "include_dashboard": False}
    else:
        _reach(address)
    try:
        ray.init(**how, log_to_driver=False, logging_level="ERROR")
    except Exception as error:  # it has many; of other versions it names both
        said = " ".join(str(error).split())[:300]
        raise InputError(f"the cluster at {how['address']} cannot be used: {said}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Raise InputError unless something listens there, which Ray would wait for much longer."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except (OSError, ValueError) as error:
        raise InputError(
            f"no cluster answers at {address} ({error}); give host:port of its head"
        ) from error
