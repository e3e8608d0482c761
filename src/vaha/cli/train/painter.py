"""`vaha train painter`, `painter-card` and `pack-pictures`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import click

from vaha.cli.evaluate.document import installed_model
from vaha.cli.options.paintings import PATH, paintings_option, read_any_paintings, votes_option
from vaha.cli.train.begin import begin
from vaha.cli.train.hyperparameters import hyperparameter_option
from vaha.cli.train.machine import Machine, with_machine
from vaha.training.painter.options import PRESETS, ProjectedOptions

Command = TypeVar("Command", bound=Callable[..., Any])

lite0_option = click.option(
    "--lite0", type=PATH, help="EfficientNet-Lite0's weights [default: the installed package's]."
)


def with_recipe(command: Command) -> Command:
    """Adds --preset and an option for each hyperparameter, None where it was not given."""
    kinds = get_type_hints(ProjectedOptions)
    for one in reversed(fields(ProjectedOptions)):
        command = hyperparameter_option(one.name, kinds[one.name], one.metadata["says"])(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="processor",
        show_default=True,
        help="The recipe that the other options change.",
    )(command)


@click.command()
@click.option("--pack", type=PATH, required=True, help="What pack-pictures wrote.")
@lite0_option
@click.option("--start", type=PATH, help="The --out of a run to go on from, of 64 px or of 128.")
@click.option("--out", type=PATH, default=Path("runs/painter"), show_default=True)
@click.option("--carry", type=PATH, help="Copy what the next machine needs here, at the end.")
@click.option("--unfinished", is_flag=True, help="Only train: write no weights to paint with.")
@with_machine
@with_recipe
def painter(
    pack: Path,
    lite0: Path | None,
    start: Path | None,
    out: Path,
    carry: Path | None,
    unfinished: bool,
    machine: Machine,
    preset: str,
    **given: Any,  # noqa: ANN401 - one for each field of ProjectedOptions
) -> None:
    """A painter that learns against ImageNet's features, asked by mood and style."""
    begin(out)
    from vaha.training.data.paintings.picture_pack import read_projected_pack
    from vaha.training.features.network import open_feature_network
    from vaha.training.painter.data import PictureSet
    from vaha.training.painter.run import train_projected_painter
    from vaha.training.painter.sheets import carry_results, reachable_moods, show_progress

    options = PRESETS[preset].but(**{k: v for k, v in given.items() if v is not None})
    here = machine.choose()
    click.echo(f"learning on {here}", err=True)
    pixels, names, moods = read_projected_pack(pack, options.side)
    data = PictureSet.of(pixels, moods, names, here)
    features = open_feature_network("lite0", lite0)
    run = train_projected_painter(
        data, features, out, options, show_progress, start=start, device=here
    )
    if carry is not None:
        carry_results(out, carry)
    if not unfinished:
        from vaha.training.painter.publish import publish_projected

        publish_projected(run.settled(64), reachable_moods(data), out / "weights")


@click.command("painter-card")
@paintings_option
@votes_option
@click.option("--out", type=PATH, default=Path("runs/painter"), show_default=True)
def painter_card(paintings: Path, votes: Path | None, out: Path) -> None:
    """Measure what `vaha train painter` wrote, and write its card.

    Its scores against held-out paintings, and what the installed critic usually finds in its works,
    into OUT/weights/painter.json.
    """
    begin(out)
    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.runtime.store import ModelStore
    from vaha.training.painter.card import scored_card
    from vaha.training.publish.cards import write_card

    folder = out / "weights"
    ours, critic = OnnxModel.open(ModelStore(folder, folder), "painter"), installed_model("critic")
    everything = read_any_paintings(paintings, votes)
    _, held = everything.split()
    write_card(scored_card(ours, critic, everything.pixels[held]), folder)


@click.command("pack-pictures")
@click.argument("folder", type=PATH)
@paintings_option
@votes_option
@lite0_option
@click.option("--side", type=click.Choice(["64", "128"]), default="128", show_default=True)
@click.option(
    "--quality",
    type=click.IntRange(1, 100),
    default=100,
    show_default=True,
    help="WebP's; 100 loses nothing, at 50 all pictures of 128 px take 47 MB.",
)
@click.option("--held", is_flag=True, help="The held-out paintings instead, to measure with.")
def pack_pictures(
    folder: Path,
    paintings: Path,
    votes: Path,
    lite0: Path | None,
    side: str,
    quality: int,
    held: bool,
) -> None:
    """The pictures that a painter may learn from, with soft moods, in files of under 16 MB."""
    begin(folder)
    from vaha.cli.talk import say
    from vaha.training.data.paintings.picture_pack import reduced, write_projected_pack
    from vaha.training.data.paintings.reading import read_paintings
    from vaha.training.data.paintings.soft_moods import soft_moods
    from vaha.training.features.network import open_feature_network, save_feature_network
    from vaha.training.features.pictures import picture_features

    everything = read_paintings(paintings, votes, size=128, tell=say)
    learn, kept = everything.split()
    network = open_feature_network("lite0", lite0)
    seen = picture_features(network, everything.pixels, levels=True)
    moods = soft_moods(seen, everything)
    chosen = kept if held else learn
    pixels = reduced(everything.pixels[chosen], int(side))
    written = write_projected_pack(folder, pixels, everything.names[chosen], moods[chosen], quality)
    written.append(save_feature_network(network, folder / "lite0.pt"))
    for path in written:
        click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
