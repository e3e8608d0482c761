"""A study as files: what is shown in one folder, and the key beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import OutputError
from vaha.files import write_file
from vaha.images import encode_picture
from vaha.study.key import KEY, key_to_csv, name_of_study
from vaha.study.make import Picture

SHOWN = "show"
"""The folder, within a study's, that is given to who answers."""

CANNOT_SAY = "cannot say"
"""What may be answered in place of a mood."""

PLACE = "/*STUDY*/null"
"""Where the page has what it must know of its study."""


def refuse_a_second(folder: Path) -> None:
    """Raise OutputError where the folder holds a study, before any work is done for another."""
    shown = folder / SHOWN
    if (folder / KEY).exists() or (shown.is_dir() and any(shown.iterdir())):
        raise OutputError(f"{folder} holds a study already; name another folder")


def write_study(folder: Path, pictures: Sequence[Picture]) -> str:
    """Write pictures, page and key; gives the study's name. Raises OutputError.

    The pictures are numbered as they come, and carry neither recipe nor mark: either would tell
    whose they are. So the page says that works of a trained algorithm are among them, and the key
    which. The key comes last: without it there is no study.
    """
    width = max(3, len(str(len(pictures))))
    names = [f"{number:0{width}d}.png" for number in range(1, len(pictures) + 1)]
    data = [encode_picture(one.image, made="") for one in pictures]
    study = name_of_study(data)
    for name, one in zip(names, data, strict=True):
        write_file(folder / SHOWN / name, one)
    write_file(folder / SHOWN / "index.html", study_page(study, names).encode())
    entries = [replace(one.entry, picture=name) for name, one in zip(names, pictures, strict=True)]
    write_file(folder / KEY, key_to_csv(study, entries))
    return study


def study_page(study: str, names: Sequence[str]) -> str:
    """The page that shows these pictures, one at a time, and saves what is answered."""
    about = {
        "study": study,
        "pictures": list(names),
        "moods": [emotion.value for emotion in FACE_EMOTIONS],
        "cannotSay": CANNOT_SAY,
    }
    page = files("vaha.study").joinpath("page.html").read_text(encoding="utf-8")
    return page.replace(PLACE, json.dumps(about).replace("<", "\\u003c"))
