"""`vaha look`: the faces in photos, in videos or before the camera, and their moods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaha.camera.names import CameraSource, camera_source
from vaha.cli.answers import error_document, print_json, print_json_line
from vaha.cli.options import completing
from vaha.cli.options.numbers import AboveZero

if TYPE_CHECKING:
    from vaha.images import Image
    from vaha.stages.base import Face, MoodReading
    from vaha.studio import Studio

Seen = list[tuple[int, "Face", "MoodReading"]]
"""The chosen faces, each with its number (1 is the largest) and what was read from it."""

Document = dict[str, Any]

PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class Look:
    """What was seen in one picture: of a video or a camera at `time`, in seconds."""

    seen: Seen
    time: float | None = None

    def document(self) -> Document:
        """As `--json` and `--jsonl` give it."""
        time = {} if self.time is None else {"time": round(self.time, 3)}
        return time | {"faces": [face_document(*one) for one in self.seen]}


@dataclass(frozen=True)
class Watcher:
    """Looks into pictures for the faces that were chosen."""

    studio: Studio
    choice: str | int
    seconds: float | None

    def photo(self, path: Path, none_is_an_error: bool) -> Look:
        """The faces in a photo; raises PictureError, and NoFaceFound where that is an error."""
        from vaha.images import read_image

        return Look(self.see(read_image(path), none_is_an_error))

    def film(self, source: Path | CameraSource) -> Iterator[Look]:
        """One look a second, until the video ends, the time is over or Ctrl-C ends the camera's."""
        from vaha.camera.camera import Camera

        by_hand = () if isinstance(source, Path) else (KeyboardInterrupt,)
        with Camera(source) as camera, suppress(*by_hand):
            for time, image in camera.sample():
                if self.seconds is not None and time >= self.seconds:
                    return
                yield Look(self.see(image), time)

    def file(self, path: Path) -> Iterator[Look]:
        """One of several files, where to show no face is no error."""
        from vaha.camera.camera import is_video

        if is_video(path):
            yield from self.film(path)
        else:
            yield self.photo(path, none_is_an_error=False)

    def see(self, image: Image, none_is_an_error: bool = False) -> Seen:
        """The chosen faces in a picture, each with its number."""
        from vaha.stages.faces.crop import select_faces

        faces = self.studio.find_faces(image)
        if none_is_an_error:
            select_faces(faces, self.choice)
        missing = not faces or (isinstance(self.choice, int) and self.choice > len(faces))
        return [] if missing else self._read(faces)

    def _read(self, faces: list[Face]) -> Seen:
        from vaha.stages.faces.crop import largest_first, select_faces

        ordered = largest_first(faces)
        chosen = select_faces(ordered, self.choice)
        numbers = [next(n for n, one in enumerate(ordered, 1) if one is face) for face in chosen]
        return list(zip(numbers, chosen, self.studio.read_moods(chosen), strict=True))


