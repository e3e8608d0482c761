"""`vaha train`: learn each network from data, for so many minutes, and write its file and card."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.train.begin import begin
from vaha.cli.train.critic import critic, judge, pack_paintings
from vaha.cli.train.mood import mood, mood_teachers
from vaha.cli.train.painter import pack_pictures, painter, painter_card

PATH = click.Path(path_type=Path)


@click.group(short_help="Train the networks.")
def train() -> None:
    """Train the networks; every run saves as it goes and resumes where it was stopped."""


_out = click.option(
    "--out", type=PATH, default=Path("runs"), show_default=True, help="Checkpoints and weights."
)
_minutes = click.option("--minutes", type=click.FloatRange(min=0.01), help="Time budget.")
_threads = click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
_paintings = click.option(
    "--paintings",
    type=PATH,
    required=True,
    help="Folder with paintings.csv and Style/painting.webp.",
)
_votes = click.option("--votes", type=PATH, required=True, help="ArtEmis' release file (csv).")
_vgg = click.option("--vgg", type=PATH, required=True, help="ImageNet's VGG19 (caffe's scale).")


for command in (
    mood,
    mood_teachers,
    critic,
    judge,
    pack_paintings,
    pack_pictures,
    painter,
    painter_card,
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


@train.command()
@_paintings
@_votes
@_vgg
@_out
@_minutes
@_threads
def enlarger(
    paintings: Path, votes: Path, vgg: Path, out: Path, minutes: float | None, threads: int
) -> None:
    """The enlarger: a compact network in Real-ESRGAN's way."""
    begin(out)
    from vaha.training.data.paintings import read_paintings
    from vaha.training.enlarger.publish import publish_enlarger
    from vaha.training.enlarger.run import EnlargerOptions, train_enlarger

    everything = read_paintings(paintings, votes, size=128)
    learn, held = everything.split()
    options = EnlargerOptions(minutes=minutes or EnlargerOptions.minutes, threads=threads)
    kept = everything.pixels[held]
    network = train_enlarger(everything.pixels[learn], kept, out / "enlarger", options, vgg)
    publish_enlarger(network, kept, out / "weights")
