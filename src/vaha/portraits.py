"""A portrait: what came out, whose mood it is, and the stages as they are watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.portrait_options import PortraitOptions
from vaha.progress import Observer
from vaha.stages.base import Face, MoodReading
from vaha.stages.face_crop import select_faces

Tell = Callable[[str], None]
"""Is told the name of each stage as it begins: faces, mood, paint, choose, enlarge, brush."""


@dataclass(frozen=True)
class Portrait:
    """A portrait: the faces found and their readings, the mood that was painted, the works.

    `works` are the kept ones, best first, enlarged and painted by the hand; `candidates` all of
    them as they were composed, with scores, in the order of their seeds' birth. `timings` holds the
    seconds of each stage.
    """

    faces: tuple[Face, ...]
    readings: tuple[MoodReading, ...]
    mood: Mood
    seed: int
    works: tuple[Artwork, ...]
    candidates: tuple[Artwork, ...]
    timings: dict[str, float]


def finished(works: Iterable[Artwork], observer: Observer) -> list[Artwork]:
    """The works, each shown to the observer as soon as it is there."""
    shown = []
    for index, work in enumerate(works):
        observer.finished(index, work)
        shown.append(work)
    return shown


def mood_to_paint(
    faces: Sequence[Face], readings: Sequence[MoodReading], options: PortraitOptions
) -> tuple[Mood, bool | None]:
    """The mood that the options give (None: no one was sure of it), or the one that was read.

    That is the chosen face's, or the plain mean of the chosen faces' moods, sure if all are.
    Raises NoFaceFound where there is none, and InputError for a number that none has.
    """
    if (given := options.given_mood) is not None:
        return given, None
    chosen = select_faces(faces, options.face)
    read = [
        reading
        for face, reading in zip(faces, readings, strict=True)
        if any(face is one for one in chosen)
    ]
    mean = np.mean([reading.mood.weights for reading in read], axis=0)
    return Mood.of(mean.tolist()), all(reading.sure for reading in read)


class Clock:
    """Tells of each stage as it begins and keeps how many seconds it took."""

    def __init__(self, tell: Tell | None, observer: Observer) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell
        self._observer = observer

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        if self._tell is not None:
            self._tell(stage)
        self._observer.stage(stage)
        began = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - began
