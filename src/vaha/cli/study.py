"""`vaha study`: do people see in works the mood that was asked for? Asked blind, and reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.studio import Studio

PATH = click.Path(path_type=Path)
OURS = "VAHA"
"""What our own painter is called in key and report."""


@click.group(short_help="Ask people, blind, which mood works carry.")
def study() -> None:
    """A blind study: works of painters and real paintings, and what people see in them."""


@study.command()
@click.argument("folder", type=PATH)
@click.option(
    "--works-a-mood", type=int, default=4, show_default=True, help="Of each painter and manner."
)
@click.option(
    "--candidates",
    type=int,
    default=11,
    show_default=True,
    help="Each work is the best of so many by the critic; 1 chooses none.",
)
@click.option(
    "--rival",
    "rivals",
    type=PATH,
    multiple=True,
    help="Weights folder of another painter; several may be given.",
)
@click.option(
    "--paintings", type=PATH, help="Folder of real paintings, or of such folders: happy/, sad/ ..."
)
@click.option(
    "--manner",
    "manners",
    multiple=True,
    shell_complete=completing.manners,
    help="Of the hand; none: smooth works. Several may be given [default: oil].",
)
@click.option("--size", type=int, default=512, show_default=True, help="Pixels of each side.")
@click.option("--seed", type=int, default=0, show_default=True)
def make(
    folder: Path,
    works_a_mood: int,
    candidates: int,
    rivals: tuple[Path, ...],
    paintings: Path | None,
    manners: tuple[str, ...],
    size: int,
    seed: int,
) -> None:
    """Paint a study into FOLDER: show/ is for who answers, key.csv for nobody but you.

    show/index.html shows one picture after the other, without a server, and saves the answers as
    a file. The pictures do not say who made them; the page says that an algorithm made some.
    """
    from vaha.cli.pictures.works import folder_for_works
    from vaha.cli.talk import console
    from vaha.study.make import StudyOptions, study_pictures
    from vaha.study.write import SHOWN, refuse_a_second, write_study

    options = StudyOptions(works_a_mood, candidates, manners or ("oil",), size, seed)
    refuse_a_second(folder)
    talk = console()
    with (
        folder_for_works(folder),
        folder_for_works(folder / SHOWN),
        talk.status("painting") as status,
    ):
        pictures = study_pictures(_studios(rivals), paintings, options, status.update)
        name = write_study(folder, pictures)
    talk.print(f"{len(pictures)} pictures of the study {name}")
    talk.print(f"{folder / SHOWN}  give this folder to who answers; index.html begins")
    talk.print(f"{folder / 'key.csv'}  keep this from them")


@study.command()
@click.argument("folder", type=PATH)
@click.argument("answers", type=PATH, nargs=-1, required=True)
def read(folder: Path, answers: tuple[Path, ...]) -> None:
    """Join ANSWERS, the files that the page saved, to the key in FOLDER.

    Writes answers.csv and report.html there. The report has a chart where matplotlib is installed
    (pip install 'vaha[train]').
    """
    from vaha.files import write_file
    from vaha.study.answers import answers_to_csv, read_answers
    from vaha.study.key import read_key
    from vaha.study.measures import measure
    from vaha.study.report import interval, study_report

    key = read_key(folder)
    joined = read_answers(key, answers)
    found = measure(joined)
    write_file(folder / "answers.csv", answers_to_csv(joined))
    write_file(folder / "report.html", study_report(key.study, found).encode())
    click.echo(f"{found.answers} answers of {found.voters} voters")
    for group in found.groups:
        share = interval(group.as_asked) if group.as_asked else "no mood asked"
        click.echo(f"{group.name:24} perceived as asked {share}, would hang {group.hang:.2f} of 5")
    click.echo(str(folder / "report.html"))


def _studios(rivals: tuple[Path, ...]) -> dict[str, Studio]:
    """Our painter and the others by their folders' names; raises InputError for a taken one."""
    from vaha.errors import InputError
    from vaha.studio import Studio
    from vaha.study.key import PAINTINGS

    studios = {OURS: Studio.open()}
    for folder in rivals:
        name = _name_of(folder.resolve())
        if name in (*studios, PAINTINGS):
            raise InputError(
                f"{name} is the name of others in this study; rename the folder {folder}"
            )
        studios[name] = _rival(folder)
    return studios


def _name_of(folder: Path) -> str:
    return folder.parent.name if folder.name == "weights" else folder.name


def _rival(folder: Path) -> Studio:
    from vaha.errors import InputError, ModelNotFound
    from vaha.runtime.choice import open_model
    from vaha.runtime.store import ModelStore
    from vaha.settings import Settings
    from vaha.stages.paint import NetworkPainter
    from vaha.studio import Studio

    settings = Settings.from_environment()
    try:
        model = open_model(ModelStore(folder, folder), "painter", settings)
    except ModelNotFound as error:
        raise InputError(
            f"there is no painter in {folder}; name the folder of painter.onnx and painter.json"
        ) from error
    return Studio.open(settings, painter=NetworkPainter(model))
