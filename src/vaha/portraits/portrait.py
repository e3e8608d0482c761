"""A portrait: what came out, whose mood it is, and the stages as they are watched."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.images import encode_picture, prepare_folder, resize
from vaha.portraits.options import PortraitOptions
from vaha.portraits.progress import Observer
from vaha.stages.base import Face, MoodReading
from vaha.stages.faces.crop import select_faces

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
    candidates: tuple[Artwork, ...] = field(repr=False)
    timings: dict[str, float] = field(repr=False)

    def save(self, folder: str | Path) -> list[Path]:
        """Write the works as PNGs that carry their recipes, best first; their paths.

        They are named as `vaha portrait` names them, and nothing of the face is written. Raises
        OutputError.
        """
        prepare_folder(Path(folder))
        return [
            work.save(Path(folder) / name_of_work(self.mood, rank, work.recipe.seed))
            for rank, work in enumerate(self.works, 1)
        ]

    def _repr_html_(self) -> str:
        """How a notebook shows it: the mood and the works."""
        shown = "".join(_figure(work) for work in self.works)
        mood = ", ".join(
            f"{emotion.value} {weight:.0%}"
            for emotion, weight in sorted(self.mood.items(), key=lambda pair: -pair[1])
            if weight >= LEAST_SHOWN
        )
        return f'<p>{mood}</p><div style="display:flex;gap:8px;flex-wrap:wrap">{shown}</div>'


LEAST_SHOWN = 0.05
"""Emotions with less of the mood are not shown in a notebook."""
SHOWN_SIDE = 320
"""Pixels of a work's longer side in a notebook."""


def name_of_work(mood: Mood, rank: int, seed: int) -> str:
    """What a portrait's work is called as a file, the best being of rank 1."""
    return f"{mood.top.value}-{rank}-seed{seed}.png"


def _figure(work: Artwork) -> str:
    """A work and why it was chosen, in HTML."""
    height, width = work.image.shape[:2]
    scale = min(1.0, SHOWN_SIDE / max(height, width))
    small = resize(work.image, max(1, round(height * scale)), max(1, round(width * scale)))
    data = b64encode(encode_picture(small, "PNG")).decode()
    felt = max(work.scores, key=lambda emotion: work.scores[emotion], default=None)
    why = "" if felt is None else f": the critic feels {felt.value}, {work.scores[felt]:.0%}"
    return (
        f'<figure style="margin:0"><img alt="a work" src="data:image/png;base64,{data}">'
        f"<figcaption>seed {work.recipe.seed}{why}</figcaption></figure>"
    )


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