@click.command(short_help="The faces in photos and videos, and their moods.")
@click.argument("given", metavar="[PHOTO|VIDEO|FOLDER]...", nargs=-1, type=PATH)
@click.option(
    "--camera",
    type=camera_source,
    is_flag=False,
    flag_value=0,
    metavar="[N|NAME|ADDRESS]",
    help="Look through a webcam, 0 unless told, or a camera in the network, until Ctrl-C.",
)
@click.option("--seconds", type=AboveZero(), help="Stop after so long.")
@click.option(
    "--face",
    shell_complete=completing.faces,
    default="all",
    show_default=True,
    help="largest, all, or a number.",
)
@click.option(
    "--why",
    type=PATH,
    is_flag=False,
    flag_value=Path(),
    metavar="[FILE]",
    help="Also a picture of what each mood was seen in: FILE.png [default: NAME-why.png].",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--jsonl", is_flag=True, help="A line of JSON for each look, as soon as it is done.")
def look(
    given: tuple[Path, ...],
    camera: CameraSource | None,
    seconds: float | None,
    face: str,
    why: Path | None,
    as_json: bool,
    jsonl: bool,
) -> None:
    """Find the faces in PHOTO and read their moods; a VIDEO gives one row a second.

    Several files may be given, folders, and patterns such as 'party/*.jpg'. One that cannot be read
    is told of and left out, and the exit code is then 1.

    --why takes one PHOTO, or a work that VAHA painted: of that it shows what the critic sees in it.
    """
    from vaha.cli.look.files import are_many, files_meant
    from vaha.studio import Studio

    if bool(given) == (camera is not None):
        raise click.UsageError("give photos and videos, or --camera, and only one of them")
    if as_json and jsonl:
        raise click.UsageError("--json is one document and --jsonl a line for each look: give one")
    choice = int(face) if face.isdecimal() else face
    files = list(files_meant(given)) if are_many(given) else None
    if why is not None:
        _explain(given, files is not None, choice, why, as_json or jsonl)
        return
    watcher = Watcher(Studio.open(), choice, seconds)
    if files is not None:
        good = _answer_many(watcher, files, as_json, jsonl)
        if not good:
            raise click.exceptions.Exit(1)
    else:
        _answer_one(watcher, given[0] if given else camera or 0, as_json, jsonl)


def _explain(
    given: tuple[Path, ...], many: bool, choice: str | int, target: Path, as_json: bool
) -> None:
    from vaha.camera.camera import is_video
    from vaha.cli.look.why import explain
    from vaha.studio import Studio

    if not given or many or is_video(given[0]):
        raise click.UsageError("--why explains one photo or one work; give that and no other")
    document = explain(Studio.open(), given[0], choice, target)
    if as_json:
        print_json(document)


def _answer_one(watcher: Watcher, source: Path | CameraSource, as_json: bool, jsonl: bool) -> None:
    """One photo, in which a face must be, or one video or camera."""
    from vaha.camera.camera import is_video
    from vaha.cli.look.text import print_photo, row_line

    is_photo = isinstance(source, Path) and not is_video(source)
    if isinstance(source, Path) and is_photo:
        looks = iter([watcher.photo(source, none_is_an_error=True)])
    else:
        looks = watcher.film(source)
    if jsonl:
        for one in looks:
            print_json_line(_named_document(source, one))
    elif as_json and is_photo:
        print_json(next(looks).document())
    elif as_json:
        print_json({"rows": [one.document() for one in looks]})
    elif is_photo:
        print_photo(next(looks).seen)
    else:
        for one in looks:
            click.echo(row_line(one))


def _answer_many(watcher: Watcher, files: list[Path], as_json: bool, jsonl: bool) -> bool:
    """Look at each file; gives whether all could be read.

    What is wrong with one of them is told and spoils no other; what would be wrong with all is
    raised.
    """
    from vaha.errors import InputError

    documents, good = list[Document](), True
    for file in files:
        try:
            for one in watcher.file(file):
                documents += _tell(file, one, as_json, jsonl)
        except InputError as error:
            good = False
            message = " ".join(str(error).split())
            click.echo(f"vaha: left out: {message}", err=True)
            document = {"file": str(file)} | error_document(error, message)
            documents += [document] if as_json else []
            if jsonl:
                print_json_line(document)
    if as_json:
        print_json({"looks": documents})
    return good


def _tell(file: Path, one: Look, as_json: bool, jsonl: bool) -> list[Document]:
    """Print one look where it is not to stand in a document, which is given else."""
    from vaha.cli.look.text import face_lines, row_line

    if as_json:
        return [_named_document(file, one)]
    if jsonl:
        print_json_line(_named_document(file, one))
    elif one.time is not None:
        click.echo(f"{file}: {row_line(one).strip()}")
    else:
        for line in list(face_lines(one.seen)) or ["no face"]:
            click.echo(f"{file}: {line}")
    return []


def _named_document(source: Path | CameraSource, one: Look) -> Document:
    """What was seen, and where."""
    from vaha.camera.names import shown

    if isinstance(source, Path):
        return {"file": str(source)} | one.document()
    return {"camera": source if isinstance(source, int) else shown(source)} | one.document()


def face_document(number: int, face: Face, reading: MoodReading) -> Document:
    """A face as `--json` gives it; `affect` is where its mood stands, each number -1 to 1."""
    from vaha.affect import affect_of

    box, affect = face.box, affect_of(reading.mood)
    return {
        "number": number,
        "box": [box.left, box.top, box.width, box.height],
        "confidence": round(face.confidence, 4),
        "moods": {emotion.value: round(weight, 4) for emotion, weight in reading.mood.items()},
        "mood": reading.mood.top.value,
        "sure": reading.sure,
        "affect": {
            "pleasure": round(affect.pleasure, 4),
            "arousal": round(affect.arousal, 4),
        },
    }
