"""`vaha choose`: which pictures of a folder carry a mood best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli.answers import print_json
from vaha.cli.options import completing
from vaha.cli.options.hand import AskedHand, hand_options

if TYPE_CHECKING:
    from vaha.artwork import Artwork, Recipe
    from vaha.emotions import Mood
    from vaha.hand.base import Brushwork

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".bmp", ".tif", ".tiff", ".gif")
"""What counts as a picture in a folder."""

LARGEST_SIDE = 256
"""Pictures are made smaller than this before the critic looks, so that folders fit in memory."""


@dataclass(frozen=True)
class _Picture:
    """A picture of the folder: its file, its size (width, height), and what the critic said."""

    path: Path
    size: tuple[int, int]
    recipe: Recipe | None
    work: Artwork

    def document(self) -> dict[str, Any]:
        """The picture as `--json` gives it; what only a recipe tells is null without one."""
        from vaha.cli.pictures.works import work_document

        document = work_document(self.work, self.path) | {"size": list(self.size)}
        if self.recipe is None:
            document |= {"seed": None, "mood": None, "models": {}}
        return document


@click.command(short_help="Let the critic choose among the works in a folder.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--mood",
    "mood_text",
    shell_complete=completing.moods,
    required=True,
    help="happy, or happy=0.7,surprised=0.3.",
)
@click.option("--keep", default=3, show_default=True, help="How many are kept.")
@click.option("--copy-to", type=click.Path(path_type=Path), help="Copy the best to this folder.")
@hand_options
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def choose(
    folder: Path,
    mood_text: str,
    keep: int,
    copy_to: Path | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    as_json: bool,
) -> None:
    """Let the critic choose the pictures in FOLDER that carry a mood best, no near-copies.

    What --copy-to copies stays as it is, unless --manner, --effect or --size paint it stroke by
    stroke in that mood.
    """
    from vaha.cli.pictures.works import folder_for_works, mood_document
    from vaha.emotions import Mood
    from vaha.errors import InputError

    mood = Mood.parse(mood_text)
    if keep < 1:
        raise InputError(f"cannot keep {keep} works; keep at least 1")
    asked = AskedHand(manner, effect, size)
    hand = asked.of(None) if asked.is_told else None
    if hand is not None and copy_to is None:
        raise InputError("only copies are painted; say with --copy-to where they shall be")
    paths = pictures_in(folder)
    if copy_to is None:
        chosen = _choose(paths, mood, keep)
    else:
        with folder_for_works(copy_to):
            chosen = _copied(_choose(paths, mood, keep), copy_to, hand, mood)
    if as_json:
        works = [picture.document() for picture in chosen]
        document = {"mood": mood_document(mood), "looked_at": len(paths), "works": works}
        print_json(document)
        return
    for rank, picture in enumerate(chosen, start=1):
        click.echo(f"{rank}  lift {picture.work.lift or 0.0:+.2f}  {picture.path}")


def pictures_in(folder: Path) -> list[Path]:
    """The pictures in the folder by name, contact sheets left out; raises PictureError for none."""
    from vaha.cli.pictures.works import is_sheet
    from vaha.errors import PictureError

    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise PictureError(f"{folder} {what}; give a folder of pictures")
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise PictureError(f"{folder} cannot be read ({error.strerror}); check it") from error
    paths = [path for path in found if path.is_file() and not is_sheet(path)]
    if not paths:
        raise PictureError(f"there are no pictures in {folder}; paint some with `vaha paint`")
    return paths


def _choose(paths: list[Path], mood: Mood, keep: int) -> list[_Picture]:
    """The chosen pictures, best first; those that cannot be read are told of and left out."""
    from vaha.cli.talk import console
    from vaha.errors import PictureError
    from vaha.studio import Studio

    studio, talk = Studio.open(upscaler="bicubic"), console()
    looked: dict[int, _Picture] = {}  # by the picture in memory, which the critic gives back
    for path in paths:
        try:
            picture = _read(path, mood)
        except PictureError as error:
            talk.print(f"left out: {error}")
        else:
            looked[id(picture.work.image)] = picture
    if not looked:
        raise PictureError("none of the pictures can be read; get them again")
    chosen = studio.choose([picture.work for picture in looked.values()], mood, keep)
    talk.print(f"{len(chosen)} of {len(looked)} pictures chosen")
    return [replace(looked[id(work.image)], work=work) for work in chosen]


def _read(path: Path, mood: Mood) -> _Picture:
    from vaha.artwork import Artwork, Recipe
    from vaha.cli.pictures.works import recipe_or_none
    from vaha.images import read_image, within

    image, recipe = read_image(path), recipe_or_none(path)
    work = Artwork(within(image, LARGEST_SIDE), recipe or Recipe(mood, seed=0))
    return _Picture(path, (image.shape[1], image.shape[0]), recipe, work)


def _copied(
    chosen: list[_Picture], folder: Path, hand: Brushwork | None, mood: Mood
) -> list[_Picture]:
    """Copy the files, their rank before their names, as they are or painted; all or none."""
    from vaha.cli.pictures.works import all_or_none, refuse_to_overwrite
    from vaha.files import write_file

    copies = [
        replace(picture, path=folder / f"{rank}-{_name(picture.path, hand)}")
        for rank, picture in enumerate(chosen, start=1)
    ]
    with all_or_none() as note:
        for picture, copy in zip(chosen, copies, strict=True):
            data = picture.path.read_bytes() if hand is None else _painted(picture, hand, mood)
            if not (copy.path.is_file() and copy.path.read_bytes() == data):
                refuse_to_overwrite(copy.path, None)
            note(copy.path)
            write_file(copy.path, data)
    return copies


def _name(path: Path, hand: Brushwork | None) -> str:
    return path.name if hand is None else f"{path.stem}-{hand.manner}.png"


def _painted(picture: _Picture, hand: Brushwork, mood: Mood) -> bytes:
    """A PNG of the picture painted in the mood that was asked for."""
    from vaha.hand.brush import BrushHand, painted
    from vaha.images import encode_picture, read_image

    seed = picture.recipe.seed if picture.recipe else 0
    image = painted(BrushHand(), read_image(picture.path), hand, mood, seed)
    return encode_picture(image, made="trained" if picture.recipe else "enhanced")
