"""How often a client may ask: token buckets, one a client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Full buckets are thrown away once there are so many: they say nothing."""

SWEEP = 60.0
"""Seconds after which they are thrown away in any case: they name clients that have gone."""


class Rate:
    """`per_second` requests a client in the long run, `burst` at once."""

    def __init__(
        self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens, and when they were counted
        self._sweep_at = MOST_CLIENTS
        self._swept = clock()
        self._lock = threading.Lock()

    def take(self, client: str) -> float:
        """Seconds to wait until this client may ask; 0 where it may now, which then counts."""
        with self._lock:
            now = self._clock()
            if len(self._buckets) >= self._sweep_at or now - self._swept > SWEEP:
                self._throw_away_full_ones(now)
                self._sweep_at, self._swept = max(MOST_CLIENTS, 2 * len(self._buckets)), now
            tokens = self._tokens(client, now)
            if tokens >= 1:
                self._buckets[client] = (tokens - 1, now)
                return 0.0
            return (1 - tokens) / self._per_second

    def _tokens(self, client: str, now: float) -> float:
        tokens, counted = self._buckets.get(client, (self._burst, now))
        return min(self._burst, tokens + (now - counted) * self._per_second)

    def _throw_away_full_ones(self, now: float) -> None:
        self._buckets = {
            client: bucket
            for client, bucket in self._buckets.items()
            if self._tokens(client, now) < self._burst
        }
