"""`vaha batch`: looks, portraits, paintings and judgements by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vaha.cli.options import completing
from vaha.cli.options.hand import AskedHand, hand_options, style_option

if TYPE_CHECKING:
    from vaha.batch.base import Engine
    from vaha.batch.work import Work
    from vaha.emotions import Mood
    from vaha.styles import Style

Command = TypeVar("Command", bound=Callable[..., object])

MOST_SEEDS = 10_000_000
"""So many works are painted by one order at most."""


@click.group(short_help="Many photos, seeds or pictures at once.")
def batch() -> None:
    """Do with many what `look`, `portrait`, `paint` and `choose` do with a few.

    The rows go to OUT, a folder or the address of one (s3://bucket/folder), as parts in Parquet.
    An order that was stopped, however, goes on where it was when it is given again.
    """


def _engine_options(command: Command) -> Command:
    """Adds --workers, --shard, --engine and --retry-errors."""
    options = (
        click.option(
            "--workers",
            type=click.IntRange(1),
            help="How many processes work [default: one for each core].",
        ),
        click.option("--shard", type=click.IntRange(1), help="How many items make a part."),
        click.option(
            "--engine",
            default="local",
            show_default=True,
            metavar="local|ray[=HOST:PORT]",
            help="This machine, or a cluster of Ray.",
        ),
        click.option("--retry-errors", is_flag=True, help="Do items with an error once more."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_source = click.argument("source")
_out = click.argument("out")
_mood = click.option(
    "--mood",
    "mood_text",
    shell_complete=completing.moods,
    help="happy, or happy=0.7,surprised=0.3.",
)
_upscaler = click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    default="enlarger",
    show_default=True,
    help="What enlarges the works.",
)
_scale = click.option("--scale", default=4, show_default=True, help="How many times larger.")
_truncation = click.option("--truncation", type=float, help="0 to 1 [default: the painter's].")
_seed = click.option(
    "--seed", default=0, show_default=True, help="Another seed gives every photo other works."
)


@batch.command()
@_source
@_out
@click.option("--face", default="all", show_default=True, help="largest, all, or a number.")
@_engine_options
def look(source: str, out: str, face: str, **how: Any) -> None:  # noqa: ANN401
    """Find the faces in the photos of SOURCE and read their moods.

    SOURCE is a folder or its address, a text file with a path or address in each line, or a table
    (Parquet) with a column path or url.
    """
    from vaha.batch.work import Looking

    _Asked(**how).of_pictures(Looking(_face(face)), source, out)


@batch.command()
@_source
@_out
@click.option("--candidates", default=32, show_default=True, help="How many works are painted.")
@click.option("--keep", default=3, show_default=True, help="How many of them are kept.")
@_seed
@_mood
@click.option("--face", default="largest", show_default=True, help="largest, all, or a number.")
@_truncation
@_upscaler
@_scale
@style_option
@hand_options
@_engine_options
def portrait(
    source: str,
    out: str,
    seed: int,
    mood_text: str | None,
    face: str,
    upscaler: str,
    style_name: str | None,
    candidates: int,
    keep: int,
    scale: int,
    truncation: float | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    **how: Any,  # noqa: ANN401
) -> None:
    """Paint the best works for the face in each photo of SOURCE (as in `batch look`)."""
    from vaha.batch.work import Portraits
    from vaha.portraits.options import PortraitOptions

    options = PortraitOptions(
        candidates=candidates,
        keep=keep,
        mood=_mood_of(mood_text),
        face=_face(face),
        scale=scale,
        truncation=truncation,
        manner=manner,
        effect=effect,
        size=size,
        style=_style_of(style_name),
    )
    _Asked(**how, usual=64, upscaler=upscaler).of_pictures(Portraits(options, seed), source, out)


@batch.command()
@click.argument("mood", shell_complete=completing.moods)
@_out
@click.option("--seeds", required=True, help="For example 0-999999 or 3,5,9-12.")
@_truncation
@_upscaler
@_scale
@style_option
@hand_options
@_engine_options
def paint(
    mood: str,
    out: str,
    seeds: str,
    truncation: float | None,
    upscaler: str,
    scale: int,
    style_name: str | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    **how: Any,  # noqa: ANN401
) -> None:
    """Paint MOOD, one work for each seed, and let the critic judge them."""
    from vaha.batch.work import Paintings
    from vaha.cli.pictures.paint import parse_seeds
    from vaha.emotions import Mood
    from vaha.styles import Style

    style = _style_of(style_name)
    hand = AskedHand(manner, effect, size).of(None, style)
    work = Paintings(Mood.parse(mood), scale, hand, truncation, style or Style.ANY)
    items = tuple(map(str, parse_seeds(seeds, MOST_SEEDS)))
    _Asked(**how, upscaler=upscaler).of_items(work, "seeds", items, out)


@batch.command()
@_source
@_out
@_mood
@_engine_options
def judge(source: str, out: str, mood_text: str | None, **how: Any) -> None:  # noqa: ANN401
    """Ask the critic what people would feel before the pictures of SOURCE (as in `batch look`).

    With --mood also how much more of that mood a picture has than works usually do.
    """
    from vaha.batch.work import Judging

    _Asked(**how, upscaler="bicubic").of_pictures(Judging(_mood_of(mood_text)), source, out)


@dataclass(frozen=True)
class _Asked:
    """How an order is to be done."""

    workers: int | None
    shard: int | None
    engine: str
    retry_errors: bool
    usual: int = 256
    upscaler: str = "enlarger"

    def of_pictures(self, work: Work, source: str, out: str) -> None:
        """Do the order with the pictures of the source."""
        from vaha.batch.items import read_source

        found = read_source(source)
        self.of_items(work, found.root, found.items, out)

    def of_items(self, work: Work, root: str, items: tuple[str, ...], out: str) -> None:
        """Do the order, say what came of it, and leave with 1 where an item has an error."""
        from vaha.batch.orders import Order, models_here
        from vaha.batch.places import whole
        from vaha.batch.plan import planned
        from vaha.cli.batch.progress import watched
        from vaha.cli.talk import say
        from vaha.settings import Settings

        engine = self._engine()
        models = models_here(Settings.from_environment(), self.upscaler)
        order = Order(work, root, whole(out), self.upscaler, models=models)
        plan = planned(order, items, self.shard or self.usual, self.retry_errors)
        errors = plan.errors
        for part in watched(engine.run(order, plan.shards), plan):
            errors += part.errors
        say(f"{plan.items:,} items in {out}, {errors:,} of them with an error")
        if errors:
            raise click.exceptions.Exit(1)

    def _engine(self) -> Engine:
        """What was named; each worker has its share of this machine's cores."""
        from vaha.batch.on_ray import OnRay
        from vaha.batch.pool import LocalPool
        from vaha.errors import InputError
        from vaha.settings import Settings

        name, _, address = self.engine.partition("=")
        cores = Settings.from_environment().threads
        workers = self.workers or cores
        if name == "ray":
            threads = 1 if address else max(1, cores // workers)
            return OnRay(workers, threads, address or None)
        if self.engine != "local":
            raise InputError(f"there is no engine {self.engine!r}; give local or ray=HOST:PORT")
        return LocalPool(workers, max(1, cores // workers))


def _face(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _mood_of(text: str | None) -> Mood | None:
    from vaha.emotions import Mood

    return None if text is None else Mood.parse(text)


def _style_of(name: str | None) -> Style | None:
    from vaha.styles import style_named

    return None if name is None else style_named(name)
