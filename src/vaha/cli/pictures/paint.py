"""`vaha paint`: works of a mood by their seeds, or one work again by its recipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing
from vaha.cli.options.hand import AskedHand, hand_options, style_option
from vaha.cli.options.prints import print_options, sheet_of

if TYPE_CHECKING:
    from vaha.artwork import Artwork, Recipe
    from vaha.emotions import Mood
    from vaha.hand.base import Brushwork
    from vaha.hand.prints import Print
    from vaha.studio import Studio
    from vaha.styles import Style

MOST_SEEDS = 100_000
"""So many works are painted by one command at most."""


@click.command(short_help="Paint a mood without a face.")
@click.argument("mood", required=False, shell_complete=completing.moods)
@click.option("--seeds", help="For example 7, 0-99 or 3,5,9-12 [default: 0].")
@click.option("--recipe", type=click.Path(path_type=Path), help="Paint this PNG's recipe again.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder [default: vaha-works].")
@click.option("--scale", type=int, help="How many times larger, 1 to 16 [default: 4].")
@style_option
@hand_options
@click.option("--truncation", type=float, help="0 (strong) to 1 (varied) [default: the painter's].")
@click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    help="What enlarges the works [default: enlarger].",
)
@click.option("--sheet", type=click.Path(path_type=Path), help="Also write a contact sheet here.")
@print_options
def paint(
    mood: str | None,
    seeds: str | None,
    recipe: Path | None,
    out: Path | None,
    scale: int | None,
    style_name: str | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    truncation: float | None,
    upscaler: str | None,
    sheet: Path | None,
    paper: str | None,
    border: str,
    sign: bool,
    number: str | None,
) -> None:
    """Paint MOOD (happy, or happy=0.7,surprised=0.3), one work for each seed.

    With --recipe FILE.png the work of that file is painted again, and --out may name a file; with
    --manner, --effect or --size its strokes are laid so instead.
    """
    from vaha.cli.pictures.works import DEFAULT_FOLDER
    from vaha.emotions import Mood
    from vaha.errors import InputError
    from vaha.portraits.options import USUAL
    from vaha.styles import Style, style_named

    given = [seeds, scale, truncation, upscaler, sheet, paper, style_name]
    style = style_named(style_name) if style_name is not None else Style.ANY
    hand = AskedHand(manner, effect, size)
    sheet_of(paper, border, sign, number, None)  # refuses a border or a line without paper
    if mood is not None and recipe is None:
        wanted = Mood.parse(mood)
        times = USUAL.scale if scale is None else scale
        printed = sheet_of(paper, border, sign, number, wanted)
        order = _Order(
            wanted,
            parse_seeds(seeds or "0"),
            truncation,
            style,
            times,
            hand.of(None, style),
            sheet,
            printed,
        )
        _paint_seeds(order, out or DEFAULT_FOLDER, upscaler or "enlarger")
    elif recipe is not None and mood is None:
        if any(option is not None for option in given):
            raise InputError(
                "a recipe says all of how to paint; give only --out, --manner, --effect or --size "
                "beside --recipe"
            )
        _repaint(recipe, out or DEFAULT_FOLDER, hand)
    else:
        raise InputError("give a MOOD or --recipe; for example: vaha paint happy --seeds 0-9")


@dataclass(frozen=True)
class _Order:
    """What is to be painted; raises the InputError of what cannot be."""

    mood: Mood
    seeds: Sequence[int]
    truncation: float | None
    style: Style
    scale: int
    hand: Brushwork | None
    sheet: Path | None
    printed: Print | None

    def __post_init__(self) -> None:
        from vaha.artwork import MOST_SCALE
        from vaha.cli.pictures.works import check_sheet
        from vaha.errors import InputError
        from vaha.stages.paint import check_seeds, check_truncation

        check_seeds(self.seeds)
        if self.truncation is not None:
            check_truncation(self.truncation)
        if not 1 <= self.scale <= MOST_SCALE:
            raise InputError(f"cannot enlarge {self.scale} times; choose 1 to {MOST_SCALE}")
        if self.printed is not None and self.hand is None:
            raise InputError("a print is painted stroke by stroke; leave --manner none away")
        check_sheet(self.sheet, len(self.seeds))

    def works(self, studio: Studio) -> Iterator[tuple[Artwork, Artwork]]:
        """Each work as composed, and as enlarged and painted; a batch in memory at a time."""
        from vaha.runtime.sessions.tensors import batches

        for batch in batches(self.seeds):
            for work in studio.paint(self.mood, batch, self.truncation, self.style):
                large = studio.enlarge(work, self.scale)
                yield work, studio.brush(large, self.hand) if self.hand else large


def parse_seeds(text: str, most: int = MOST_SEEDS) -> list[int]:
    """Read `7`, `0-99` or `3,5,9-12`, each seed once; raises InputError, also above `most`."""
    from vaha.errors import InputError

    seeds: dict[int, None] = {}
    for part in text.split(","):
        found = re.fullmatch(r"\s*([0-9]{1,20})(?:\s*-\s*([0-9]{1,20}))?\s*", part)
        if found is None:
            raise InputError(f"{part.strip()!r} are no seeds; write for example 7, 0-99 or 3,5,9")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise InputError(f"the seeds {part.strip()} run backwards; write {last}-{first}")
        if last - first + len(seeds) >= most:
            raise InputError(f"these are too many seeds; give at most {most:,} at once")
        seeds |= dict.fromkeys(range(first, last + 1))
    return list(seeds)


def _paint_seeds(order: _Order, folder: Path, upscaler: str) -> None:
    """Paint and write work after work; what is written stays if a later one fails."""
    from rich.progress import track

    from vaha.cli.pictures import works as files
    from vaha.cli.talk import console
    from vaha.studio import Studio

    talk, small = console(), []
    with files.folder_for_works(folder):
        studio = Studio.open(upscaler=upscaler)
        works = track(
            order.works(studio),
            "painting",
            total=len(order.seeds),
            console=talk,
            transient=True,
            disable=not talk.is_terminal,
        )
        for painted, work in works:
            name = f"{files.mood_slug(order.mood)}-seed{work.recipe.seed}.png"
            path = files.write_work(folder / name, work)
            if order.printed is not None:
                _print(studio, work, order.printed, path)
            if order.sheet is not None:
                small.append(painted.image)
            if len(order.seeds) <= 12:
                talk.print(str(path))
    count = len(order.seeds)
    talk.print(f"{count} work{'' if count == 1 else 's'} in {folder}")
    if order.sheet is not None:
        files.write_sheet(order.sheet, small, [f"seed {seed}" for seed in order.seeds])
        talk.print(str(order.sheet))


def _print(studio: Studio, work: Artwork, sheet: Print, beside: Path) -> None:
    """Write the work as it stands on paper, beside its PNG."""
    from vaha.cli.pictures.works import free_path, write_print
    from vaha.hand.prints import printed

    path = free_path(beside.with_name(f"{beside.stem}-{sheet.paper}.png"), None)
    if work.strokes is not None:
        write_print(path, printed(studio, work.strokes, sheet))


def _repaint(source: Path, place: Path, hand: AskedHand) -> None:
    """Paint the recipe of a PNG again, into a file or a folder; warn where it may differ."""
    from vaha.artwork import read_recipe, save_artwork
    from vaha.cli.pictures import works as files
    from vaha.cli.talk import console
    from vaha.images import prepare_folder
    from vaha.studio import Studio

    recipe, talk = read_recipe(source), console()
    if hand.is_told:
        recipe = replace(recipe, hand=hand.of(recipe.hand))
    target = _target(source, place, recipe)
    prepare_folder(target.parent)
    studio = Studio.open(upscaler=_upscaler_of(recipe))
    for sentence in studio.differences(recipe):
        talk.print(f"warning: {sentence}")
    with files.all_or_none() as note:
        note(target)
        save_artwork(studio.repaint(recipe), target)
    talk.print(str(target))


def _target(source: Path, place: Path, recipe: Recipe) -> Path:
    """The file to write: `place` where it names a PNG, else a free name in that folder."""
    from vaha.cli.pictures.works import free_path, refuse_to_overwrite

    if place.suffix.lower() == ".png" and not place.is_dir():
        refuse_to_overwrite(place, recipe)
        return place
    wanted = place / f"{source.stem}.png"
    if wanted.exists() and wanted.samefile(source):  # it may look different when painted again
        wanted = place / f"{source.stem}-again.png"
    return free_path(wanted, recipe)


def _upscaler_of(recipe: Recipe) -> str:
    """The name of what enlarged the work; bicubic has no model that a recipe could name."""
    from vaha.stages.upscale import upscalers

    if recipe.scale == 1:
        return "bicubic"
    return next((name for name in upscalers() if name in recipe.models), "bicubic")
