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
from vaha.progress import Observer, Unobserved
from vaha.runtime.choice import open_model
from vaha.runtime.store import ModelStore
from vaha.runtime.tensors import batches
from vaha.settings import Settings
from vaha.stages.base import (
    Box,
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

AT_ONCE = 8
"""So many candidates are painted, and then judged, at a time: between them an observer is told."""

Tell = Callable[[str], None]
"""Is told the name of each stage as it begins: faces, mood, paint, choose, enlarge."""


@dataclass(frozen=True)
class PortraitOptions:
    """What a portrait shall be; raises InputError for what cannot be.

    `candidates` (1..1024) works are painted, the best `keep` of them kept; `seed` None draws one.
    `mood` replaces the one that is read. With `vary` the candidates are variations of that recipe,
    in its mood unless another is given. `face` is "largest", "all" (their moods blended) or a
    number, 1 being the largest. `scale` (1..16) enlarges the kept works. `truncation` is 0..1, None
    for the painter's own.
    """

    candidates: int = 32
    keep: int = 3
    seed: int | None = None
    mood: Mood | None = None
    vary: Recipe | None = None
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
        if self.vary is not None:
            variations(self.vary, [0])  # refuses what was varied too often

    @property
    def given_mood(self) -> Mood | None:
        """The mood that needs no face: the one that was given, or the varied work's."""
        return self.mood or (self.vary.mood if self.vary else None)


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
            mood=OnnxMoodReader(open_model(store, "mood", settings)),
            painter=OnnxPainter(open_model(store, "painter", settings)),
            critic=OnnxCritic(open_model(store, "critic", settings)),
            enlarger=open_enlarger(store, upscaler, settings),
        )

    def find_faces(self, image: Image, thorough: bool = True) -> list[Face]:
        """The faces in the picture, the largest first; an empty list where there is none.

        Where not `thorough`, a glance is enough if it finds any: it may miss small ones beside.
        """
        glanced = [] if thorough else self._faces.glance(image)
        return glanced or self._faces.find(image)

    def glance_at_faces(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """As `find_faces`, but quick enough for a live picture.

        Quicker still where the faces are about where they were a moment ago, in the boxes `near`;
        one that has come since may then be missed.
        """
        return self._faces.glance(image, near)

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
        return self.enlarge_all([work], scale)[0]

    def enlarge_all(self, works: Sequence[Artwork], scale: int = 4) -> list[Artwork]:
        """Several works so, together; raises InputError as `enlarge` does."""
        if scale == 1:
            return list(works)
        recipes = [self._enlarged(work.recipe, scale) for work in works]
        images = self._enlarger.enlarge_all([work.image for work in works], scale)
        return [
            replace(work, image=image, recipe=recipe)
            for work, image, recipe in zip(works, images, recipes, strict=True)
        ]

    def _enlarged(self, recipe: Recipe, scale: int) -> Recipe:
        if recipe.scale * scale > MOST_SCALE:
            raise InputError(
                f"this work is {recipe.scale} times enlarged already; {MOST_SCALE} is the most"
            )
        models = recipe.models | self._enlarger.models
        return replace(recipe, scale=recipe.scale * scale, models=models)

    def portrait(
        self,
        image: Image | None,
        options: PortraitOptions = PortraitOptions(),
        tell: Tell | None = None,
        observer: Observer | None = None,
    ) -> Portrait:
        """Find the face, read its mood, paint candidates, choose the best and enlarge them.

        `tell` hears the name of each stage; `observer` sees each result as soon as it is there, and
        may end the portrait by raising. Without an image the options must give the mood.

        Raises NoFaceFound where there is none to read, unless the options give a mood or a work
        to vary.
        """
        watching = observer or Unobserved()
        stage = _Clock(tell, watching)
        seed = secrets.randbits(32) if options.seed is None else options.seed
        seeds = candidate_seeds(seed, options.candidates)

        with stage("faces"):
            quick = options.face == "largest"
            faces = [] if image is None else self.find_faces(image, thorough=not quick)
        with stage("mood"):
            readings = self.read_moods(faces)
            watching.found(faces, readings)
            mood, sure = _mood_to_paint(faces, readings, options)
            watching.felt(mood, sure)
        with stage("paint"):
            candidates = self._paint_watched(mood, seeds, options, watching)
        with stage("choose"):
            candidates = self._score_watched(candidates, mood, watching)
            chosen = self.choose(candidates, mood, options.keep)
            watching.chosen(candidates, chosen)
        with stage("enlarge"):
            works = self._enlarge_watched(chosen, options.scale, watching)

        return Portrait(
            faces=tuple(faces),
            readings=tuple(readings),
            mood=mood,
            seed=seed,
            works=tuple(works),
            candidates=tuple(candidates),
            timings=stage.seconds,
        )

    def _paint_watched(
        self, mood: Mood, seeds: Sequence[int], options: PortraitOptions, observer: Observer
    ) -> list[Artwork]:
        works: list[Artwork] = []
        for few in batches(seeds, AT_ONCE):
            works += (painted := self._paint_few(mood, few, options))
            observer.painted(painted)
        return works

    def _paint_few(
        self, mood: Mood, seeds: Sequence[int], options: PortraitOptions
    ) -> list[Artwork]:
        if options.vary is None:
            return self.paint(mood, seeds, options.truncation)
        start = replace(options.vary, mood=mood)
        if options.truncation is not None:
            start = replace(start, truncation=options.truncation)
        return self.paint_recipes(variations(start, seeds))

    def _score_watched(
        self, works: Sequence[Artwork], mood: Mood, observer: Observer
    ) -> list[Artwork]:
        scored: list[Artwork] = []
        for few in batches(works, AT_ONCE):
            scored += (judged := self.score(few, mood))
            observer.judged(judged)
        return scored

    def _enlarge_watched(
        self, works: Sequence[Artwork], scale: int, observer: Observer
    ) -> list[Artwork]:
        large = self.enlarge_all(works, scale)
        for index, work in enumerate(large):
            observer.enlarged(index, work)
        return large

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
    """The recipe changed a little (amount 0..1), once towards the noise of each seed.

    A recipe that is a variation itself goes on from where it stands. Raises InputError.
    """
    check_seeds(seeds)
    return [
        replace(recipe, scale=1, variation=Variation(seed, amount, recipe.variation))
        for seed in seeds
    ]


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


def _mood_to_paint(
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


class _Clock:
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
