"""The studio: five stages put together, and the whole path from a face to its paintings."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from vaha.artwork import MOST_SCALE, Artwork, Recipe, Variation
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.images import Image
from vaha.runtime.session import OnnxModel
from vaha.runtime.store import ModelStore
from vaha.settings import Settings
from vaha.stages.base import (
    Critic,
    Enlarger,
    Face,
    FaceFinder,
    MoodReader,
    MoodReading,
    Painter,
)
from vaha.stages.face_crop import select_faces
from vaha.stages.faces import open_face_finder
from vaha.stages.mood import OnnxMoodReader
from vaha.stages.paint import OnnxPainter, check_seeds, check_truncation
from vaha.stages.rank import OnnxCritic
from vaha.stages.upscale import open_enlarger

MOST_CANDIDATES = 1024
"""So many works are painted for one portrait at most."""

Tell = Callable[[str], None]
"""Is told the name of each stage as it begins: faces, mood, paint, choose, enlarge."""


@dataclass(frozen=True)
class PortraitOptions:
    """What a portrait shall be; raises InputError for what cannot be.

    `candidates` (1..1024) works are painted, the best `keep` of them kept; `seed` None draws one.
    `mood` replaces the one that is read. `face` is "largest", "all" (their moods blended) or a
    number, 1 being the largest. `scale` (1..16) enlarges the kept works. `truncation` is 0..1, None
    for the painter's own.
    """

    candidates: int = 32
    keep: int = 3
    seed: int | None = None
    mood: Mood | None = None
    face: str | int = "largest"
    scale: int = 4
    truncation: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise InputError(
                f"cannot paint {self.candidates} candidates; choose 1 to {MOST_CANDIDATES}"
            )
        if not 1 <= self.keep <= self.candidates:
            raise InputError(
                f"cannot keep {self.keep} of {self.candidates} candidates; "
                f"keep 1 to {self.candidates}"
            )
        if self.face not in ("largest", "all") and not isinstance(self.face, int):
            raise InputError(f"{self.face!r} is no face; write largest, all, or a number from 1 on")
        if not 1 <= self.scale <= MOST_SCALE:
            raise InputError(f"cannot enlarge {self.scale} times; choose 1 to {MOST_SCALE}")
        if self.seed is not None:
            check_seeds([self.seed])
        if self.truncation is not None:
            check_truncation(self.truncation)


@dataclass(frozen=True)
class Portrait:
    """A portrait: the faces found and their readings, the mood that was painted, the works.

    `works` are the kept ones, best first and enlarged; `candidates` all of them as painted, with
    scores, in the order of their seeds' birth. `timings` holds the seconds of each stage.
    """

    faces: tuple[Face, ...]
    readings: tuple[MoodReading, ...]
    mood: Mood
    seed: int
    works: tuple[Artwork, ...]
    candidates: tuple[Artwork, ...]
    timings: dict[str, float]


class Studio:
    """Five stages; each can be used alone, and `portrait` is the whole path."""

    def __init__(
        self,
        faces: FaceFinder,
        mood: MoodReader,
        painter: Painter,
        critic: Critic,
        enlarger: Enlarger,
    ) -> None:
        self._faces = faces
        self._mood = mood
        self._painter = painter
        self._critic = critic
        self._enlarger = enlarger

    @classmethod
    def open(cls, settings: Settings | None = None, upscaler: str = "enlarger") -> Studio:
        """A studio with the models of this machine, verified and loaded when first used.

        Raises ModelNotFound, ModelDamaged or MissingExtra, saying what to do.
        """
        settings = settings or Settings.from_environment()
        store = ModelStore.open(settings)
        return cls(
            faces=open_face_finder(store),
            mood=OnnxMoodReader(OnnxModel.open(store, "mood", settings.threads)),
            painter=OnnxPainter(OnnxModel.open(store, "painter", settings.threads)),
            critic=OnnxCritic(OnnxModel.open(store, "critic", settings.threads)),
            enlarger=open_enlarger(store, upscaler, settings.threads),
        )

    def find_faces(self, image: Image) -> list[Face]:
        """The faces in the picture, the largest first; an empty list where there is none."""
        return self._faces.find(image)

    def read_moods(self, faces: Sequence[Face]) -> list[MoodReading]:
        """The mood of each face."""
        return self._mood.read(faces)

    def paint(
        self, mood: Mood, seeds: Sequence[int], truncation: float | None = None
    ) -> list[Artwork]:
        """One work for each seed (0 to 2^64 - 1)."""
        return self._painter.paint(mood, seeds, truncation)

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
        """One work for each recipe, each with its own mood and seed, not enlarged."""
        return self._painter.paint_recipes(recipes)

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        """The works, in their order, with the critic's nine probabilities and their lift."""
        return self._critic.score(works, mood)

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        """The works that carry the mood best, best first, no near-copies."""
        return self._critic.choose(works, mood, keep)

    def enlarge(self, work: Artwork, scale: int = 4) -> Artwork:
        """The work `scale` (1..16) times as high and as wide, which its recipe then says.

        Raises InputError where that would be more than 16 times in all.
        """
        if scale == 1:
            return work
        if work.recipe.scale * scale > MOST_SCALE:
            raise InputError(
                f"this work is {work.recipe.scale} times enlarged already; {MOST_SCALE} is the most"
            )
        recipe = replace(
            work.recipe,
            scale=work.recipe.scale * scale,
            models=work.recipe.models | self._enlarger.models,
        )
        return replace(work, image=self._enlarger.enlarge(work.image, scale), recipe=recipe)

    def portrait(
        self,
        image: Image,
        options: PortraitOptions = PortraitOptions(),
        tell: Tell | None = None,
    ) -> Portrait:
        """Find the face, read its mood, paint candidates, choose the best and enlarge them.

        Raises NoFaceFound where there is none to read, unless the options give a mood.
        """
        stage = _Clock(tell)
        seed = secrets.randbits(32) if options.seed is None else options.seed

        with stage("faces"):
            faces = self.find_faces(image)
        with stage("mood"):
            readings = self.read_moods(faces)
            mood = options.mood or _mood_of(faces, readings, options.face)
        with stage("paint"):
            candidates = self.paint(
                mood, candidate_seeds(seed, options.candidates), options.truncation
            )
        with stage("choose"):
            candidates = self.score(candidates, mood)
            chosen = self.choose(candidates, mood, options.keep)
        with stage("enlarge"):
            works = [self.enlarge(work, options.scale) for work in chosen]

        return Portrait(
            faces=tuple(faces),
            readings=tuple(readings),
            mood=mood,
            seed=seed,
            works=tuple(works),
            candidates=tuple(candidates),
            timings=stage.seconds,
        )

    def repaint(self, recipe: Recipe) -> Artwork:
        """Paint a recipe again: the same picture, where `differences` finds none."""
        work = self.paint_recipes([recipe])[0]
        return self.enlarge(work, recipe.scale)

    def differences(self, recipe: Recipe) -> list[str]:
        """Where this studio's models are not the recipe's: one sentence each, none if the same."""
        ours = dict(self._painter.models)
        if recipe.scale > 1:
            ours |= self._enlarger.models
        names = sorted(ours.keys() | recipe.models.keys())
        return [
            f"the {name} is not the one that the recipe names; the picture will differ"
            for name in names
            if ours.get(name) != recipe.models.get(name)
        ]


