"""`vaha models card`, `push` and `pull`: the networks on Hugging Face's hub."""

from __future__ import annotations

from pathlib import Path

import click

from vaha.cli.options import completing
from vaha.cli.talk import say


@click.command()
@click.argument("name", shell_complete=completing.own_models)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Write it into this folder, new or empty.  [default: vaha-NAME]",
)
def card(name: str, folder: Path | None) -> None:
    """Write the network NAME as a folder for Hugging Face: page, weights, card and terms."""
    from vaha.runtime.hub.repository import write_repository
    from vaha.runtime.store import ModelStore

    folder = folder or Path(f"vaha-{name}")
    write_repository(ModelStore.open(), name, folder)
    click.echo(str(folder))


@click.command()
@click.argument("name", shell_complete=completing.own_models)
@click.argument("repository", metavar="OWNER/NAME")
@click.option(
    "--public", is_flag=True, help="For all to see, where it is new.  [default: only for you]"
)
def push(name: str, repository: str, public: bool) -> None:
    """Send the network NAME to a repository on Hugging Face, after `hf auth login`."""
    from vaha.runtime.hub.exchange import push as send
    from vaha.runtime.hub.hugging_face import HuggingFaceHub
    from vaha.runtime.store import ModelStore

    click.echo(send(HuggingFaceHub.open(), ModelStore.open(), name, repository, public))


@click.command()
@click.argument("repository", metavar="OWNER/NAME")
def pull(repository: str) -> None:
    """Bring a network from a repository on Hugging Face, and verify it by its card."""
    from vaha.runtime.hub.exchange import pull as bring
    from vaha.runtime.hub.hugging_face import HuggingFaceHub
    from vaha.settings import Settings

    brought = bring(HuggingFaceHub.open(), repository, Settings.from_environment().home)
    say(_printable(f"{brought.card.name}, by {repository}; licence: {brought.card.licence}"))
    click.echo(str(brought.path))


def _printable(text: str) -> str:
    """Without what would move about in a terminal: the text is anybody's."""
    return "".join(letter for letter in text if letter.isprintable())
