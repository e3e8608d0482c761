"""`vaha look`: the faces in a photo, a video or before the camera, and their moods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli import completing
from vaha.cli.answers import print_json
from vaha.cli.numbers import AboveZero
from vaha.emotions import FACE_EMOTIONS

if TYPE_CHECKING:
    from rich.table import Table

    from vaha.images import Image
    from vaha.stages.base import Face, MoodReading
    from vaha.studio import Studio

LEAST = 0.005
"""Less of an emotion is not written: it would be 0 %."""

Seen = list[tuple[int, "Face", "MoodReading"]]
"""The chosen faces, each with its number (1 is the largest) and what was read from it."""


@dataclass(frozen=True)
class Look:
    """What was seen in one picture, at `time` in seconds."""

    time: float
    seen: Seen


@click.command(short_help="The faces in a photo or video, and their moods.")
@click.argument("photo", metavar="[PHOTO|VIDEO]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--camera",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[N]",
    help="Look through webcam N, 0 unless told, until Ctrl-C.",
)
@click.option("--seconds", type=AboveZero(), help="Stop after so long.")
@click.option(
    "--face",
    shell_complete=completing.faces,
    default="all",
    show_default=True,
    help="largest, all, or a number.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def look(
    photo: Path | None, camera: int | None, seconds: float | None, face: str, as_json: bool
) -> None:
    """Find the faces in PHOTO and read their moods; a VIDEO gives one row a second."""
    from vaha.camera import is_video
    from vaha.studio import Studio

    source = _source(photo, camera)
    choice = int(face) if face.isdecimal() else face
    studio = Studio.open()
    if isinstance(source, int) or is_video(source):
        rows = _rows(studio, source, choice, seconds)
        print_json({"rows": [_row(one) for one in rows]}) if as_json else _print_rows(rows)
    else:
        _look_at_photo(studio, source, choice, as_json)


def _source(photo: Path | None, camera: int | None) -> Path | int:
    if (photo is None) == (camera is None):
        raise click.UsageError("give a photo, a video or --camera, and only one of them")
    return photo if photo is not None else camera or 0


def _look_at_photo(studio: Studio, path: Path, choice: str | int, as_json: bool) -> None:
    from vaha.images import read_image
    from vaha.stages.face_crop import select_faces

    image = read_image(path)
    faces = studio.find_faces(image)
    select_faces(faces, choice)  # no face is an error in a photo, and only there
    seen = _see(studio, faces, choice)
    if as_json:
        print_json({"faces": [_face(*one) for one in seen]})
    else:
        _print_photo(seen)


def _rows(
    studio: Studio, source: Path | int, choice: str | int, seconds: float | None
) -> Iterator[Look]:
    """One look a second, until the video ends, the time is over or Ctrl-C ends the camera's."""
    from vaha.camera import Camera

    by_hand = (KeyboardInterrupt,) if isinstance(source, int) else ()
    with Camera(source) as camera, suppress(*by_hand):
        for time, image in camera.sample():
            if seconds is not None and time >= seconds:
                return
            yield Look(time, _see_if_any(studio, image, choice))


def _see_if_any(studio: Studio, image: Image, choice: str | int) -> Seen:
    faces = studio.find_faces(image)
    missing = not faces or (isinstance(choice, int) and choice > len(faces))
    return [] if missing else _see(studio, faces, choice)


def _see(studio: Studio, faces: list[Face], choice: str | int) -> Seen:
    from vaha.stages.face_crop import largest_first, select_faces

    ordered = largest_first(faces)
    chosen = select_faces(ordered, choice)
    numbers = [next(n for n, one in enumerate(ordered, 1) if one is face) for face in chosen]
    return list(zip(numbers, chosen, studio.read_moods(chosen), strict=True))


def _face(number: int, face: Face, reading: MoodReading) -> dict[str, Any]:
    box = face.box
    return {
        "number": number,
        "box": [box.left, box.top, box.width, box.height],
        "confidence": round(face.confidence, 4),
        "moods": {emotion.value: round(weight, 4) for emotion, weight in reading.mood.items()},
        "mood": reading.mood.top.value,
        "sure": reading.sure,
    }


def _row(one: Look) -> dict[str, Any]:
    return {"time": round(one.time, 3), "faces": [_face(*seen) for seen in one.seen]}


TABLE_WIDTH = 100
"""Columns that the table of a photo needs, with faces of four digits and moods that are unsure."""


def _print_photo(seen: Seen) -> None:
    """A table where there is room for it, else (also in a pipe) a line for each face."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if console.is_terminal and console.width >= TABLE_WIDTH:
        console.print(_photo_table(seen))
        return
    for number, face, reading in seen:
        moods = sorted(FACE_EMOTIONS, key=lambda emotion: -reading.mood[emotion])
        weights = [
            f"{one.value} {_percent(reading.mood[one])}"
            for one in moods
            if reading.mood[one] >= LEAST
        ]
        size = f"{face.box.width}x{face.box.height}"
        click.echo(f"face {number}  {size}  {_named(reading)}: {', '.join(weights)}")


def _photo_table(seen: Seen) -> Table:
    """One line a face: its number, its place, its mood, and all seven moods in percent."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("face", justify="right")
    table.add_column("size", justify="right")
    table.add_column("mood", no_wrap=True)
    for emotion in FACE_EMOTIONS:
        table.add_column(emotion.value, justify="right", no_wrap=True)
    for number, face, reading in seen:
        percents = [_percent(reading.mood[emotion]) for emotion in FACE_EMOTIONS]
        size = f"{face.box.width}x{face.box.height}"
        table.add_row(str(number), size, _named(reading), *percents)
    return table


def _print_rows(rows: Iterator[Look]) -> None:
    """A line for each second, printed as it is seen."""
    from vaha.cli.talk import mood_sentence

    for one in rows:
        clock = f"{int(one.time) // 60}:{int(one.time) % 60:02d}"
        said = [f"face {n}: {mood_sentence(r.mood, r.sure)}" for n, _, r in one.seen]
        click.echo(f"{clock:>6}  {'; '.join(said) or 'no face'}")


def _named(reading: MoodReading) -> str:
    """The mood's name; of one that is not sure both candidates: `happy or surprised?`."""
    first, second = sorted(reading.mood, key=lambda emotion: -reading.mood[emotion])[:2]
    return first.value if reading.sure else f"{first.value} or {second.value}?"


def _percent(weight: float) -> str:
    return f"{100 * weight:.0f} %" if weight >= LEAST else "·"
