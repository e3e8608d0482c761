"""Which paintings: options for the collection with people's votes, or for a pack of both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vaha.training.data.paintings.reading import PaintingSet

PATH = click.Path(path_type=Path)

paintings_option = click.option(
    "--paintings",
    type=PATH,
    required=True,
    help="WikiArt: a folder with Style/painting.jpg, or a pack of them.",
)
votes_option = click.option(
    "--votes", type=PATH, help="ArtEmis' release file (csv); not for packs."
)


def read_any_paintings(paintings: Path, votes: Path | None, size: int = 64) -> PaintingSet:
    """From a pack, whose paintings are of 64 px, or from the collection at this size."""
    from vaha.cli.talk import say
    from vaha.training.data.paintings.pack import is_pack, read_pack
    from vaha.training.data.paintings.reading import read_paintings

    if is_pack(paintings):
        return read_pack(paintings)
    if votes is None:
        raise click.UsageError("give --votes too: only packs of paintings hold the votes")
    return read_paintings(paintings, votes, size, tell=say)
