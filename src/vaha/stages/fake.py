"""Tiny stages that need no weights: for tests, examples and trying out an interface.

They are deterministic, quick and plainly not the real thing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vaha.artwork import Artwork, Recipe
from vaha.emotions import ART_EMOTIONS, FACE_OF_ART, ArtEmotion, FaceEmotion, Mood
from vaha.hand.fake import FakeHand
from vaha.images import Image
from vaha.stages.base import Box, Face, MoodReading
from vaha.stages.paint import noise_for
from vaha.styles import STYLES, Style

FAKE_SHA256 = "0" * 64
"""What the fakes give as the sha256 of models that they do not have."""

_COLOURS = {
    FaceEmotion.ANGRY: (200, 30, 20),
    FaceEmotion.DISGUSTED: (110, 130, 40),
    FaceEmotion.FEARFUL: (60, 40, 90),
    FaceEmotion.HAPPY: (240, 200, 60),
    FaceEmotion.NEUTRAL: (150, 150, 140),
    FaceEmotion.SAD: (50, 80, 140),
    FaceEmotion.SURPRISED: (240, 120, 180),
}


class FakeFaceFinder:
    """Finds `count` faces side by side in any picture, each smaller than the one before."""

    def __init__(self, count: int = 1) -> None:
        self._count = count

    def find(self, image: Image) -> list[Face]:
        """The faces, the largest first."""
        height, width = image.shape[0] // 2, image.shape[1] // (self._count + 1)
        return [
            Face(
                Box(index * width, 0, max(1, width - index), max(1, height - index)),
                confidence=1.0 / (1 + index),
                crop=np.full((48, 48), 40 * (index + 1) % 256, np.uint8),
            )
            for index in range(self._count)
        ]

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """The same."""
        return self.find(image)


class FakeMoodReader:
    """Reads the moods it was given, one face after another, beginning again at the end."""

    def __init__(self, moods: Sequence[Mood] = (), sure: bool = True) -> None:
        self._moods = list(moods) or [Mood.parse("happy=0.7,surprised=0.3")]
        self._sure = sure

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        """One reading for each face."""
        return [
            MoodReading(self._moods[index % len(self._moods)], self._sure)
            for index in range(len(faces))
        ]


class FakePainter:
    """Paints speckles of the seed around the colour of the mood, under a bar for the style: 64 px.

    Takes `seconds` for each call, so that an interface can be watched at work.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds

    @property
    def models(self) -> dict[str, str]:
        """A painter with a sha256 of zeros."""
        return {"painter": FAKE_SHA256}

    def paint(
        self,
        mood: Mood,
        seeds: Sequence[int],
        truncation: float | None = None,
        style: Style = Style.ANY,
    ) -> list[Artwork]:
        """One work for each seed."""
        strength = 1.0 if truncation is None else truncation
        return self.paint_recipes([Recipe(mood, seed, strength, style=style) for seed in seeds])

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
        """One work for each recipe."""
        time.sleep(self._seconds)
        return [
            Artwork(
                _speckled(recipe),
                replace(recipe, scale=1, hand=None, models=self.models, version="fake"),
            )
            for recipe in recipes
        ]


class FakeCritic:
    """Feels in each work what its recipe's mood says; the greatest seed is the best."""

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        """The works with nine probabilities summing to 1, and a lift that grows with the seed."""
        return [
            work.with_scores(_felt(work.recipe.mood), _rank(work.recipe.seed)) for work in works
        ]

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        """The works with the greatest seeds."""
        scored = self.score(works, mood)
        return sorted(scored, key=lambda work: -work.recipe.seed)[:keep]


class FakeEnlarger:
    """Repeats each pixel; takes `seconds` for it."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds

    @property
    def models(self) -> dict[str, str]:
        """An enlarger with a sha256 of zeros."""
        return {"enlarger": FAKE_SHA256}

    def enlarge(self, image: Image, scale: int = 4) -> Image:
        """The picture `scale` times as high and as wide."""
        time.sleep(self._seconds)
        return image.repeat(scale, axis=0).repeat(scale, axis=1)

    def enlarge_all(self, images: Sequence[Image], scale: int = 4) -> list[Image]:
        """Several pictures so."""
        return [self.enlarge(image, scale) for image in images]


def fake_studio_parts(
    faces: int = 1, seconds: float = 0.0
) -> tuple[FakeFaceFinder, FakeMoodReader, FakePainter, FakeCritic, FakeEnlarger, FakeHand]:
    """All six, in the order in which a studio takes them.

    Every painting of a batch and every enlarging takes so many seconds longer.
    """
    return (
        FakeFaceFinder(faces),
        FakeMoodReader(),
        FakePainter(seconds),
        FakeCritic(),
        FakeEnlarger(seconds),
        FakeHand(),
    )


def _speckled(recipe: Recipe) -> Image:
    colour = sum(weight * np.array(_COLOURS[emotion]) for emotion, weight in recipe.mood.items())
    speckles = noise_for(recipe, 64 * 64 * 3).reshape(64, 64, 3) * 30.0 * recipe.truncation
    picture = np.clip(np.rint(np.asarray(colour, np.float64) + speckles), 0, 255).astype(np.uint8)
    picture[:2, : 4 * STYLES.index(recipe.style)] = 255
    return picture


def _felt(mood: Mood) -> dict[ArtEmotion, float]:
    """The mood shared out among the nine, equally where two belong to the same of the seven."""
    belonging = list(FACE_OF_ART.values())
    return {
        emotion: mood[FACE_OF_ART[emotion]] / belonging.count(FACE_OF_ART[emotion])
        for emotion in ART_EMOTIONS
    }


def _rank(seed: int) -> float:
    return seed / 2**64
