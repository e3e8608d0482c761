"""What of the data for training lies in a folder, known by its form rather than by its name."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vaha.errors import TrainingDataError
from vaha.training.data.faces.face_set import CLASSES, FERPLUS_COLUMNS
from vaha.training.data.faces.folders import class_folders, part_folders
from vaha.training.data.paintings.reading import picture_files
from vaha.training.data.tables import read_table

FACES, FERPLUS, VOTES, LIST, WIKIART = (
    "faces (FER-2013)", "votes for faces (FER+)", "votes for paintings (ArtEmis)",
    "list of paintings", "paintings (WikiArt)",
)  # fmt: skip

TABLES: Mapping[str, tuple[str, ...]] = {
    FACES: ("emotion", "pixels"),
    FERPLUS: tuple(FERPLUS_COLUMNS),
    VOTES: ("art_style", "painting", "emotion"),
    LIST: ("art_style", "painting", "artist"),
}
"""The columns by which a table is known."""

NEEDED: Mapping[str, str] = {
    FACES: "Kaggle's fer2013.csv, icml_face_data.csv or its folders; for `vaha train mood`",
    FERPLUS: "fer2013new.csv of FER+; `vaha train mood` does without, and reads moods worse",
    VOTES: "artemis_dataset_release_v0.csv; for `vaha train critic` and the painter",
    WIKIART: "WikiArt's folder of styles; for `vaha train critic` and the painter",
}

DEEP = 3
"""Folders below each other in which data is looked for."""


@dataclass(frozen=True)
class Found:
    """Data, what it holds in words, and what is wrong with it if anything is."""

    path: Path
    what: str
    count: str = ""
    fault: str | None = None


@dataclass(frozen=True)
class Checked:
    """What is in a folder, and what is not."""

    found: tuple[Found, ...]

    @property
    def missing(self) -> list[str]:
        """Of what could be learnt from, what is not there: a sentence each."""
        here = {one.what for one in self.found if one.fault is None}
        return [f"{what}: {where}" for what, where in NEEDED.items() if what not in here]

    def document(self) -> dict[str, Any]:
        """As `--json` gives it."""
        found = [
            {"path": str(one.path), "what": one.what, "holds": one.count, "fault": one.fault}
            for one in self.found
        ]
        return {"found": found, "missing": self.missing}


def check_folder(folder: Path) -> Checked:
    """Look through the folder; raises TrainingDataError where it cannot be read."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise TrainingDataError(f"cannot read {folder}: {error.strerror}") from error
    return Checked(tuple(_within(folder)))


def _within(folder: Path, depth: int = 0) -> Iterator[Found]:
    whole = _face_folders(folder) or _wikiart(folder)
    if whole is not None:
        yield whole
    for path in sorted(folder.iterdir()):
        if path.name[0] in ".@$_":
            continue
        if path.suffix.lower() == ".csv" and path.is_file():
            yield _table(path)
        elif whole is None and depth < DEEP and path.is_dir() and os.access(path, os.R_OK):
            yield from _within(path, depth + 1)


def _table(path: Path) -> Found:
    try:
        first = next(read_table(path, (), ("emotion", "pixels", "Usage")), None)
    except TrainingDataError as error:
        return Found(path, "table", fault=str(error))
    names = set(first.values) if first else set()
    kinds = [kind for kind, columns in TABLES.items() if names.issuperset(columns)]
    if not kinds:
        return Found(path, "table", f"not for training; its columns are {', '.join(names) or '-'}")
    try:
        return Found(path, kinds[0], _rows(path, kinds[0]))
    except TrainingDataError as error:
        return Found(path, kinds[0], fault=str(error))


def _rows(path: Path, kind: str) -> str:
    """How many rows, of faces by their parts."""
    rows = read_table(path, TABLES[kind], ("Usage",))
    if kind != FACES:
        return f"{sum(1 for _ in rows)} rows"
    parts = Counter(row.values.get("Usage", "Training") for row in rows)
    return ", ".join(f"{count} of {name}" for name, count in parts.items())


def _face_folders(folder: Path) -> Found | None:
    """Folders of faces, where there is a part with a class in it."""
    parts = part_folders(folder)
    places = [place for few in parts.values() for place in few]
    if not any(path.name.lower() in CLASSES for place in places for path in place.iterdir()):
        return None
    said: list[str] = []
    try:
        counts = {
            name: sum(
                len(paths) for place in few for paths in class_folders(place, said.append).values()
            )
            for name, few in parts.items()
        }
    except TrainingDataError as error:
        return Found(folder, FACES, fault=str(error))
    missing = [name for name, count in counts.items() if not count]
    fault = f"there are no pictures of {' and '.join(missing)}" if missing else None
    counted = [f"{count} of {name}" for name, count in counts.items()]
    return Found(folder, FACES, ", ".join([*counted, *said]), fault)


def _wikiart(folder: Path) -> Found | None:
    """Folders of styles, where most pictures are called Style/artist_title."""
    names = picture_files(folder)
    if not names or sum("_" in name.partition("/")[2] for name in names) * 2 < len(names):
        return None
    styles = len({name.partition("/")[0] for name in names})
    return Found(folder, WIKIART, f"{len(names)} pictures of {styles} styles")
