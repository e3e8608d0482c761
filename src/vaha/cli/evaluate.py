"""`vaha evaluate`: measure the shipped files on data, as one JSON document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)

_paintings = click.option("--paintings", type=PATH, required=True, help="With paintings.csv.")
_votes = click.option("--votes", type=PATH, required=True, help="ArtEmis' release file (csv).")
_report = click.option("--report", type=PATH, help="Write the JSON here too.")


@click.group(short_help="Measure the networks on data.")
def evaluate() -> None:
    """Measure the networks that this installation uses."""


@evaluate.command()
@click.option("--csv", "csv_file", type=PATH, required=True, help="Kaggle's fer2013.csv.")
@click.option("--part", type=click.Choice(["PrivateTest", "PublicTest"]), default="PrivateTest")
@click.option("--first", type=click.IntRange(1), help="Only the first so many faces.")
@_report
def mood(csv_file: Path, part: str, first: int | None, report: Path | None) -> None:
    """The mood reader on a part of FER-2013, as the file reads it."""
    from vaha.training.evaluate_mood import evaluate_mood
    from vaha.training.face_data import read_fer2013

    parts = read_fer2013(csv_file, needed=[part])
    faces = parts[part] if first is None else parts[part].first(first)
    _say({part: evaluate_mood(_model("mood"), faces, parts["Training"])}, report)


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
    probabilities, _ = judge(_model("critic"), voted.pixels)
    _say(evaluate_votes(probabilities, voted.votes), report)


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
    painter, judge = _model("painter"), _model("critic")
    _say(evaluate_painter(painter, judge, everything.pixels[held], works), report)


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
    _say(evaluate_enlarger(_model("enlarger"), everything.pixels[held]), report)


def _model(name: str) -> Any:  # noqa: ANN401 - naming the type would import the runtime here
    from vaha.runtime.session import OnnxModel
    from vaha.runtime.store import ModelStore

    return OnnxModel.open(ModelStore.open(), name)


def _say(document: dict[str, Any], report: Path | None) -> None:
    from vaha.files import write_file

    text = json.dumps(document, indent=2) + "\n"
    if report is not None:
        write_file(report, text.encode())
    click.echo(text, nl=False)
