"""What is done with each item of a batch: looking, portraits, paintings, judging."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from vaha.artwork import Artwork, Recipe, encode_artwork
from vaha.emotions import Mood
from vaha.errors import InputError, VahaError
from vaha.hand.base import Brushwork
from vaha.images import Image, within
from vaha.portraits.options import PortraitOptions
from vaha.runtime.sessions.tensors import batches
from vaha.stages.base import Face, MoodReading
from vaha.stages.faces.crop import select_faces
from vaha.stages.paint import check_truncation
from vaha.styles import Style

if TYPE_CHECKING:
    from vaha.studio import Studio

Row = dict[str, Any]
"""One row of the answer, in the columns of `vaha.batch.rows`."""

Read = Callable[[str], Image]
"""Gives the picture of an item; raises PictureError."""

JUDGED_SIDE = 256
"""Pictures are made smaller than this before the critic looks, as `vaha choose` does."""


class Work(Protocol):
    """What is done with items, each for itself: the same rows however the items are cut."""

    @property
    def kind(self) -> str:
        """Its command's name."""
        ...

    def rows(self, studio: Studio, items: Sequence[str], read: Read) -> Iterator[Row]:
        """One row for each item, in their order; what is wrong with one stands in its row."""
        ...


def seed_of(base: int, item: str) -> int:
    """An item's own seed, 32 bits: the same however often and beside whatever it is done."""
    return int.from_bytes(hashlib.sha256(f"{base}:{item}".encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Looking:
    """The faces in each photo and their moods; `face` is "all", "largest" or a number."""

    face: str | int = "all"
    kind = "look"

    def rows(self, studio: Studio, items: Sequence[str], read: Read) -> Iterator[Row]:
        """Rows with faces; none is no error."""
        for item in items:
            yield _row(item, lambda item: {"faces": self._faces(studio, read(item))})

    def _faces(self, studio: Studio, image: Image) -> list[Row]:
        found = studio.find_faces(image)
        if not found or (isinstance(self.face, int) and self.face > len(found)):
            return []
        chosen = select_faces(found, self.face)
        return [
            _face(face, reading)
            for face, reading in zip(chosen, studio.read_moods(chosen), strict=True)
        ]


@dataclass(frozen=True)
class Portraits:
    """The works for the face in each photo; each is painted from a seed of its own."""

    options: PortraitOptions
    seed: int = 0
    kind = "portrait"

    def rows(self, studio: Studio, items: Sequence[str], read: Read) -> Iterator[Row]:
        """Rows with faces, the mood and works, best first."""
        for item in items:
            yield _row(item, lambda item: self._portrait(studio, item, read))

    def _portrait(self, studio: Studio, item: str, read: Read) -> Row:
        options = replace(self.options, seed=seed_of(self.seed, item))
        made = studio.portrait(read(item), options)
        faces = zip(made.faces, made.readings, strict=True)
        return {
            "faces": [_face(face, reading) for face, reading in faces],
            "mood": _weights(made.mood),
            "works": [_work(work) for work in made.works],
        }


@dataclass(frozen=True)
class Paintings:
    """One work of a mood for each seed, judged; raises InputError for what cannot be."""

    mood: Mood
    scale: int = 4
    hand: Brushwork | None = None
    truncation: float | None = None
    style: Style = Style.ANY
    kind = "paint"

    def __post_init__(self) -> None:
        PortraitOptions(scale=self.scale)
        if self.truncation is not None:
            check_truncation(self.truncation)

    def rows(self, studio: Studio, items: Sequence[str], read: Read) -> Iterator[Row]:
        """Rows with one work each."""
        for few in batches(items):
            painted = studio.paint(
                self.mood, [int(item) for item in few], self.truncation, self.style
            )
            for item, work in zip(few, studio.score(painted, self.mood), strict=True):
                large = studio.enlarge(work, self.scale)
                done = studio.brush(large, self.hand) if self.hand else large
                yield {"item": item, "works": [_work(done)]}


@dataclass(frozen=True)
class Judging:
    """What people would feel before each picture; with a mood, how much of it the picture has."""

    mood: Mood | None = None
    kind = "judge"

    def rows(self, studio: Studio, items: Sequence[str], read: Read) -> Iterator[Row]:
        """Rows with nine probabilities, and a lift where a mood was given."""
        for few in batches(items):
            rows = [
                _row(item, lambda item: {"image": within(read(item), JUDGED_SIDE)}) for item in few
            ]
            self._judge(studio, [row for row in rows if "image" in row])
            yield from rows

    def _judge(self, studio: Studio, rows: Sequence[Row]) -> None:
        mood = self.mood or Mood.parse("neutral")
        works = [Artwork(row.pop("image"), Recipe(mood, seed=0)) for row in rows]
        for row, work in zip(rows, studio.score(works, mood), strict=True):
            row["felt"] = {emotion.value: chance for emotion, chance in work.scores.items()}
            row["lift"] = work.lift if self.mood else None


def _row(item: str, make: Callable[[str], Row]) -> Row:
    """The item's row, or one that says what is wrong with it.

    What would be wrong with every item (the weights, the disk) is raised.
    """
    try:
        return {"item": item} | make(item)
    except InputError as error:
        return {"item": item, "error": _line(error)}
    except (VahaError, MemoryError):
        raise
    except Exception as error:  # a fault of ours, which must not end a million others
        return {"item": item, "error": f"a fault in VAHA: {_line(error)}"}


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def _face(face: Face, reading: MoodReading) -> Row:
    box = face.box
    return {
        "left": box.left,
        "top": box.top,
        "width": box.width,
        "height": box.height,
        "confidence": face.confidence,
        "mood": _weights(reading.mood),
        "sure": reading.sure,
    }


def _weights(mood: Mood) -> dict[str, float]:
    return {emotion.value: weight for emotion, weight in mood.items()}


def _work(work: Artwork) -> Row:
    return {
        "seed": work.recipe.seed,
        "lift": work.lift,
        "recipe": work.recipe.to_json(),
        "picture": encode_artwork(work),
    }
