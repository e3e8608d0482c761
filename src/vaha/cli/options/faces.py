"""Which faces: options for FER-2013 in each of the forms in which it is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vaha.training.data.faces.face_set import FaceSet

Command = TypeVar("Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def with_faces(command: Command) -> Command:
    """Adds --csv and --faces."""
    command = click.option(
        "--faces", "folder", type=PATH, help="Kaggle's folders instead: train/CLASS, test/CLASS."
    )(command)
    return click.option(
        "--csv",
        "csv_file",
        type=PATH,
        help="Kaggle's fer2013.csv, icml_face_data.csv or train.csv.",
    )(command)


def read_faces(
    csv_file: Path | None,
    folder: Path | None,
    votes: Path | None = None,
    needed: Sequence[str] | None = None,
    most: int | None = None,
) -> dict[str, FaceSet]:
    """The parts of whichever was given; raises click.UsageError unless exactly one was."""
    if (csv_file is None) == (folder is None):
        raise click.UsageError("give the faces: either --csv fer2013.csv or --faces FOLDER")
    if csv_file is not None:
        from vaha.training.data.faces.face_set import read_fer2013

        return read_fer2013(csv_file, votes, needed, most)
    if votes is not None:
        raise click.UsageError("--votes goes row by row with --csv, not with --faces")
    from vaha.cli.talk import say
    from vaha.training.data.faces.folders import read_face_folders

    assert folder is not None
    return read_face_folders(folder, tell=say, most=most)
