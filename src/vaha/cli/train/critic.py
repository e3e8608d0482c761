"""`vaha train critic`, `judge` and `pack-paintings`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vaha.cli.options.paintings import PATH, paintings_option, read_any_paintings, votes_option
from vaha.cli.train.begin import begin
from vaha.cli.train.machine import Machine, out_option, with_machine


@click.command()
@paintings_option
@votes_option
@out_option
@click.option(
    "--minutes",
    type=click.FloatRange(min=0.01),
    help="For style and artist, after the features [default: 1200 steps].",
)
@with_machine
def critic(
    paintings: Path,
    votes: Path | None,
    out: Path,
    minutes: float | None,
    machine: Machine,
) -> None:
    """The critic: how people feel in front of paintings."""
    begin(out)
    from vaha.training.critic.embedding import CriticOptions
    from vaha.training.critic.network import SIDE, CriticTrunk
    from vaha.training.critic.run import finish_critic, train_critic
    from vaha.training.features.network import open_feature_network

    everything = read_any_paintings(paintings, votes, SIDE)
    trunk = CriticTrunk(open_feature_network("lite0"))
    options = CriticOptions(minutes=minutes)
    here = machine.choose()
    run = train_critic(everything, trunk, out / "critic", options, here)
    finish_critic(run, everything, trunk, out / "weights")


@click.command()
@paintings_option
@votes_option
@out_option
def judge(paintings: Path, votes: Path | None, out: Path) -> None:
    """The independent judge of moods.

    It measures what is painted and is never bundled. Writes OUT/judge.
    """
    begin(out)
    from vaha.files import write_file
    from vaha.training.appraisal.judge import remembering, seen_by_lite2, train_judge

    everything = read_any_paintings(paintings, votes)
    run = train_judge(everything, see=remembering(seen_by_lite2, out / "judge"))
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

    from vaha.training.data.paintings.pack import write_pack

    everything = read_any_paintings(paintings, votes)
    chosen = np.flatnonzero(everything.may_paint | whole)
    for path in write_pack(everything.take(chosen), folder):
        click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
