"""`vaha train critic`, `judge` and `pack-paintings`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vaha.cli.options.paintings import PATH, paintings_option, read_any_paintings, votes_option
from vaha.cli.train.begin import begin

if TYPE_CHECKING:
    pass

Command = TypeVar("Command", bound=Callable[..., Any])

_out = click.option(
    "--out", type=PATH, default=Path("runs"), show_default=True, help="Checkpoints and weights."
)


def with_machine(command: Command) -> Command:
    """Adds what says where and how fast it learns."""
    for option in (
        click.option("--threads", type=click.IntRange(1), default=2, show_default=True),
        click.option("--compile", "compiled", is_flag=True, help="Compile the networks first."),
        click.option(
            "--precision",
            type=click.Choice(["auto", "bf16", "fp32"]),
            default="auto",
            help="auto: bf16 where it is faster.",
        ),
        click.option("--device", default="auto", help="auto, cpu, cuda, cuda:1 ..."),
    ):
        command = option(command)
    return command


@click.command()
@paintings_option
@votes_option
@click.option("--vgg", type=PATH, required=True, help="ImageNet's VGG19 (caffe's scale).")
@_out
@click.option(
    "--minutes",
    type=click.FloatRange(min=0.01),
    help="For style and artist, after the features [default: 3000 steps].",
)
@with_machine
def critic(
    paintings: Path,
    votes: Path | None,
    vgg: Path,
    out: Path,
    minutes: float | None,
    device: str,
    precision: str,
    compiled: bool,
    threads: int,
) -> None:
    """The critic: how people feel in front of paintings."""
    begin(out)
    from vaha.training.critic.embedding import CriticOptions, typical_pictures
    from vaha.training.critic.network import CriticTrunk
    from vaha.training.critic.run import finish_critic, train_critic
    from vaha.training.engine.device import choose_device

    everything = read_any_paintings(paintings, votes)
    trunk = CriticTrunk.of_vgg(vgg, typical_pictures(everything))
    options = CriticOptions(minutes=minutes)
    here = choose_device(device, precision, compiled=compiled, threads=threads)
    run = train_critic(everything, trunk, out / "critic", options, here)
    finish_critic(run, everything, trunk, out / "weights")


@click.command()
@paintings_option
@votes_option
@_out
def judge(paintings: Path, votes: Path | None, out: Path) -> None:
    """The independent judge of moods.

    It measures what is painted and is never bundled. Writes OUT/judge.
    """
    begin(out)
    from vaha.files import write_file
    from vaha.training.appraisal.judge import train_judge

    everything = read_any_paintings(paintings, votes)
    run = train_judge(everything)
    run.judge.save(out / "judge")
    text = json.dumps(run.measures, indent=2) + "\n"
    write_file(out / "judge" / "judge.json", text.encode())
    click.echo(text, nl=False)


@click.command("pack-paintings")
@click.argument("folder", type=PATH)
@paintings_option
@votes_option
@click.option("--all", "whole", is_flag=True, help="Also those that the painter may not learn.")
def pack_paintings(folder: Path, paintings: Path, votes: Path | None, whole: bool) -> None:
    """Paintings of 64 px in a few files of under 16 MB.

    The trainers read FOLDER as they read --paintings, where the collection cannot be carried.
    """
    begin(folder)
    import numpy as np

    from vaha.training.data.painting_pack import write_pack

    everything = read_any_paintings(paintings, votes)
    chosen = np.flatnonzero(everything.may_paint | whole)
    for path in write_pack(everything.take(chosen), folder):
        click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
