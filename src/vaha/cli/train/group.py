"""`vaha train`: learn each network from data, for so many minutes, and write its file and card."""

from __future__ import annotations

import click

from vaha.cli.train.critic import critic, judge, pack_paintings
from vaha.cli.train.enlarger import enlarger
from vaha.cli.train.mood import mood, mood_teachers
from vaha.cli.train.painter import pack_pictures, painter, painter_card


@click.group(short_help="Train the networks.")
def train() -> None:
    """Train the networks; every run saves as it goes and resumes where it was stopped."""


for command in (
    mood,
    mood_teachers,
    critic,
    judge,
    pack_paintings,
    pack_pictures,
    painter,
    painter_card,
    enlarger,
):
    train.add_command(command)


@train.command(
    hidden=True, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
def art() -> None:
    """What made the painter before this one."""
    raise click.UsageError(
        "`vaha train art` is gone; run `vaha train pack-pictures`, then `vaha train painter`"
    )
