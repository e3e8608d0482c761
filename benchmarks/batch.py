"""What a batch costs beside its work: `python -m benchmarks.batch`; prints one JSON document.

The work is a fake that sleeps 50 ms an item, so that processors set no limit.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from vaha.batch.orders import Order
from vaha.batch.places import Place
from vaha.batch.plan import planned
from vaha.batch.pool import LocalPool
from vaha.batch.rows import to_parquet
from vaha.batch.work import Paintings
from vaha.emotions import Mood
from vaha.stages.fake import FakeEnlarger, fake_studio_parts
from vaha.studio import Studio

SLEEP, ITEMS, SHARD, PICTURE = 0.05, 240, 8, 300_000


def open_sleeper(order: Order) -> Studio:
    """A studio that takes SLEEP for each work."""
    parts = list(fake_studio_parts())
    parts[4] = FakeEnlarger(SLEEP)
    return Studio(*parts)  # type: ignore[arg-type]


def rate(workers: int, folder: Path) -> float:
    """Items a second from the first part on, which waits for the processes to start."""
    order = Order(Paintings(Mood.parse("happy"), 2), "seeds", str(folder / str(workers)))
    shards = planned(order, tuple(map(str, range(ITEMS))), SHARD).shards
    pool = LocalPool(workers, 1, open_sleeper)
    times = [time.monotonic() for _ in pool.run(order, shards)]
    assert len(list(pairwise(times))) == len(shards) - 1
    return (len(times) - workers) * SHARD / (times[-1] - times[workers - 1])


def overhead(folder: Path) -> Iterator[float]:
    """Milliseconds of processor for an item of 300 kB: planning, the part's bytes, writing them."""
    order = Order(Paintings(Mood.parse("happy")), "seeds", str(folder / "overhead"))
    items = tuple(map(str, range(256)))
    noise = np.random.default_rng(0).bytes(PICTURE)
    work = {"seed": 0, "lift": 0.0, "recipe": "{}" * 300, "picture": noise}
    rows = [{"item": item, "works": [work]} for item in items]
    for _ in range(3):
        began = time.process_time()
        (shard,) = planned(order, items, 256).shards
        Place(order.out).write(shard.name, to_parquet(rows))
        yield 1000 * (time.process_time() - began) / len(items)
        (Path(order.out) / shard.name).unlink()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one, two = rate(1, folder), rate(2, folder)
        figures = {
            "one_worker_a_second": round(one, 2),
            "two_workers_a_second": round(two, 2),
            "two_of_twice_one": round(two / (2 * one), 2),
            "overhead_ms_an_item": round(min(overhead(folder)), 2),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
