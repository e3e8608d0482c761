"""What `vaha look` saw, as text: a table where there is room for it, lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaha.emotions import FACE_EMOTIONS

if TYPE_CHECKING:
    from rich.table import Table

    from vaha.cli.look.look import Look, Seen
    from vaha.stages.base import MoodReading

LEAST = 0.005
"""Less of an emotion is not written: it would be 0 %."""

TABLE_WIDTH = 100
"""Columns that the table of a photo needs, with faces of four digits and moods that are unsure."""


def print_photo(seen: Seen) -> None:
    """A table where there is room for it, else (also in a pipe) a line for each face."""
    import click
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if console.is_terminal and console.width >= TABLE_WIDTH:
        console.print(_photo_table(seen))
        return
    for line in face_lines(seen):
        click.echo(line)


def face_lines(seen: Seen) -> Iterator[str]:
    """A line for each face: its number, its size, its mood, and what it is made of."""
    for number, face, reading in seen:
        moods = sorted(FACE_EMOTIONS, key=lambda emotion: -reading.mood[emotion])
        weights = [
            f"{one.value} {_percent(reading.mood[one])}"
            for one in moods
            if reading.mood[one] >= LEAST
        ]
        size = f"{face.box.width}x{face.box.height}"
        yield f"face {number}  {size}  {_named(reading)}: {', '.join(weights)}"


def row_line(one: Look) -> str:
    """One second of a video or a camera."""
    from vaha.cli.talk import mood_sentence

    minutes, seconds = divmod(int(one.time or 0), 60)
    clock = f"{minutes}:{seconds:02d}"
    said = [f"face {n}: {mood_sentence(r.mood, r.sure)}" for n, _, r in one.seen]
    return f"{clock:>6}  {'; '.join(said) or 'no face'}"


def _photo_table(seen: Seen) -> Table:
    """One line a face: its number, its place, its mood, and all seven moods in percent."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("face", justify="right", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("mood", no_wrap=True)
    for emotion in FACE_EMOTIONS:
        table.add_column(emotion.value, justify="right", no_wrap=True)
    for number, face, reading in seen:
        percents = [_percent(reading.mood[emotion]) for emotion in FACE_EMOTIONS]
        size = f"{face.box.width}x{face.box.height}"
        table.add_row(str(number), size, _named(reading), *percents)
    return table


def _named(reading: MoodReading) -> str:
    """The mood's name; of one that is not sure both candidates: `happy or surprised?`."""
    first, second = sorted(reading.mood, key=lambda emotion: -reading.mood[emotion])[:2]
    return first.value if reading.sure else f"{first.value} or {second.value}?"


def _percent(weight: float) -> str:
    return f"{100 * weight:.0f} %" if weight >= LEAST else "·"
