"""FER-2013 as folders of pictures, as Kaggle also has it: train/CLASS/*.png, test/CLASS/*.png.

Hidden folders and those of systems are passed over, and contempt, which is none of the seven, is
left out. What holds for bad input: a folder that is no emotion is refused; a picture that cannot be
read is skipped and named, and the whole set is refused where more than one in a hundred cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import PictureError, TrainingDataError
from vaha.images import read_image
from vaha.stages.faces.framing import grey_of
from vaha.training.data.faces.face_set import CLASSES, FACE_SIZE, FaceSet, group_copies

PARTS = {
    "Training": ("train", "training"),
    "test": ("test", "validation", "val", "valid", "publictest", "privatetest"),
}
"""What the two parts are called in folders: `test` holds both of FER-2013's tests."""

NO_CLASS = ("contempt",)
"""Classes that are told of and left out: none of the seven."""

SYSTEM = ("__macosx", "lost+found", "system volume information")
"""Folders of systems; those whose names begin with a dot, `@` or `$` are, too."""

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff"}
MOST_UNREADABLE = 0.01

Tell = Callable[[str], None]
"""Is told of each picture that was skipped."""


def read_face_folders(
    folder: Path, tell: Tell | None = None, most: int | None = None
) -> dict[str, FaceSet]:
    """Read `folder`/train and `folder`/test into the parts Training and test; there are no votes.

    Colour becomes grey, other sizes 48 x 48. With `most`, only so many faces of each part, of all
    classes alike. Raises TrainingDataError by the rule above, and for a part or class that is
    missing.
    """
    parts = part_folders(folder)
    for name, kinds in PARTS.items():
        if not parts[name]:
            raise TrainingDataError(
                f"{folder} has no folder {kinds[0]} with a folder for each class"
            )
    read = {name: _read_part(places, tell, most) for name, places in parts.items()}
    group = group_copies(np.concatenate([pixels for pixels, _ in read.values()]))
    sets, start = {}, 0
    for name, (pixels, labels) in read.items():
        votes = np.zeros((len(labels), len(FACE_EMOTIONS)), np.float32)
        sets[name] = FaceSet(pixels, labels, votes, group[start : start + len(labels)])
        start += len(labels)
    return sets


def part_folders(folder: Path) -> dict[str, list[Path]]:
    """The folders of each part in this one, or in the one folder that is in it."""
    for _ in range(2):
        inside = _folders(folder)
        parts = {
            name: [path for path in inside if path.name.lower() in kinds]
            for name, kinds in PARTS.items()
        }
        if any(parts.values()) or len(inside) != 1:
            return parts
        folder = inside[0]
    return parts


def class_folders(folder: Path, tell: Tell | None = None) -> dict[FaceEmotion, list[Path]]:
    """The pictures of each class in a part's folder, in the order of their names.

    Raises TrainingDataError for a folder that is no emotion.
    """
    found: dict[FaceEmotion, list[Path]] = {}
    for path in _folders(folder):
        name = path.name.lower()
        if name in NO_CLASS:
            if tell is not None:
                tell(f"left out: {path}, which is none of the seven")
        elif name not in CLASSES:
            raise TrainingDataError(
                f"{path} is no emotion; expected folders named {', '.join(sorted(CLASSES))}"
            )
        else:
            found.setdefault(CLASSES[name], []).extend(_pictures_in(path))
    return found


def _folders(folder: Path) -> list[Path]:
    """The folders in this one that are people's, in the order of their names."""
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise TrainingDataError(f"cannot read {folder}: {error.strerror}") from error
    return [
        path for path in inside if path.name[0] not in ".@$" and path.name.lower() not in SYSTEM
    ]


def _pictures_in(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.name[0] != "." and not path.is_dir()
    )


def _read_part(
    folders: Sequence[Path], tell: Tell | None, most: int | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    pixels, labels, skipped = [], [], []
    for path, emotion in _pictures(folders, tell, most):
        try:
            pixels.append(_read_face(path))
            labels.append(FACE_EMOTIONS.index(emotion))
        except PictureError as error:
            skipped.append(path)
            if tell is not None:
                tell(f"skipped: {error}")
    if len(skipped) > MOST_UNREADABLE * (len(pixels) + len(skipped)):
        raise TrainingDataError(
            f"{folders[0]}: {len(skipped)} of {len(pixels) + len(skipped)} pictures cannot be "
            f"read, {skipped[0]} first; get the data again"
        )
    return np.stack(pixels), np.array(labels, np.int64)


def _pictures(
    folders: Sequence[Path], tell: Tell | None, most: int | None
) -> Iterator[tuple[Path, FaceEmotion]]:
    """The pictures of a part, class by class."""
    found: dict[FaceEmotion, list[Path]] = {}
    for folder in folders:
        for emotion, paths in class_folders(folder, tell).items():
            found.setdefault(emotion, []).extend(paths)
    for emotion in FACE_EMOTIONS:
        if not found.get(emotion):
            raise TrainingDataError(f"{folders[0]} has no pictures of {emotion.value} faces")
        each = None if most is None else max(1, most // len(FACE_EMOTIONS))
        yield from ((path, emotion) for path in found[emotion][:each])


def _read_face(path: Path) -> npt.NDArray[np.uint8]:
    import cv2

    grey = grey_of(read_image(path))
    if grey.shape == (FACE_SIZE, FACE_SIZE):
        return grey
    return np.asarray(cv2.resize(grey, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA))
