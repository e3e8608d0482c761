"""FER-2013 faces and the FER+ votes for them, read from the files in which they are published."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.training.data.tables import Row, read_table

FACE_SIZE = 48
PARTS = ("Training", "PublicTest", "PrivateTest")
"""The values of the column `Usage`."""

FER2013_ORDER = (
    FaceEmotion.ANGRY,
    FaceEmotion.DISGUSTED,
    FaceEmotion.FEARFUL,
    FaceEmotion.HAPPY,
    FaceEmotion.SAD,
    FaceEmotion.SURPRISED,
    FaceEmotion.NEUTRAL,
)
"""What 0 to 6 mean in the column `emotion` of fer2013.csv."""

CLASSES = {
    **{emotion.value: emotion for emotion in FaceEmotion},
    **{str(number): emotion for number, emotion in enumerate(FER2013_ORDER)},
    "anger": FaceEmotion.ANGRY,
    "disgust": FaceEmotion.DISGUSTED,
    "fear": FaceEmotion.FEARFUL,
    "happiness": FaceEmotion.HAPPY,
    "sadness": FaceEmotion.SAD,
    "surprise": FaceEmotion.SURPRISED,
}
"""How the seven are called: disgusted as here, disgust by Kaggle's folders, sadness by FER+, or by
number."""

FERPLUS_COLUMNS = {
    "anger": FaceEmotion.ANGRY,
    "disgust": FaceEmotion.DISGUSTED,
    "fear": FaceEmotion.FEARFUL,
    "happiness": FaceEmotion.HAPPY,
    "neutral": FaceEmotion.NEUTRAL,
    "sadness": FaceEmotion.SAD,
    "surprise": FaceEmotion.SURPRISED,
}
"""FER+ columns with a place among the seven; contempt, unknown and NF (no face) have none."""


@dataclass(frozen=True)
class FaceSet:
    """Faces with their labels.

    `pixels` is uint8 N x 48 x 48, `labels` int64 N in the order of FACE_EMOTIONS, `votes` float32
    N x 7 (each row sums to 1, or is 0 where there are no votes), `group` int64 N: equal numbers are
    equal pictures, which must never stand on both sides of a split.
    """

    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    votes: npt.NDArray[np.float32]
    group: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> FaceSet:
        """The faces at these places."""
        return FaceSet(self.pixels[which], self.labels[which], self.votes[which], self.group[which])

    def first(self, count: int) -> FaceSet:
        """At most so many faces, from the start."""
        return self.take(np.arange(min(count, len(self))))


def read_fer2013(
    csv_file: Path,
    votes_file: Path | None = None,
    needed: Sequence[str] | None = None,
    most: int | None = None,
) -> dict[str, FaceSet]:
    """Read the Kaggle challenge's `fer2013.csv` into its parts: Training, PublicTest, PrivateTest.

    So are read `icml_face_data.csv`, the same in another order, and `train.csv`, all Training.
    With `most`, only so many faces of each part, from the start. A table with a fault is refused
    whole: raises TrainingDataError, naming the file and the row, for a missing column, a wrong
    number of pixels, an unknown label or part, and for a `needed` part without rows
    (unless told: all of those that the table may name).
    """
    rows, pixels, labels, usages = _read_rows(csv_file, most)
    if needed is None:
        needed = PARTS if _names_parts(csv_file) else PARTS[:1]
    for name in needed:
        if not (usages == name).any():
            raise TrainingDataError(
                f"{csv_file} has no row whose Usage is {name}; use the complete fer2013.csv"
            )
    votes = np.zeros((len(labels), len(FACE_EMOTIONS)), np.float32)
    if votes_file is not None:
        votes = read_ferplus(votes_file)
        if len(votes) != len(rows):
            raise TrainingDataError(
                f"{votes_file} has {len(votes)} rows and {csv_file} has {len(rows)}; "
                "FER+ goes row by row with FER-2013, so use the two complete files"
            )
        votes = votes[rows]
    everything = FaceSet(pixels, labels, votes, group_copies(pixels))
    return {name: everything.take(usages == name) for name in PARTS}


def _names_parts(csv_file: Path) -> bool:
    return "Usage" in next(read_table(csv_file, (), ("Usage",))).values


def group_copies(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """A number for each picture N x H x W: equal for equal pixels, in the order of the pixels."""
    keys = [picture.tobytes() for picture in pixels]
    number = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([number[key] for key in keys], np.int64)


def _read_rows(
    csv_file: Path, most: int | None
) -> tuple[
    npt.NDArray[np.bool_], npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.str_]
]:
    """Which rows of the table were kept, and of those pixels, labels and parts."""
    rows, pixels, labels, usages = [], [], [], []
    count: Counter[str] = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for row in read_table(csv_file, ("emotion", "pixels"), ("Usage",)):
            usage = _parse_usage(row, csv_file)
            count[usage] += 1
            rows.append(most is None or count[usage] <= most)
            if rows[-1]:
                pixels.append(_parse_pixels(row.values["pixels"], csv_file, row.number))
                labels.append(_parse_label(row.values["emotion"], csv_file, row.number))
                usages.append(usage)
    if not labels:
        raise TrainingDataError(f"{csv_file} has no rows")
    return np.array(rows), np.stack(pixels), np.array(labels, np.int64), np.array(usages)


def _parse_pixels(text: str | None, csv_file: Path, number: int) -> npt.NDArray[np.uint8]:
    try:
        values = np.fromstring(text or "", np.int64, sep=" ")
    except (DeprecationWarning, ValueError) as error:  # of text, so far, numpy only warns
        raise TrainingDataError(f"{csv_file}, row {number}: pixels are not numbers") from error
    if values.size != FACE_SIZE**2:
        raise TrainingDataError(
            f"{csv_file}, row {number}: {values.size} pixels; expected {FACE_SIZE**2}"
        )
    if values.min() < 0 or values.max() > 255:
        raise TrainingDataError(f"{csv_file}, row {number}: pixels go from 0 to 255")
    return values.astype(np.uint8).reshape(FACE_SIZE, FACE_SIZE)


def _parse_usage(row: Row, csv_file: Path) -> str:
    """The part; Kaggle's train.csv, which names none, is all Training."""
    usage = row.values.get("Usage", "Training")
    # A row cut short has no Usage; what it lacks first, its pixels, is what it is refused for.
    if usage is not None and usage not in PARTS:
        raise TrainingDataError(
            f"{csv_file}, row {row.number}: unknown Usage {usage!r}; expected {', '.join(PARTS)}"
        )
    return usage or ""


