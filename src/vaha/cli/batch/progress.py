"""How far a batch is: items, rate and time left, as a bar or, where no terminal is, as lines."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vaha.cli.talk import console

if TYPE_CHECKING:
    from vaha.batch.orders import Done
    from vaha.batch.plan import Plan

EVERY = 10.0
"""Seconds between two lines."""


def watched(done: Iterable[Done], plan: Plan) -> Iterator[Done]:
    """The parts as they are done, with what is to be said of them on stderr."""
    from rich.progress import BarColumn, Progress, TextColumn

    talk, began = console(), time.monotonic()
    bar = Progress(
        BarColumn(), TextColumn("{task.description}"), console=talk, disable=not talk.is_terminal
    )
    with bar:
        task = bar.add_task(_line(plan, 0, 0.0), total=plan.items, completed=plan.done)
        count, spoke = 0, began
        for part in done:
            count += part.items
            now = time.monotonic()
            line = _line(plan, count, now - began)
            bar.update(task, completed=plan.done + count, description=line)
            if not talk.is_terminal and (now - spoke >= EVERY or plan.done + count == plan.items):
                talk.print(line)
                spoke = now
            yield part


def _line(plan: Plan, count: int, seconds: float) -> str:
    """`3,072 of 1,000,000, 18.2 a second, 15:12:40 left`."""
    line = f"{plan.done + count:,} of {plan.items:,}"
    if not count or seconds <= 0:
        return line
    left = round((plan.items - plan.done - count) * seconds / count)
    clock = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
    return f"{line}, {count / seconds:.3g} a second, {clock} left"
