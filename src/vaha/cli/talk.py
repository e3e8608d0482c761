"""What the commands say to people, all of it on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaha.emotions import Mood

if TYPE_CHECKING:
    from rich.console import Console

BAR = 24
"""Characters of a bar that stands for 100 %."""


def console() -> Console:
    """Where talk and progress go: stderr, as it is now."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def say(line: str) -> None:
    """A line for people."""
    import click

    click.echo(line, err=True)


def mood_sentence(mood: Mood, sure: bool) -> str:
    """`happy (72 %)`, or `not sure: perhaps happy (38 %) or surprised (31 %)`."""
    first, second = sorted(mood, key=lambda emotion: -mood[emotion])[:2]
    if sure:
        return f"{first.value} ({mood[first]:.0%})".replace("%", " %")
    return (
        f"not sure: perhaps {first.value} ({100 * mood[first]:.0f} %) "
        f"or {second.value} ({100 * mood[second]:.0f} %)"
    )


def mood_chart(mood: Mood) -> str:
    """The seven weights as bars, one line each, the greatest first."""
    lines = [
        f"  {emotion.value:<10}{100 * mood[emotion]:4.0f} %  {'█' * round(BAR * mood[emotion])}"
        for emotion in sorted(mood, key=lambda emotion: -mood[emotion])
    ]
    return "\n".join(line.rstrip() for line in lines)
