"""`vaha data`: what of the data for training is in a folder; what a pack of them holds."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.answers import print_json


@click.group(short_help="Look after the data for training.")
def data() -> None:
    """Look after the data for training."""


@data.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def check(folder: Path, as_json: bool) -> None:
    """Say what of the data for training is in FOLDER, in whatever form, and what is missing.

    The exit code is 1 where something is there that cannot be used.
    """
    from vaha.training.data.check import check_folder

    checked = check_folder(folder)
    if as_json:
        print_json(checked.document())
    else:
        for one in checked.found:
            click.echo(f"{one.path}: {one.what}: {one.fault or one.count}")
        for line in checked.missing:
            click.echo(f"missing: {line}")
    if any(one.fault for one in checked.found):
        raise click.exceptions.Exit(1)


@data.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--url", help="The pack's own page, where it has one.  [default: WikiArt's]")
def card(folder: Path, url: str | None) -> None:
    """Write croissant.json beside the pack in FOLDER: its files and terms, for data catalogues."""
    from vaha.training.data.croissant import WIKIART, write_croissant

    click.echo(str(write_croissant(folder, url or WIKIART)))