def _parse_label(text: str | None, csv_file: Path, number: int) -> int:
    emotion = CLASSES.get((text or "").lower().removesuffix(".0"))
    if emotion is None:
        raise TrainingDataError(
            f"{csv_file}, row {number}: unknown label {text!r}; expected 0 to 6"
        )
    return FACE_EMOTIONS.index(emotion)


def read_ferplus(votes_file: Path) -> npt.NDArray[np.float32]:
    """Read `fer2013new.csv`: N x 7 vote shares in the order of FACE_EMOTIONS.

    Single votes are dropped as outliers, as the publishers do (Barsoum et al. 2016, section 3).
    """
    rows = read_table(votes_file, (), tuple(FERPLUS_COLUMNS))
    counts = [_parse_votes(row, votes_file) for row in rows]
    votes = np.array(counts, np.float32).reshape(-1, len(FACE_EMOTIONS))
    votes[votes < 2] = 0
    total = votes.sum(1, keepdims=True)
    return np.divide(votes, total, out=np.zeros_like(votes), where=total > 0)


def _parse_votes(row: Row, votes_file: Path) -> list[float]:
    counts = [0.0] * len(FACE_EMOTIONS)
    try:
        for column, emotion in FERPLUS_COLUMNS.items():
            counts[FACE_EMOTIONS.index(emotion)] = float(row.values[column] or "")
    except (KeyError, ValueError) as error:
        raise TrainingDataError(
            f"{votes_file}, row {row.number}: bad or missing votes ({error})"
        ) from error
    return counts


def hold_out(faces: FaceSet, share: float = 0.1, seed: int = 0) -> tuple[FaceSet, FaceSet]:
    """Split off a part for choosing, by whole groups of copies: (to learn from, held out).

    Raises TrainingDataError where there are not two different faces, one for each.
    """
    is_held = held_out(faces, share, seed)
    return faces.take(~is_held), faces.take(is_held)


def held_out(faces: FaceSet, share: float = 0.1, seed: int = 0) -> npt.NDArray[np.bool_]:
    """Which faces `hold_out` holds out."""
    groups = np.unique(faces.group)
    if len(groups) < 2:
        raise TrainingDataError("there are no two different faces, so none can be held out")
    count = max(1, round(len(groups) * share))
    held = np.random.default_rng(seed).permutation(groups)[:count]
    return np.isin(faces.group, held)


def contradictory(faces: FaceSet) -> npt.NDArray[np.bool_]:
    """Which faces have a copy with another label."""
    pairs = np.unique(np.stack([faces.group, faces.labels], 1), axis=0)
    groups, labels = np.unique(pairs[:, 0], return_counts=True)
    return np.isin(faces.group, groups[labels > 1])


def join(first: FaceSet, second: FaceSet) -> FaceSet:
    """Both sets as one; their groups must come from one reading."""
    return FaceSet(
        np.concatenate([first.pixels, second.pixels]),
        np.concatenate([first.labels, second.labels]),
        np.concatenate([first.votes, second.votes]),
        np.concatenate([first.group, second.group]),
    )
