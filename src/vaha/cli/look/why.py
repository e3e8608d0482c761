"""`vaha look --why`: what the reader saw in a face, or the critic in a work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.affect import Affect, affect_of
from vaha.errors import OutputError

if TYPE_CHECKING:
    from vaha.images import Image
    from vaha.stages.why import Why
    from vaha.studio import Studio

ACROSS, DOWN = 12, 4
"""Characters from the middle of the circumplex to its edges."""

PLEASURE = ("unpleasant", "pleasant")


def explain(studio: Studio, file: Path, choice: str | int, target: Path) -> dict[str, Any]:
    """Write the picture, tell of each mood, and give what `--json` says; raises InputError.

    A file with a recipe is a work: what the critic sees in it is shown.
    """
    from vaha.cli.pictures.works import recipe_or_none
    from vaha.images import read_image, write_png
    from vaha.stages.why_picture import side_by_side

    image, recipe = read_image(file), recipe_or_none(file)
    target = _target(file, target)
    if recipe is not None:
        from vaha.artwork import Artwork

        whys = [studio.why_work(Artwork(image, recipe))]
        said = [f"what carries {whys[0].said.value} for the critic"]
        document: dict[str, Any] = {"mood": whys[0].said.value}
    else:
        whys, said, faces = _of_faces(studio, image, choice)
        document = {"faces": faces}
    write_png(target, side_by_side(whys), made="enhanced")
    for line in (*said, f"{target}  warm: speaks for it; cold: speaks against it"):
        click.echo(line, err=True)
    return document | {"picture": str(target)}


def circumplex(affect: Affect) -> str:
    """Where a mood stands between unpleasant and pleasant, calm and aroused: a small picture."""
    x, y = round(affect.pleasure * ACROSS), round(affect.arousal * DOWN)
    margin = len(PLEASURE[0]) + 1
    lines = [" " * margin + "aroused".center(2 * ACROSS + 1)]
    for row in range(DOWN, -DOWN - 1, -1):
        cells = list(("-" if row == 0 else " ") * (2 * ACROSS + 1))
        cells[ACROSS] = "+" if row == 0 else "|"
        if row == y:
            cells[x + ACROSS] = "●"
        left, right = PLEASURE if row == 0 else ("", "")
        lines.append(f"{left:<{margin}}{''.join(cells)} {right}")
    lines.append(" " * margin + "calm".center(2 * ACROSS + 1))
    return "\n".join(line.rstrip() for line in lines)


def _of_faces(
    studio: Studio,
    image: Image,
    choice: str | int,
) -> tuple[list[Why], list[str], list[dict[str, Any]]]:
    """Of each chosen face why it is read so, lines about it, and what `--json` says."""
    from vaha.cli.look.look import Watcher, face_document

    whys: list[Why] = []
    said: list[str] = []
    documents: list[dict[str, Any]] = []
    for number, face, reading in Watcher(studio, choice, None).see(image, none_is_an_error=True):
        whys.append(why := studio.why_mood(face))
        affect = affect_of(reading.mood)
        said.append(f"face {number}: {why.said.value}, what speaks for it")
        said.append(f"pleasure {affect.pleasure:+.2f}, arousal {affect.arousal:+.2f}")
        said.append(circumplex(affect))
        documents.append(face_document(number, face, reading))
    return whys, said, documents


def _target(file: Path, asked: Path) -> Path:
    """The PNG to write, in a folder that can be written; raises OutputError."""
    from vaha.cli.pictures.works import free_path, refuse_to_overwrite
    from vaha.images import prepare_folder

    if asked == Path():
        return free_path(Path(f"{file.stem}-why.png"), None)
    if asked.suffix.lower() != ".png":
        raise OutputError(f"{asked} is no PNG; name a file that ends with .png")
    prepare_folder(asked.parent)
    refuse_to_overwrite(asked, None)
    return asked
