"""The studio: six stages put together, and the whole path from a face to its paintings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from vaha.artwork import Artwork, Recipe
from vaha.emotions import FaceEmotion, Mood
from vaha.hand.base import Brushwork, Hand
from vaha.hand.strokes import Strokes
from vaha.images import Image
from vaha.portraits.finishing import brush_works, enlarge_works
from vaha.portraits.making import make_portrait
from vaha.portraits.opening import Stages, open_stages
from vaha.portraits.options import USUAL
from vaha.portraits.options import PortraitOptions as PortraitOptions
from vaha.portraits.outputs import Output, open_outputs, show_all
from vaha.portraits.portrait import Portrait as Portrait
from vaha.portraits.portrait import Tell
from vaha.portraits.progress import Observer
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
from vaha.stages.why import Why, why_mood, why_work
from vaha.styles import Style


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
        outputs: Sequence[Output] = (),
    ) -> None:
        self._stages = Stages(faces, mood, painter, critic, enlarger, hand)
        self._outputs = outputs

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        upscaler: str = "enlarger",
        *,
        painter: Painter | str = "",
        critic: Critic | str = "",
        enlarger: Enlarger | str = "",
        outputs: Sequence[Output | str] = (),
    ) -> Studio:
        """A studio with the models of this machine, verified and loaded when first used.

        `painter`, `critic` and `enlarger` may be others': objects that do what the Protocols of
        `vaha.stages.base` ask for, or names of what installed packages bring; empty, what the
        settings name, or VAHA's own. Of a painter that has `base_rates`, a number for each ArtEmis
        emotion, VAHA's critic takes them for what its works usually carry. `outputs` are shown
        the works of every portrait. Raises ModelNotFound, ModelDamaged, MissingExtra or InputError.
        """
        settings = settings or Settings.from_environment()
        stages = open_stages(settings, upscaler, painter, critic, enlarger)
        return cls(**vars(stages), outputs=open_outputs(outputs or settings.outputs, settings))

    def find_faces(self, image: Image) -> list[Face]:
        """The faces in the picture, the largest first; an empty list where there is none."""
        return self._stages.faces.find(image)

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
        return self._stages.faces.follow(image, near)

    def read_moods(self, faces: Sequence[Face]) -> list[MoodReading]:
        """The mood of each face."""
        return self._stages.mood.read(faces)

    def why_mood(self, face: Face, emotion: FaceEmotion | None = None) -> Why:
        """What in the face speaks for this emotion, or for the one that is read in it."""
        return why_mood(self._stages.mood, face, emotion)

    def why_work(self, work: Artwork, mood: Mood | None = None) -> Why:
        """What in the work carries this mood, or that of its recipe, for the critic."""
        return why_work(self._stages.critic, work, mood)

    def paint(
        self,
        mood: Mood,
        seeds: Sequence[int],
        truncation: float | None = None,
        style: Style = Style.ANY,
    ) -> list[Artwork]:
        """One work for each seed (0 to 2^64 - 1); raises InputError for a style it cannot paint."""
        return self._stages.painter.paint(mood, seeds, truncation, style)

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
        """One work for each recipe, each with its own mood and seed, not enlarged."""
        return self._stages.painter.paint_recipes(recipes)

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        """The works, in their order, with the critic's nine probabilities and their lift."""
        return self._stages.critic.score(works, mood)

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        """The works that carry the mood best, best first, no near-copies."""
        return self._stages.critic.choose(works, mood, keep)

    def enlarge(self, work: Artwork, scale: int = 4) -> Artwork:
        """The work `scale` (1..16) times as high and as wide, which its recipe then says.

        Raises InputError where that would be more than 16 times in all, and for a work that was
        painted stroke by stroke: its strokes can be laid at any size.
        """
        return self.enlarge_all([work], scale)[0]

    def enlarge_all(self, works: Sequence[Artwork], scale: int = 4) -> list[Artwork]:
        """Several works so, together; raises InputError as `enlarge` does."""
        return enlarge_works(self._stages.enlarger, works, scale)

    def brush(self, work: Artwork, brushwork: Brushwork) -> Artwork:
        """The work painted stroke by stroke in its mood, which its recipe then says.

        Raises InputError for a work that was painted so already.
        """
        return self.brush_all([work], brushwork)[0]

    def brush_all(self, works: Sequence[Artwork], brushwork: Brushwork) -> list[Artwork]:
        """Several works so, together; raises InputError as `brush` does."""
        return list(brush_works(self._stages.hand, works, brushwork))

    def render(self, strokes: Strokes, size: int) -> Image:
        """A work's strokes laid again with this longer side in pixels (16..8192).

        Raises InputError.
        """
        return self._stages.hand.render(strokes, size)

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
        made = make_portrait(self._stages, image, options, tell, observer)
        show_all(self._outputs, made.mood, made.works)
        return made

    def repaint(self, recipe: Recipe) -> Artwork:
        """Paint a recipe again: the same picture, where `differences` finds none."""
        work = self.paint_recipes([recipe])[0]
        work = self.enlarge(work, recipe.scale)
        return work if recipe.hand is None else self.brush(work, recipe.hand)

    def differences(self, recipe: Recipe) -> list[str]:
        """What is not the recipe's in this studio: one sentence each, none if all is the same."""
        ours = dict(self._stages.painter.models)
        if recipe.scale > 1:
            ours |= self._stages.enlarger.models
        names = sorted(ours.keys() | recipe.models.keys())
        differences = [
            f"the {name} is not the one that the recipe names; the picture will differ"
            for name in names
            if ours.get(name) != recipe.models.get(name)
        ]
        return differences + (recipe.hand.differences() if recipe.hand else [])
