"""The five seams: what a face finder, mood reader, painter, critic and enlarger must do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vaha.artwork import Artwork, Recipe
from vaha.emotions import Mood
from vaha.images import Image
from vaha.stages.faces.framing import Frame
from vaha.styles import Style


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the picture: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height


@dataclass(frozen=True)
class Face:
    """A face in a picture: where, how sure the finder is (0..1), and the crop that is read.

    `crop` is grey, uint8, 48 x 48, upright, framed as FER-2013 frames its faces, and `frame` where
    it stands, in part beyond the picture's edge perhaps; None where nobody knows.
    """

    box: Box
    confidence: float
    crop: npt.NDArray[np.uint8] = field(repr=False)
    frame: Frame | None = None

    @property
    def tilt(self) -> float:
        """Degrees, positive where the head leans clockwise as one sees it."""
        return self.frame.tilt if self.frame is not None else 0.0


@dataclass(frozen=True)
class MoodReading:
    """What was read from a face: the calibrated mood, and whether it is sure enough to be named."""

    mood: Mood
    sure: bool


class FaceFinder(Protocol):
    """Where faces are, in one picture or from frame to frame."""

    def find(self, image: Image) -> list[Face]:
        """All faces, the largest first; an empty list where there is none."""
        ...

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """As `find`, but quick enough for each frame of a camera: small faces may be missed.

        `near` says where faces were a moment ago. Where all of them are still about there, others
        may be missed too; where one is not, it is as if nothing had been said.
        """
        ...


class MoodReader(Protocol):
    """From a face to a mood."""

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        """The mood of each face."""
        ...


class Painter(Protocol):
    """From a mood, a style and a seed to a work."""

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of each model used, for recipes."""
        ...

    def paint(
        self,
        mood: Mood,
        seeds: Sequence[int],
        truncation: float | None = None,
        style: Style = Style.ANY,
    ) -> list[Artwork]:
        """One work for each seed; the same seed gives the same work at any batch size.

        `truncation` is 0 (the strongest) to 1 (the most varied), None for the painter's own.
        Raises InputError for a style that the painter does not know.
        """
        ...

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
        """One work for each recipe (its mood, seed, variation, truncation and style), smooth."""
        ...


class Critic(Protocol):
    """Which works carry a mood, and how well."""

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        """The works, in their order, with nine probabilities and their lift towards the mood."""
        ...

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        """The best by lift, best first, no two of them near-copies."""
        ...


class Enlarger(Protocol):
    """The same picture with more pixels."""

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of each model used, for recipes."""
        ...

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` times as high and as wide."""
        ...

    def enlarge_all(self, images: Sequence[Image], scale: int = 4) -> list[Image]:
        """Several pictures so, which may be quicker than one after another."""
        ...
