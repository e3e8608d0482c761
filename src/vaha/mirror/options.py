"""What a mirror is made of, and what it shall be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.errors import InputError
from vaha.hand.manners import NONE, manner
from vaha.runtime.choice import open_model
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
from vaha.stages.base import Box, Enlarger, Face, FaceFinder, MoodReader, Painter
from vaha.stages.faces.finder import open_face_finder
from vaha.stages.mood import NetworkMoodReader
from vaha.stages.paint import NetworkPainter, check_seeds
from vaha.stages.upscale import NetworkEnlarger

SIZES = (256, 512)
"""Sides of the pictures that a mirror shows."""

BORDER = 4
"""The enlarger sees so many mirrored pixels around a work, half of what it sees otherwise: a fifth
less time; at the edges 0.1 levels of 255 are lost in the mean, 2.7 at most (measured)."""


@dataclass(frozen=True)
class MirrorParts:
    """The stages of a mirror; several viewers may share them."""

    faces: FaceFinder
    moods: MoodReader
    painter: Painter
    enlarger: Enlarger

    @classmethod
    def open(cls, settings: Settings | None = None, painting: int | None = None) -> MirrorParts:
        """The bundled models, each verified, with the runtimes that the settings ask for.

        Raises ModelNotFound, ModelDamaged or MissingExtra.

        `painting` is how many cores paint; all but one unless told, which is left to finding faces
        and showing pictures meanwhile. Where nothing goes on meanwhile, let all of them paint.
        """
        settings = settings or Settings.from_environment()
        store = ModelStore.open(settings)
        alone = replace(settings, threads=1)
        together = replace(settings, threads=painting or max(1, settings.threads - 1))
        return cls(
            faces=open_face_finder(store),
            moods=NetworkMoodReader(open_model(store, "mood", alone)),
            painter=NetworkPainter(open_model(store, "painter", together)),
            enlarger=NetworkEnlarger(open_model(store, "enlarger", together), border=BORDER),
        )

    def warm(self) -> None:
        """Load each network now, so that the first picture does not wait for it."""
        self.faces.follow(np.zeros((256, 256, 3), np.uint8))
        self.moods.read([Face(Box(0, 0, 48, 48), 1.0, np.zeros((48, 48), np.uint8))])
        work = self.painter.paint(Mood.of([1.0] * len(FACE_EMOTIONS)), [0])[0]
        self.enlarger.enlarge(work.image)


@dataclass(frozen=True)
class MirrorOptions:
    """What the mirror shall be; raises InputError for what cannot be.

    `seed` names the path through noise. `mood` is painted instead of the one that is read. `face`
    is "largest" (the leading one) or "all" (their moods blended). `strength` is 0 (the most varied
    works) to 1 (the most typical of the mood). `size` is the side of the picture, 256 or 512.
    `manner` names the manner in which the pictures are painted, "none" leaves them smooth.
    """

    size: int = 256
    seed: int = 0
    mood: Mood | None = None
    face: str = "largest"
    strength: float = 0.4
    manner: str = NONE

    def __post_init__(self) -> None:
        check_size(self.size)
        check_seeds([self.seed])
        check_strength(self.strength)
        if self.manner != NONE:
            manner(self.manner)
        if self.face not in ("largest", "all"):
            raise InputError(f"{self.face!r} is no face of a mirror; write largest or all")


def check_size(size: int) -> None:
    """Raise InputError for a size that no mirror has."""
    if size not in SIZES:
        raise InputError(f"a mirror of {size} pixels cannot be; choose 256 or 512")


def check_strength(strength: float) -> None:
    """Raise InputError for a strength outside 0..1 (or NaN)."""
    if not 0.0 <= strength <= 1.0:
        raise InputError(f"the strength {strength:g} is out of range; give 0 to 1")
