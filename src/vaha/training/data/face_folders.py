"""FER-2013 as folders of pictures, as Kaggle also has it: train/CLASS/*.png, test/CLASS/*.png.

What holds for bad input: a folder that is no emotion is refused; a picture that cannot be read is
skipped and named, and the whole set is refused where more than one in a hundred cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import PictureError, TrainingDataError
from vaha.framing import grey_of
from vaha.images import read_image
from vaha.training.data.faces import FACE_SIZE, FaceSet, group_copies

PARTS = {"train": "Training", "test": "test"}
"""The two folders, and what their faces are called here: `test` holds both of FER-2013's tests."""

NAMES = {
    **{emotion.value: emotion for emotion in FaceEmotion},
    "angry": FaceEmotion.ANGRY,
    "disgust": FaceEmotion.DISGUSTED,
    "fear": FaceEmotion.FEARFUL,
    "surprise": FaceEmotion.SURPRISED,
}
"""Both ways of naming the classes: angry, disgust, fear ... and angry, disgusted, fearful ..."""

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}
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
    read = {name: _read_part(folder / place, tell, most) for place, name in PARTS.items()}
    group = group_copies(np.concatenate([pixels for pixels, _ in read.values()]))
    sets, start = {}, 0
    for name, (pixels, labels) in read.items():
        votes = np.zeros((len(labels), len(FACE_EMOTIONS)), np.float32)
        sets[name] = FaceSet(pixels, labels, votes, group[start : start + len(labels)])
        start += len(labels)
    return sets


def _read_part(
    folder: Path, tell: Tell | None, most: int | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    pixels, labels, skipped = [], [], []
    for path, emotion in _pictures(folder, most):
        try:
            pixels.append(_read_face(path))
            labels.append(FACE_EMOTIONS.index(emotion))
        except PictureError as error:
            skipped.append(path)
            if tell is not None:
                tell(f"skipped: {error}")
    if len(skipped) > MOST_UNREADABLE * (len(pixels) + len(skipped)):
        raise TrainingDataError(
            f"{folder}: {len(skipped)} of {len(pixels) + len(skipped)} pictures cannot be read, "
            f"{skipped[0]} first; get the data again"
        )
    return np.stack(pixels), np.array(labels, np.int64)


def _pictures(folder: Path, most: int | None) -> Iterator[tuple[Path, FaceEmotion]]:
    """The pictures of a part in the order of their names, class by class."""
    try:
        classes = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise TrainingDataError(f"cannot read {folder}: {error.strerror}") from error
    found = {}
    for path in classes:
        emotion = NAMES.get(path.name.lower())
        if emotion is None:
            raise TrainingDataError(
                f"{path} is no emotion; expected folders named {', '.join(sorted(NAMES))}"
            )
        found[emotion] = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
    for emotion in FACE_EMOTIONS:
        if not found.get(emotion):
            raise TrainingDataError(f"{folder} has no pictures of {emotion.value} faces")
        each = None if most is None else max(1, most // len(FACE_EMOTIONS))
        yield from ((path, emotion) for path in found[emotion][:each])


def _read_face(path: Path) -> npt.NDArray[np.uint8]:
    import cv2

    grey = grey_of(read_image(path))
    if grey.shape == (FACE_SIZE, FACE_SIZE):
        return grey
    return np.asarray(cv2.resize(grey, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA))
