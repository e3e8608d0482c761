"""`vaha evaluate`: measure the shipped files on data, as one JSON document."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.evaluate.art import art, critic, works
from vaha.cli.evaluate.document import installed_model, say_document
from vaha.cli.evaluate.hand import hand
from vaha.cli.evaluate.mood import mood

PATH = click.Path(path_type=Path)

_paintings = click.option("--paintings", type=PATH, required=True, help="With paintings.csv.")
_votes = click.option("--votes", type=PATH, required=True, help="ArtEmis' release file (csv).")
_report = click.option("--report", type=PATH, help="Write the JSON here too.")


@click.group(short_help="Measure the networks on data.")
def evaluate() -> None:
    """Measure the networks that this installation uses."""


for command in (mood, art, critic, works, hand):
    evaluate.add_command(command)


@evaluate.command()
@_paintings
@_votes
@_report
def enlarger(paintings: Path, votes: Path, report: Path | None) -> None:
    """The enlarger against bicubic on held-out paintings."""
    from vaha.cli.talk import say
    from vaha.training.data.paintings.reading import read_paintings
    from vaha.training.enlarger.evaluate import evaluate_enlarger

    everything = read_paintings(paintings, votes, size=128, tell=say)
    _, held = everything.split()
    say_document(evaluate_enlarger(installed_model("enlarger"), everything.pixels[held]), report)
