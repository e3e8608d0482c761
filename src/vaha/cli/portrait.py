"""`vaha portrait`: a face goes in, the paintings of its mood come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.cli.hand_options import hand_options

if TYPE_CHECKING:
    from vaha.images import Image
    from vaha.studio import Portrait, PortraitOptions, Studio

DOING = {
    "faces": "looking for faces",
    "mood": "reading the mood",
    "paint": "painting",
    "choose": "asking the critic",
    "enlarge": "enlarging",
    "brush": "laying the strokes",
}
"""What is said while each stage is at work."""


@click.command(short_help="Three works for the face in a photo.")
@click.argument("photo", required=False, type=click.Path(path_type=Path))
@click.option(
    "--camera",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[N]",
    help="Take the picture with webcam N, 0 unless told.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder [default: vaha-works].")
@click.option("--candidates", default=32, show_default=True, help="How many works are painted.")
@click.option("--keep", default=3, show_default=True, help="How many of them are kept.")
@click.option("--seed", type=int, help="The same seed gives the same works [default: random].")
@click.option("--mood", "mood_text", help="Paint this: happy, or happy=0.7,surprised=0.3.")
@click.option(
    "--face",
    default="largest",
    show_default=True,
    help="largest, all, or a number from 1 on.",
)
@click.option("--truncation", type=float, help="0 (strong) to 1 (varied) [default: the painter's].")
@click.option("--upscaler", default="enlarger", show_default=True, help="What enlarges the works.")
@click.option("--scale", default=4, show_default=True, help="How many times larger, 1 to 16.")
@hand_options
@click.option(
    "--sheet",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Also write a contact sheet of all candidates.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def portrait(
    photo: Path | None,
    camera: int | None,
    out: Path | None,
    candidates: int,
    keep: int,
    seed: int | None,
    mood_text: str | None,
    face: str,
    truncation: float | None,
    upscaler: str,
    scale: int,
    manner: str | None,
    effect: float | None,
    size: int | None,
    sheet: str | None,
    as_json: bool,
) -> None:
    """Find the face in PHOTO, read its mood, paint it, and keep the best works."""
    from vaha.cli import works as files
    from vaha.emotions import Mood
    from vaha.studio import PortraitOptions, Studio

    options = PortraitOptions(
        candidates=candidates,
        keep=keep,
        seed=seed,
        mood=Mood.parse(mood_text) if mood_text is not None else None,
        face=int(face) if face.isdecimal() else face,
        scale=scale,
        truncation=truncation,
        manner=manner,
        effect=effect,
        size=size,
    )
    stem = _stem(photo, camera)
    folder = out or files.DEFAULT_FOLDER
    sheet_path = _sheet_path(sheet, folder, stem)
    image = _picture(photo, camera, needed=mood_text is None)
    with files.folder_for_works(folder):
        files.check_sheet(sheet_path, candidates)
        result = _paint(Studio.open(upscaler=upscaler), image, options)
        paths = _write(result, folder, stem, sheet_path)
    if as_json:
        document = _document(result, paths, sheet_path)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))


MOST_LETTERS = 100
"""Of a photo's name, in the names of its works: file systems end at 255 bytes."""


def _stem(photo: Path | None, camera: int | None) -> str:
    """How the names of the works begin."""
    if photo is None:
        return "mood" if camera is None else "camera"
    return "photo" if str(photo) == "-" else photo.stem[:MOST_LETTERS]


def _picture(photo: Path | None, camera: int | None, needed: bool) -> Image | None:
    """The photo, or one picture of the webcam; None where neither is given nor `needed`."""
    from vaha.camera import Camera
    from vaha.errors import InputError
    from vaha.images import read_image

    if photo is None and camera is None and not needed:
        return None
    if (photo is None) == (camera is None):
        raise InputError(
            "give either a PHOTO or --camera, or a --mood alone; for example: vaha portrait me.jpg"
        )
    if photo is not None:
        return read_image(photo)
    with Camera(camera or 0) as opened:
        return opened.snap()


def _sheet_path(sheet: str | None, folder: Path, stem: str) -> Path | None:
    if sheet is None:
        return None
    return Path(sheet) if sheet else folder / f"{stem}-candidates.png"


def _paint(studio: Studio, image: Image | None, options: PortraitOptions) -> Portrait:
    """The portrait, with what is being done told on stderr."""
    from vaha.cli.talk import console

    talk = console()
    with talk.status("starting") as status:
        result = studio.portrait(image, options, tell=lambda stage: status.update(DOING[stage]))
    _tell(result, options)
    return result


def _tell(result: Portrait, options: PortraitOptions) -> None:
    """The faces and their moods, in short."""
    from vaha.cli.talk import console, mood_chart, mood_sentence

    talk, found = console(), len(result.faces)
    talk.print(f"{found or 'no'} face{'' if found == 1 else 's'} found")
    for number, reading in enumerate(result.readings, start=1):
        talk.print(f"face {number}: {mood_sentence(reading.mood, reading.sure)}")
    asked = " (as you asked)" if options.mood else ""
    talk.print(f"painted this mood{asked}, seed {result.seed}:")
    talk.print(mood_chart(result.mood))


def _write(result: Portrait, folder: Path, stem: str, sheet: Path | None) -> list[Path]:
    """Write all works and the sheet, or none of them; gives the works' paths."""
    from vaha.cli import works as files
    from vaha.cli.talk import console

    talk, paths = console(), []
    with files.all_or_none() as note:
        for rank, work in enumerate(result.works, start=1):
            name = f"{stem}-{result.mood.top.value}-{rank}-seed{work.recipe.seed}.png"
            paths.append(files.write_work(folder / name, work, note))
        if sheet is not None:
            note(sheet)
            labels = [f"{work.lift or 0.0:+.2f}" for work in result.candidates]
            files.write_sheet(sheet, [work.image for work in result.candidates], labels)
    for work, path in zip(result.works, paths, strict=True):
        talk.print(f"{path}  lift {work.lift or 0.0:+.2f}")
    if sheet is not None:
        talk.print(f"{sheet}  all {len(result.candidates)} candidates")
    return paths


def _document(result: Portrait, paths: list[Path], sheet: Path | None) -> dict[str, Any]:
    """The portrait as `--json` gives it."""
    from vaha.cli.works import mood_document, work_document
    from vaha.version import installed_version

    pairs = zip(result.faces, result.readings, strict=True)
    return {
        "faces": [
            {
                "number": number,
                "box": [face.box.left, face.box.top, face.box.width, face.box.height],
                "confidence": face.confidence,
                "moods": mood_document(reading.mood),
                "mood": reading.mood.top.value,
                "sure": reading.sure,
            }
            for number, (face, reading) in enumerate(pairs, start=1)
        ],
        "mood": mood_document(result.mood),
        "seed": result.seed,
        "works": [
            work_document(work, path) for work, path in zip(result.works, paths, strict=True)
        ],
        "sheet": str(sheet) if sheet else None,
        "timings": result.timings,
        "version": installed_version(),
    }
