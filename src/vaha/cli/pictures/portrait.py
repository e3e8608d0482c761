"""`vaha portrait`: a face goes in, the paintings of its mood come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.camera.names import CameraSource, camera_source
from vaha.cli.answers import NO_LETTER, error_document, print_json
from vaha.cli.options import completing
from vaha.cli.options.hand import hand_options, style_option

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
@click.argument("photos", metavar="[PHOTO]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--camera",
    type=camera_source,
    is_flag=False,
    flag_value=0,
    metavar="[N|NAME|ADDRESS]",
    help="Take the picture with a webcam, 0 unless told, or a camera in the network.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder [default: vaha-works].")
@click.option("--candidates", default=32, show_default=True, help="How many works are painted.")
@click.option("--keep", default=3, show_default=True, help="How many of them are kept.")
@click.option("--seed", type=int, help="The same seed gives the same works [default: random].")
@click.option(
    "--mood",
    "mood_text",
    shell_complete=completing.moods,
    help="Paint this: happy, or happy=0.7,surprised=0.3.",
)
@click.option(
    "--face",
    shell_complete=completing.faces,
    default="largest",
    show_default=True,
    help="largest, all, or a number from 1 on.",
)
@click.option("--truncation", type=float, help="0 (strong) to 1 (varied) [default: the painter's].")
@click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    default="enlarger",
    show_default=True,
    help="What enlarges the works.",
)
@click.option("--scale", default=4, show_default=True, help="How many times larger, 1 to 16.")
@style_option
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
    photos: tuple[Path, ...],
    camera: CameraSource | None,
    out: Path | None,
    candidates: int,
    keep: int,
    seed: int | None,
    mood_text: str | None,
    face: str,
    truncation: float | None,
    upscaler: str,
    scale: int,
    style_name: str | None,
    manner: str | None,
    effect: float | None,
    size: int | None,
    sheet: str | None,
    as_json: bool,
) -> None:
    """Find the face in PHOTO, read its mood, paint it, and keep the best works.

    Several photos are painted one after another. One that cannot be is told of and left out, and
    the exit code is then 1.
    """
    from vaha.cli.pictures import works as files
    from vaha.emotions import Mood
    from vaha.studio import PortraitOptions
    from vaha.styles import style_named

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
        style=style_named(style_name) if style_name is not None else None,
    )
    _check_sources(photos, camera, mood_text is None, sheet)
    folder = out or files.DEFAULT_FOLDER
    orders = [
        _Order(source, stem, options, folder, _sheet_path(sheet, folder, stem))
        for source, stem in zip(photos or (camera,), _stems(photos, camera), strict=True)
    ]
    _paint_orders(orders, folder, upscaler, as_json)


def _paint_orders(orders: Sequence[_Order], folder: Path, upscaler: str, as_json: bool) -> None:
    """Paint what was asked for into the folder, and say what came of it."""
    from vaha.cli.pictures import works as files
    from vaha.studio import Studio

    image = orders[0].picture() if len(orders) == 1 else None  # before a folder is made
    with files.folder_for_works(folder):
        for order in orders:
            files.check_sheet(order.sheet, order.options.candidates)
        studio = Studio.open(upscaler=upscaler)
        if len(orders) == 1:
            document = orders[0].painted(studio, image)
        else:
            document = _painted_one_by_one(orders, studio)
        if as_json:
            print_json(document)
        if len(orders) > 1 and any("error" in one for one in document["portraits"]):
            raise click.exceptions.Exit(1)


MOST_LETTERS = 100
"""Of a photo's name, in the names of its works: file systems end at 255 bytes."""


def _check_sources(
    photos: Sequence[Path], camera: CameraSource | None, needed: bool, sheet: str | None
) -> None:
    """Raise InputError unless there are photos, or a camera, or neither and none is `needed`."""
    from vaha.errors import InputError

    if (photos and camera is not None) or (not photos and camera is None and needed):
        raise InputError(
            "give either a PHOTO or --camera, or a --mood alone; for example: vaha portrait me.jpg"
        )
    if len(photos) > 1 and sheet:
        raise InputError("a sheet shows one photo's works; give --sheet without the name of a file")


def _stems(photos: Sequence[Path], camera: CameraSource | None) -> list[str]:
    """How the names of the works begin, for each photo in another way."""
    if not photos:
        return ["mood" if camera is None else "camera"]
    stems: list[str] = []
    for photo in photos:
        stem = "photo" if str(photo) == "-" else NO_LETTER.sub("_", photo.stem[:MOST_LETTERS])
        free = (f"{stem}-{number}" for number in count(2))
        stems.append(stem if stem not in stems else next(one for one in free if one not in stems))
    return stems


@dataclass(frozen=True)
class _Order:
    """One portrait that is to be painted: of a photo, of what a webcam sees, or of no face."""

    source: Path | CameraSource | None
    stem: str
    options: PortraitOptions
    folder: Path
    sheet: Path | None

    def picture(self) -> Image | None:
        """The photo, or one picture of the webcam."""
        from vaha.camera.camera import Camera
        from vaha.images import read_image

        if self.source is None:
            return None
        if isinstance(self.source, Path):
            return read_image(self.source)
        with Camera(self.source) as opened:
            return opened.snap()

    def painted(self, studio: Studio, image: Image | None) -> dict[str, Any]:
        """Paint and write the works; gives what `--json` says of them."""
        result = _paint(studio, image, self.options)
        paths = _write(result, self.folder, self.stem, self.sheet)
        return _document(result, paths, self.sheet)


def _painted_one_by_one(orders: Sequence[_Order], studio: Studio) -> dict[str, Any]:
    """Paint each photo; what is wrong with one of them is told and spoils no other.

    What would be wrong with all, such as a full disk, is raised.
    """
    from vaha.cli.talk import console
    from vaha.errors import InputError

    talk, documents = console(), list[dict[str, Any]]()
    for order in orders:
        photo = str(order.source)
        talk.print(f"{photo}:")
        try:
            document = order.painted(studio, order.picture())
        except InputError as error:
            message = " ".join(str(error).split())
            talk.print(f"left out: {message}")
            document = error_document(error, message)
        documents.append({"photo": photo} | document)
    good = sum("error" not in document for document in documents)
    talk.print(f"{good} of {len(orders)} photos painted")
    return {"portraits": documents}


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
    from vaha.cli.pictures import works as files
    from vaha.cli.talk import console
    from vaha.portraits.portrait import name_of_work

    talk, paths = console(), []
    with files.all_or_none() as note:
        for rank, work in enumerate(result.works, start=1):
            name = f"{stem}-{name_of_work(result.mood, rank, work.recipe.seed)}"
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
    from vaha.cli.pictures.works import mood_document, work_document
    from vaha.installation.version import installed_version

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
