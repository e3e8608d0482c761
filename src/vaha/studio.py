"""The studio: six stages put together, and the whole path from a face to its paintings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NoReturn, TypeVar

from vaha.artwork import MOST_SCALE, Artwork, Recipe
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError
from vaha.extensions import Kind, open_extension
from vaha.hand.base import VERSION, Brushwork, Hand
from vaha.hand.brush import BrushHand
from vaha.hand.strokes import Strokes
from vaha.images import Image
from vaha.portraits.options import USUAL
from vaha.portraits.options import PortraitOptions as PortraitOptions
from vaha.portraits.portrait import Clock, Tell, finished, mood_to_paint
from vaha.portraits.portrait import Portrait as Portrait
from vaha.portraits.progress import Observer, Unobserved
from vaha.portraits.variations import candidate_seeds, variations
from vaha.runtime.choice import open_model
from vaha.runtime.sessions.tensors import batches
from vaha.runtime.store import ModelStore
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
from vaha.stages.faces.finder import open_face_finder
from vaha.stages.mood import NetworkMoodReader
from vaha.stages.paint import NetworkPainter
from vaha.stages.rank import NetworkCritic
from vaha.stages.upscale import open_enlarger
from vaha.stages.why import Why, why_mood, why_work
from vaha.styles import Style

_Stage = TypeVar("_Stage")

AT_ONCE = 8
"""So many candidates are painted, and then judged, at a time: between them an observer is told."""

LARGE = 1024
"""Paintings with a longer side above this are made one after another, for they fill the memory."""


class Studio:
    """Six stages; each can be used alone, and `portrait` is the whole path."""

    def __init__(
        self,
        faces: FaceFinder,
        mood: MoodReader,
        painter: Painter,
        critic: Critic,
        enlarger: Enlarger,
        hand: Hand,
    ) -> None:
        self._faces = faces
        self._mood = mood
        self._painter = painter
        self._critic = critic
        self._enlarger = enlarger
        self._hand = hand

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        upscaler: str = "enlarger",
        *,
        painter: Painter | str = "",
        critic: Critic | str = "",
        enlarger: Enlarger | str = "",
    ) -> Studio:
        """A studio with the models of this machine, verified and loaded when first used.

        `painter`, `critic` and `enlarger` may be others': objects that do what the Protocols of
        `vaha.stages.base` ask for, or names of what installed packages bring; empty, what the
        settings name, or VAHA's own. Of a painter that has `base_rates`, a number for each ArtEmis
        emotion, VAHA's critic takes them for what its works usually carry. Raises ModelNotFound,
        ModelDamaged, MissingExtra or InputError, saying what to do.
        """
        settings = settings or Settings.from_environment()
        store = ModelStore.open(settings)

        def stage(kind: Kind, given: _Stage | str, usual: Callable[[], _Stage]) -> _Stage:
            if not isinstance(given, str):
                return given
            name = given or getattr(settings, kind)
            return open_extension(kind, name, settings) if name else usual()

        paints = stage(
            "painter", painter, lambda: NetworkPainter(open_model(store, "painter", settings))
        )
        usual = getattr(paints, "base_rates", None)
        return cls(
            faces=open_face_finder(store),
            mood=NetworkMoodReader(open_model(store, "mood", settings)),
            painter=paints,
            critic=stage(
                "critic",
                critic,
                lambda: NetworkCritic(open_model(store, "critic", settings), usual),
            ),
            enlarger=stage("enlarger", enlarger, lambda: open_enlarger(store, upscaler, settings)),
            hand=BrushHand(settings.threads),
        )

    def find_faces(self, image: Image) -> list[Face]:
        """The faces in the picture, the largest first; an empty list where there is none."""
        return self._faces.find(image)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Studio cannot be sent to another process: its networks live in this one; "
            "call Studio.open() in the other"
        )

    def follow_faces(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """As `find_faces`, but quick enough for each frame of a camera; small ones may be missed.

        Quicker still where the faces are about where they were a moment ago, in the boxes `near`;
        one that has come since may then be missed.
        """
        return self._faces.follow(image, near)

    def read_moods(self, faces: Sequence[Face]) -> list[MoodReading]:
        """The mood of each face."""
        return self._mood.read(faces)

    def why_mood(self, face: Face, emotion: FaceEmotion | None = None) -> Why:
        """What in the face speaks for this emotion, or for the one that is read in it."""
        return why_mood(self._mood, face, emotion)

    def why_work(self, work: Artwork, mood: Mood | None = None) -> Why:
        """What in the work carries this mood, or that of its recipe, for the critic."""
        return why_work(self._critic, work, mood)

    def paint(
        self,
        mood: Mood,
        seeds: Sequence[int],
        truncation: float | None = None,
        style: Style = Style.ANY,
    ) -> list[Artwork]:
        """One work for each seed (0 to 2^64 - 1); raises InputError for a style it cannot paint."""
        return self._painter.paint(mood, seeds, truncation, style)

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

        Raises InputError where that would be more than 16 times in all, and for a work that was
        painted stroke by stroke: its strokes can be laid at any size.
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
        if recipe.hand is not None:
            raise InputError(
                "this work was painted stroke by stroke; paint it larger instead, as in "
                "vaha brush FILE --size 2048"
            )
        if recipe.scale * scale > MOST_SCALE:
            raise InputError(
                f"this work is {recipe.scale} times enlarged already; {MOST_SCALE} is the most"
            )
        models = recipe.models | self._enlarger.models
        return replace(recipe, scale=recipe.scale * scale, models=models)

    def brush(self, work: Artwork, brushwork: Brushwork) -> Artwork:
        """The work painted stroke by stroke in its mood, which its recipe then says.

        Raises InputError for a work that was painted so already.
        """
        return self.brush_all([work], brushwork)[0]

    def brush_all(self, works: Sequence[Artwork], brushwork: Brushwork) -> list[Artwork]:
        """Several works so, together; raises InputError as `brush` does."""
        return list(self._brushed(works, brushwork))

    def render(self, strokes: Strokes, size: int) -> Image:
        """A work's strokes laid again with this longer side in pixels (16..8192).

        Raises InputError.
        """
        return self._hand.render(strokes, size)

    def _brushed(self, works: Sequence[Artwork], brushwork: Brushwork) -> Iterator[Artwork]:
        """One painting after another, each as soon as it and those before it are there."""
        if any(work.recipe.hand is not None for work in works):
            raise InputError(
                "this work was painted stroke by stroke already; give the one that it came from, "
                "or paint its recipe again in another manner"
            )
        brushwork = replace(brushwork, version=VERSION)
        with ThreadPoolExecutor(1 if brushwork.size > LARGE else max(1, len(works))) as pool:
            yield from pool.map(lambda work: self._brushed_one(work, brushwork), works)

    def _brushed_one(self, work: Artwork, brushwork: Brushwork) -> Artwork:
        recipe = replace(work.recipe, hand=brushwork)
        strokes = self._hand.plan(work.image, brushwork, recipe.mood, recipe.seed)
        image = self._hand.render(strokes, brushwork.size)
        return replace(work, image=image, recipe=recipe, strokes=strokes)

    def portrait(
        self,
        image: Image | None,
        options: PortraitOptions = USUAL,
        tell: Tell | None = None,
        observer: Observer | None = None,
    ) -> Portrait:
        """Find the face, read its mood, paint candidates, enlarge the best and lay their strokes.

        `tell` hears the name of each stage; `observer` sees each result as soon as it is there, and
        may end the portrait by raising. Without an image the options must give the mood.

        Raises NoFaceFound where there is none to read, unless the options give a mood or a work
        to vary.
        """
        watching = observer or Unobserved()
        stage = Clock(tell, watching)
        seed = secrets.randbits(32) if options.seed is None else options.seed
        seeds = candidate_seeds(seed, options.candidates)

        with stage("faces"):
            faces = [] if image is None else self.find_faces(image)
        with stage("mood"):
            readings = self.read_moods(faces)
            watching.found(faces, readings)
            mood, sure = mood_to_paint(faces, readings, options)
            watching.felt(mood, sure)
        with stage("paint"):
            candidates = self._paint_watched(mood, seeds, options, watching)
        with stage("choose"):
            candidates = self._score_watched(candidates, mood, watching)
            chosen = self.choose(candidates, mood, options.keep)
            watching.chosen(candidates, chosen)
        with stage("enlarge"):
            works = self.enlarge_all(chosen, options.scale)
            if options.hand is None:
                finished(works, watching)
        if options.hand is not None:
            with stage("brush"):
                works = finished(self._brushed(works, options.hand), watching)

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
            return self.paint(mood, seeds, options.truncation, options.style or Style.ANY)
        start = replace(options.vary, mood=mood, style=options.style or options.vary.style)
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

    def repaint(self, recipe: Recipe) -> Artwork:
        """Paint a recipe again: the same picture, where `differences` finds none."""
        work = self.paint_recipes([recipe])[0]
        work = self.enlarge(work, recipe.scale)
        return work if recipe.hand is None else self.brush(work, recipe.hand)

    def differences(self, recipe: Recipe) -> list[str]:
        """What is not the recipe's in this studio: one sentence each, none if all is the same."""
        ours = dict(self._painter.models)
        if recipe.scale > 1:
            ours |= self._enlarger.models
        names = sorted(ours.keys() | recipe.models.keys())
        differences = [
            f"the {name} is not the one that the recipe names; the picture will differ"
            for name in names
            if ours.get(name) != recipe.models.get(name)
        ]
        return differences + (recipe.hand.differences() if recipe.hand else [])
