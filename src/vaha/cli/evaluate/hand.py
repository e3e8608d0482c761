"""`vaha evaluate hand`."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.evaluate.document import installed_model, say_document
from vaha.cli.options.paintings import votes_option

PATH = click.Path(path_type=Path)


@click.command()
@click.option("--paintings", type=PATH, required=True, help="With paintings.csv.")
@votes_option
@click.option("--manner", default="oil", show_default=True)
@click.option("--effect", type=float, default=1.0, show_default=True, help="Of the mood.")
@click.option("--size", type=int, default=512, show_default=True, help="Pixels of the works.")
@click.option("--works-a-mood", type=click.IntRange(2), default=100, show_default=True)
@click.option("--judge", type=PATH, help="Folder with judge.npz; asked too, it is independent.")
@click.option("--pairs", type=PATH, help="Write pairs for a blind study into this folder.")
@click.option("--report", type=PATH, help="Write the JSON here too.")
def hand(
    paintings: Path,
    votes: Path | None,
    manner: str,
    effect: float,
    size: int,
    works_a_mood: int,
    judge: Path | None,
    pairs: Path | None,
    report: Path | None,
) -> None:
    """What painting by hand does to works: their mood, and how far they are from paintings."""
    from vaha.cli.talk import say
    from vaha.hand.base import Brushwork
    from vaha.hand.brush import BrushHand
    from vaha.runtime.store import ModelStore
    from vaha.stages.paint import NetworkPainter
    from vaha.stages.rank import NetworkCritic
    from vaha.stages.upscale import open_enlarger
    from vaha.training.appraisal.hand import evaluate_hand, painted_pairs, write_pairs
    from vaha.training.appraisal.judge import Judge
    from vaha.training.data.paintings.reading import read_paintings

    if votes is None:
        raise click.UsageError("give --votes too: ArtEmis' release file")
    model = installed_model("critic")
    brushwork = Brushwork(manner, effect, size)
    everything = read_paintings(paintings, votes, size=128, tell=say)
    _, held = everything.split()
    critic = NetworkCritic(model)
    made = painted_pairs(
        NetworkPainter(installed_model("painter")),
        critic,
        open_enlarger(ModelStore.open(), "enlarger"),
        BrushHand(1),
        brushwork,
        works_a_mood,
    )
    if pairs is not None:
        write_pairs(made, pairs)
    seen = None if judge is None else Judge.load(judge).moods
    document = evaluate_hand(made, critic, model, everything.pixels[held], seen)
    say_document({"manner": manner, "effect": effect, "size": size, **document}, report)
