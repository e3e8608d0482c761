"""`vaha brush`: any picture painted stroke by stroke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing
from vaha.cli.options.hand import AskedHand, hand_options
from vaha.cli.options.prints import print_options, sheet_of

if TYPE_CHECKING:
    from vaha.artwork import Recipe
    from vaha.emotions import Mood
    from vaha.hand.base import Brushwork, Hand
    from vaha.hand.prints import Print
    from vaha.hand.strokes import Strokes

FILM_SIDE = 1024
"""Pixels of a film's longer side at most."""


@click.command(short_help="Paint any picture stroke by stroke.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@hand_options
@click.option(
    "--mood",
    "mood_text",
    shell_complete=completing.moods,
    help="What moves the hand [default: the work's, else none].",
)
@click.option(
    "--seed", type=int, help="Another seed lays other strokes [default: the work's, or 0]."
)
@click.option("--out", type=click.Path(path_type=Path), help="PNG file [default: FILE-MANNER.png].")
@click.option("--film", type=click.Path(path_type=Path), help="Also the making: FILE.mp4 or .webm.")
@print_options
@click.option("--list", "listed", is_flag=True, help="Say which manners there are, and leave.")
def brush(
    file: Path | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    mood_text: str | None,
    seed: int | None,
    out: Path | None,
    film: Path | None,
    paper: str | None,
    border: str,
    sign: bool,
    number: str | None,
    listed: bool,
) -> None:
    """Paint the picture FILE stroke by stroke, moved by a mood if one is given.

    A work of VAHA is painted in its own mood. One that was painted already is had at another size,
    on paper or as a film from its own strokes; with a manner, mood or seed it is painted over.
    """
    from vaha.cli.options.hand import tell_manners
    from vaha.emotions import Mood
    from vaha.errors import InputError
    from vaha.hand.brush import BrushHand

    if listed:
        tell_manners()
        return
    if file is None:
        raise InputError("give a picture; for example: vaha brush me.jpg --manner watercolour")
    if paper is not None and size is not None:
        raise InputError("the paper says how large the painting is; leave --size away")
    mood = Mood.parse(mood_text) if mood_text is not None else None
    asked = _Asked(AskedHand(manner, effect, size), mood, seed)
    hand = BrushHand()
    painting = _painting(hand, file, asked)
    sheet = sheet_of(paper, border, sign, number, painting.mood)
    _write(hand, painting, _targets(file, painting, out, film, sheet), sheet)


@dataclass(frozen=True)
class _Asked:
    """What was asked for, None for what was not; raises InputError for what cannot be."""

    hand: AskedHand
    mood: Mood | None
    seed: int | None

    def __post_init__(self) -> None:
        from vaha.stages.paint import check_seeds

        check_seeds([self.seed or 0])
        _ = self.brushwork

    @property
    def brushwork(self) -> Brushwork:
        from vaha.errors import InputError

        if (found := self.hand.of(None)) is None:
            raise InputError("the manner none paints no strokes; choose another, --list names them")
        return found

    @property
    def anew(self) -> bool:
        """Whether more was asked for than another size."""
        asked = (self.hand.manner, self.hand.effect, self.mood, self.seed)
        return any(one is not None for one in asked)


@dataclass(frozen=True)
class _Painting:
    """Strokes, the size they are painted in, their manner's name, and the recipe if one fits."""

    strokes: Strokes
    size: int
    manner: str
    mood: Mood | None
    recipe: Recipe | None


def _painting(hand: Hand, file: Path, asked: _Asked) -> _Painting:
    """The picture's own strokes where only their size was asked for, else those planned for it."""
    from vaha.cli.pictures.works import recipe_or_none
    from vaha.cli.talk import console
    from vaha.images import read_image

    recipe = recipe_or_none(file)
    own = None if asked.anew else _own_strokes(file, recipe, asked.hand.size)
    if own is not None:
        return own
    picture = read_image(file)
    mood = asked.mood or (recipe.mood if recipe else None)
    seed = (recipe.seed if recipe else 0) if asked.seed is None else asked.seed
    with console().status("planning the strokes"):
        strokes = hand.plan(picture, asked.brushwork, mood, seed)
    fits = recipe is not None and recipe.hand is None and (recipe.mood, recipe.seed) == (mood, seed)
    painted = replace(recipe, hand=asked.brushwork) if recipe is not None and fits else None
    return _Painting(strokes, asked.brushwork.size, asked.brushwork.manner, mood, painted)


def _own_strokes(file: Path, recipe: Recipe | None, size: int | None) -> _Painting | None:
    from vaha.artwork import read_strokes
    from vaha.images import read_image

    if (strokes := read_strokes(file)) is None:
        return None
    wanted = max(read_image(file).shape) if size is None else size
    if recipe is None or recipe.hand is None:
        return _Painting(strokes, wanted, "painted", None, None)
    work = replace(recipe.hand, size=wanted)
    return _Painting(strokes, wanted, work.manner, recipe.mood, replace(recipe, hand=work))


@dataclass(frozen=True)
class _Targets:
    picture: Path
    film: Path | None


def _targets(
    file: Path, painting: _Painting, out: Path | None, film: Path | None, sheet: Print | None
) -> _Targets:
    """The files to write, in folders that can be written; raises InputError or OutputError."""
    from vaha.cli.pictures.works import free_path, refuse_to_overwrite
    from vaha.errors import OutputError
    from vaha.images import prepare_folder
    from vaha.mirror.film import check_name

    ending = sheet.paper if sheet else painting.manner
    target = out or file.with_name(f"{file.stem}-{ending}.png")
    if target.suffix.lower() != ".png":
        raise OutputError(f"{target} is no PNG; name a file that ends with .png")
    prepare_folder(target.parent)
    if out is None:
        target = free_path(target, None)
    else:
        refuse_to_overwrite(target, None)
    if film is not None:
        check_name(film)
        refuse_to_overwrite(film, None)
    return _Targets(target, film)


def _write(hand: Hand, painting: _Painting, targets: _Targets, sheet: Print | None) -> None:
    """Paint, and write all files or none of them."""
    from vaha.cli.pictures import works as files
    from vaha.cli.talk import console

    talk = console()
    with files.all_or_none() as note:
        note(targets.picture)
        with talk.status("laying the strokes"):
            height, width = _write_picture(hand, painting, targets.picture, sheet)
        if targets.film is not None:
            note(targets.film)
            with talk.status("filming"):
                _write_film(painting, targets.film)
    count = f"{len(painting.strokes):,} strokes"
    talk.print(f"{targets.picture}  {width} x {height}, {painting.manner}, {count}")
    if targets.film is not None:
        talk.print(str(targets.film))


def _write_picture(
    hand: Hand, painting: _Painting, path: Path, sheet: Print | None
) -> tuple[int, int]:
    """Write the painting, or the sheet of paper; gives its height and width."""
    from vaha.cli.pictures.works import write_painting, write_print
    from vaha.hand.prints import printed

    if sheet is not None:
        image = printed(hand, painting.strokes, sheet)
        write_print(path, image)
    else:
        image = hand.render(painting.strokes, painting.size)
        write_painting(path, image, painting.strokes, painting.recipe)
    return image.shape[0], image.shape[1]


def _write_film(painting: _Painting, path: Path) -> None:
    from itertools import chain

    from vaha.hand.film import RATE, frames
    from vaha.mirror.film import filmed

    shown = frames(painting.strokes, min(painting.size, FILM_SIDE))
    first = next(shown)
    height, width = first.shape[:2]
    with filmed(path, width, RATE, height) as film:
        for number, frame in enumerate(chain([first], shown)):
            film.show(frame, number / RATE)
