"""What the hand costs: its parts, a stroke, a pixel; works of several sizes and their memory.

`python -m benchmarks.hand PICTURE` prints two Markdown tables. Each size runs in a process of its
own, for its peak memory. CPU seconds hold on a busy machine too; wall seconds only on a quiet one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import describe
from vaha.artwork import Artwork, Recipe
from vaha.emotions import Mood
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand
from vaha.hand.manners import MANNERS
from vaha.hand.rendering.light import light
from vaha.hand.rendering.render import render
from vaha.hand.strokes import to_bytes
from vaha.images import Image, read_image
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio

MOOD = Mood.parse("angry")
SIZES = ((3, 512), (1, 1024), (1, 2048), (1, 4096))
"""So many works of so many pixels at once."""
ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of all cores, the least of several runs."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.3f} | {self.cpu:.3f}"


def cost_of(step: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """The least of several runs, after one to warm up."""
    step()
    walls, cpus = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        step()
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - used)
    return Cost(min(walls), min(cpus))


def manner_rows(picture: Image) -> Iterator[str]:
    """A row for each manner: strokes, bytes, and what its parts cost at 512 px on one thread."""
    hand = BrushHand(1)
    for name, manner in MANNERS.items():
        brushwork = Brushwork(name)
        strokes = hand.plan(picture, brushwork, MOOD)
        surface = render(strokes, 512)
        plan = cost_of(lambda b=brushwork: hand.plan(picture, b, MOOD)).cpu
        paint = cost_of(lambda s=strokes: render(s, 512)).cpu
        lit = cost_of(lambda s=surface, m=manner: light(s, m)).cpu
        pixels = surface.height.size
        stroke, pixel = 1e6 * (plan + paint) / len(strokes), 1e9 * (paint + lit) / pixels
        yield (
            f"| {name} | {len(strokes):,} | {len(to_bytes(strokes)) / 1000:.0f} | "
            f"{1000 * plan:.0f} | {1000 * paint:.0f} | {1000 * lit:.0f} | {stroke:.0f} | "
            f"{pixel:.0f} |"
        )


def works(picture: Path, count: int, size: int) -> tuple[Cost, float]:
    """What so many works at once cost, and the process's peak memory in MB."""
    studio = Studio(*fake_studio_parts()[:5], BrushHand())
    image = read_image(picture)
    drawn = [Artwork(image, Recipe(MOOD, seed)) for seed in range(count)]
    cost = cost_of(lambda: studio.brush_all(drawn, Brushwork(size=size)), 1 if size > 1024 else 5)
    return cost, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", type=Path, help="an enlarged work, 256 x 256")
    picture: Path = parser.parse_args().picture
    machine = describe()
    print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load_before']:.1f}\n")
    print(
        "| manner | strokes | kB | plan, ms | render, ms | light, ms | µs a stroke | ns a pixel |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for row in manner_rows(read_image(picture)):
        print(row, flush=True)
    print("\n| works in oil | seconds | CPU seconds | peak MB |\n|---|---|---|---|")
    context = multiprocessing.get_context("spawn")
    for count, size in SIZES:
        with context.Pool(1) as pool:
            cost, memory = pool.apply(works, (picture, count, size))
        print(f"| {count} of {size} px | {cost} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
