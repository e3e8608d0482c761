"""Timing several things side by side, so that ratios hold on a machine that is not quiet."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Step = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds: the median, the quartiles around it, the least, and of how many runs."""

    median: float
    lower: float
    upper: float
    least: float
    runs: int

    @classmethod
    def of(cls, seconds: list[float]) -> Timing:
        """The summary of at least one run."""
        several = len(seconds) > 1
        lower, _, upper = statistics.quantiles(seconds, n=4) if several else seconds * 3
        return cls(statistics.median(seconds), lower, upper, min(seconds), len(seconds))

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def interleaved(steps: Mapping[str, Step], rounds: int) -> dict[str, Timing]:
    """Each step once to warm up, then all of them in turn, round after round."""
    for step in steps.values():
        step()
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    gc.collect()
    for _ in range(rounds):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            seconds[name].append(time.perf_counter() - began)
    return {name: Timing.of(runs) for name, runs in seconds.items()}
