"""`vaha train critic`, `art`, `judge` and `pack-paintings`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import click

from vaha.cli.begin import begin
from vaha.cli.levers import lever_option
from vaha.training.painter_options import NETWORKS, PRESETS, SPACES, PainterOptions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vaha.training.painting_data import PaintingSet

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

paintings_option = click.option(
    "--paintings",
    type=PATH,
    required=True,
    help="Folder with paintings.csv and Style/painting.webp, or a pack of them.",
)
votes_option = click.option(
    "--votes", type=PATH, help="ArtEmis' release file (csv); not for packs."
)
_out = click.option(
    "--out", type=PATH, default=Path("runs"), show_default=True, help="Checkpoints and weights."
)


def with_painter_levers(command: Command) -> Command:
    """Adds --preset and an option for each lever, None where it was not given."""
    kinds = get_type_hints(PainterOptions)
    choices: dict[str, tuple[str, ...]] = {"space": SPACES, "network": NETWORKS}
    for one in reversed(fields(PainterOptions)):
        says = one.metadata["says"]
        command = lever_option(one.name, kinds[one.name], says, choices)(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="latents",
        show_default=True,
        help="The recipe that the other options change.",
    )(command)


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


def read_any_paintings(
    paintings: Path, votes: Path | None
) -> tuple[PaintingSet, npt.NDArray[np.float32] | None]:
    """From a pack or from the collection; the critic's answers where a pack holds them."""
    from vaha.training.painting_data import read_paintings
    from vaha.training.painting_pack import is_pack, read_pack

    if is_pack(paintings):
        return read_pack(paintings)
    if votes is None:
        raise click.UsageError("give --votes too: only packs of paintings hold the votes")
    return read_paintings(paintings, votes), None


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
    from vaha.training.critic import CriticOptions, typical_pictures
    from vaha.training.critic_network import CriticTrunk
    from vaha.training.critic_run import finish_critic, train_critic
    from vaha.training.device import choose_device

    everything, _ = read_any_paintings(paintings, votes)
    trunk = CriticTrunk.of_vgg(vgg, typical_pictures(everything))
    options = CriticOptions(minutes=minutes)
    here = choose_device(device, precision, compiled=compiled, threads=threads)
    run = train_critic(everything, trunk, out / "critic", options, here)
    finish_critic(run, everything, trunk, out / "weights")


@click.command()
@paintings_option
@votes_option
@click.option("--vgg", type=PATH, help="ImageNet's VGG19 (caffe's scale), for the autoencoder.")
@_out
@click.option(
    "--autoencoder-minutes",
    type=click.FloatRange(min=0.01),
    help="Of latents [default: 18 % of --minutes, or 25; on a GPU 2].",
)
@click.option(
    "--drawing-minutes",
    type=click.FloatRange(min=0.01),
    help="The decoder's second stage, of latents [default: 40 % of --minutes, or 85; on a GPU 15].",
)
@click.option("--unfinished", is_flag=True, help="Only train: write no weights, measure nothing.")
@with_machine
@with_painter_levers
def art(
    paintings: Path,
    votes: Path | None,
    vgg: Path | None,
    out: Path,
    autoencoder_minutes: float | None,
    drawing_minutes: float | None,
    unfinished: bool,
    device: str,
    precision: str,
    compiled: bool,
    threads: int,
    preset: str,
    **levers: Any,  # noqa: ANN401 - one for each field of PainterOptions
) -> None:
    """The painter, after the critic.

    Run `vaha train critic` with the same --out first, or give a pack that holds its answers. The
    preset dcgan trains the plain network to compare with, into OUT/dcgan. On several GPUs: torchrun
    --nproc-per-node 4 -m vaha train art ...
    """
    begin(out)
    from vaha.training.art import train_art
    from vaha.training.art_recipe import art_recipe
    from vaha.training.critic_run import read_critic_logits
    from vaha.training.device import choose_device
    from vaha.training.painting_pack import is_pack
    from vaha.training.parallel import Team

    recipe = art_recipe(preset, autoencoder_minutes, drawing_minutes, **levers)
    # Before the paintings, which take a minute to read.
    judged = None if is_pack(paintings) else read_critic_logits(out / "critic")
    everything, packed = read_any_paintings(paintings, votes)
    logits = packed if packed is not None else judged
    if logits is None:
        logits = read_critic_logits(out / "critic")
    team = Team.from_environment()
    here = choose_device(
        device, precision, compiled=compiled, local_rank=team.local_rank, threads=threads
    )
    folder = out / "dcgan" if recipe.painter.network == "dcgan" else out
    if team.leads:
        click.echo(f"learning on {here}", err=True)
    with team.joined(here):
        parts = recipe.autoencoder, recipe.painter, recipe.drawing
        run = train_art(everything, logits, vgg, folder, *parts, device=here, team=team)
    if team.leads and not unfinished:
        _finish(run, everything, out, folder)


def _finish(run: Any, everything: PaintingSet, out: Path, folder: Path) -> None:  # noqa: ANN401
    """Write the files; the plain rival is published without a word about the critic."""
    from vaha.runtime.session import OnnxModel
    from vaha.runtime.store import ModelStore
    from vaha.training.art import finish_art
    from vaha.training.publish_painter import publish_painter

    _, held = everything.split()
    if run.options.network == "dcgan":
        publish_painter(run.generator, run.drawing, folder / "weights", run.options)
        return
    critic = OnnxModel.open(ModelStore(out / "weights", out), "critic")
    finish_art(run, critic, everything.pixels[held], out / "weights")


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
    from vaha.training.judge import train_judge

    everything, _ = read_any_paintings(paintings, votes)
    run = train_judge(everything)
    run.judge.save(out / "judge")
    text = json.dumps(run.measures, indent=2) + "\n"
    write_file(out / "judge" / "judge.json", text.encode())
    click.echo(text, nl=False)


@click.command("pack-paintings")
@click.argument("folder", type=PATH)
@paintings_option
@votes_option
@click.option("--critic", type=PATH, help="The --out of `vaha train critic`: its answers travel.")
@click.option("--all", "whole", is_flag=True, help="Also those that the painter may not learn.")
def pack_paintings(
    folder: Path, paintings: Path, votes: Path | None, critic: Path | None, whole: bool
) -> None:
    """Paintings of 64 px in a few files of under 16 MB.

    The trainers read FOLDER as they read --paintings, where the collection cannot be carried.
    """
    begin(folder)
    import numpy as np

    from vaha.training.critic_run import read_critic_logits
    from vaha.training.painting_pack import write_pack

    everything, logits = read_any_paintings(paintings, votes)
    if critic is not None:
        logits = read_critic_logits(critic / "critic")
    chosen = np.flatnonzero(everything.may_paint | whole)
    logits = None if logits is None else logits[chosen]
    for path in write_pack(everything.take(chosen), folder, logits):
        click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
