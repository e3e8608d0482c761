"""The film of the README: `python -m benchmarks.film docs/images/film.webp`.

First a work is painted stroke by stroke; then the painting of the mirror goes from mood to mood, as
it would before a face. All frames are made by the bundled models.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import PIL.Image

from vaha.emotions import Mood
from vaha.files import written_aside
from vaha.hand.base import Brushwork
from vaha.hand.film import frames
from vaha.images import Image, resize
from vaha.marking import packet
from vaha.mirror.options import MirrorOptions, MirrorParts
from vaha.mirror.session import MirrorSession
from vaha.stages.base import Face, MoodReading
from vaha.stages.fake import FakeFaceFinder
from vaha.studio import Studio

SIDE = 320
RATE = 10
SEED = 5
QUALITY = 74
MOODS = ("neutral", "surprised", "fearful", "sad", "neutral")
SECONDS_A_MOOD = 2.0


class _Told:
    """Reads in every face the mood that it was told."""

    def __init__(self) -> None:
        self.mood = Mood.parse(MOODS[0])

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        return [MoodReading(self.mood, True) for _ in faces]


def made(studio: Studio, mood: Mood) -> Iterator[Image]:
    """A chosen work's strokes being laid, large to small."""
    works = studio.paint(mood, range(1, 33))
    (work,) = studio.enlarge_all(studio.choose(works, mood, keep=1))
    strokes = studio.brush(work, Brushwork("oil", size=SIDE)).strokes
    assert strokes is not None
    for number, frame in enumerate(frames(strokes, SIDE)):
        if number % 5 == 0:  # of 25 a second: twice as quick as it is shown in the studio
            yield frame


def mirrored() -> Iterator[Image]:
    """The mirror's painting before a face that goes through some moods."""
    told = _Told()
    parts = replace(MirrorParts.open(), faces=FakeFaceFinder(), moods=told)
    session = MirrorSession(parts, MirrorOptions(manner="oil", seed=SEED))
    face = np.zeros((240, 320, 3), np.uint8)
    steps, seconds = round(SECONDS_A_MOOD * RATE), 0.0
    for begin, end in pairwise(Mood.parse(mood) for mood in MOODS):
        for step in range(steps):
            told.mood = begin.mixed(end, step / steps)
            yield resize(session.step(face, seconds, 256).image, SIDE, SIDE)
            seconds += 1 / RATE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args().file
    shown = [*made(Studio.open(), Mood.parse("neutral")), *mirrored()]
    first, *others = (PIL.Image.fromarray(frame) for frame in shown)
    with written_aside(file) as aside:
        first.save(
            aside, "WEBP", save_all=True, append_images=others, duration=1000 // RATE, loop=0,
            quality=QUALITY, method=4, xmp=packet().encode(),
        )  # fmt: skip


if __name__ == "__main__":
    main()