def candidate_seeds(seed: int, count: int) -> list[int]:
    """`count` different seeds of 32 bits drawn from one; more of them begin with the same ones."""
    check_seeds([seed])
    drawn = np.random.SeedSequence(seed).generate_state(count + MOST_CANDIDATES, np.uint32)
    return list(dict.fromkeys(drawn.tolist()))[:count]


def variations(recipe: Recipe, seeds: Sequence[int], amount: float = 0.3) -> list[Recipe]:
    """The recipe changed a little (amount 0..1), once towards the noise of each seed."""
    check_seeds(seeds)
    return [replace(recipe, scale=1, variation=Variation(seed, amount)) for seed in seeds]


def morph(start: Recipe, end: Mood, steps: int) -> list[Recipe]:
    """From a recipe to the same one with another mood in `steps` (2 or more) equal steps.

    Raises InputError for fewer steps.
    """
    if steps < 2:
        raise InputError(f"cannot go from one mood to another in {steps} steps; give 2 or more")
    return [
        replace(start, scale=1, mood=start.mood.mixed(end, step / (steps - 1)))
        for step in range(steps)
    ]


def _mood_of(faces: Sequence[Face], readings: Sequence[MoodReading], choice: str | int) -> Mood:
    """The mood of the chosen face, or the plain mean of the chosen faces' moods.

    Raises NoFaceFound where there is none, and InputError for a number that none has.
    """
    chosen = select_faces(faces, choice)
    weights = [
        reading.mood.weights
        for face, reading in zip(faces, readings, strict=True)
        if any(face is one for one in chosen)
    ]
    return Mood.of(np.mean(weights, axis=0).tolist())


class _Clock:
    """Tells of each stage as it begins and keeps how many seconds it took."""

    def __init__(self, tell: Tell | None) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        if self._tell is not None:
            self._tell(stage)
        began = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - began
