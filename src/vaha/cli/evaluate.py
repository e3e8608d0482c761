"""`vaha evaluate`: measure the shipped files on data, as one JSON document."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.evaluate_mood import mood
from vaha.cli.evaluating import installed_model, say_document

PATH = click.Path(path_type=Path)

_paintings = click.option("--paintings", type=PATH, required=True, help="With paintings.csv.")
_votes = click.option("--votes", type=PATH, required=True, help="ArtEmis' release file (csv).")
_report = click.option("--report", type=PATH, help="Write the JSON here too.")


@click.group(short_help="Measure the networks on data.")
def evaluate() -> None:
    """Measure the networks that this installation uses."""


evaluate.add_command(mood)


@evaluate.command()
@_paintings
@_votes
@_report
def critic(paintings: Path, votes: Path, report: Path | None) -> None:
    """The critic on voted paintings; on those it was trained on the figures flatter it."""
    from vaha.training.evaluate_critic import evaluate_votes
    from vaha.training.evaluate_painter import judge
    from vaha.training.painting_data import read_paintings

    everything = read_paintings(paintings, votes)
    voted = everything.take(everything.voted)
    probabilities, _ = judge(installed_model("critic"), voted.pixels)
    say_document(evaluate_votes(probabilities, voted.votes), report)


@evaluate.command()
@_paintings
@_votes
@click.option("--works", type=click.IntRange(2), default=200, show_default=True, help="A mood.")
@_report
def art(paintings: Path, votes: Path, works: int, report: Path | None) -> None:
    """The painter's works against held-out paintings."""
    from vaha.training.evaluate_painter import evaluate_painter
    from vaha.training.painting_data import read_paintings

    everything = read_paintings(paintings, votes)
    _, held = everything.split()
    painter, judge = installed_model("painter"), installed_model("critic")
    say_document(evaluate_painter(painter, judge, everything.pixels[held], works), report)


@evaluate.command()
@_paintings
@_votes
@_report
def enlarger(paintings: Path, votes: Path, report: Path | None) -> None:
    """The enlarger against bicubic on held-out paintings."""
    from vaha.training.evaluate_enlarger import evaluate_enlarger
    from vaha.training.painting_data import read_paintings

    everything = read_paintings(paintings, votes, size=128)
    _, held = everything.split()
    say_document(evaluate_enlarger(installed_model("enlarger"), everything.pixels[held]), report)
