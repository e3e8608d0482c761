"""What is painted: the recipe that says how, the picture, and what the critic said of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaha.emotions import FACE_EMOTIONS, ArtEmotion, Mood, face_emotion
from vaha.errors import InputError, RecipeError, VahaError
from vaha.hand.base import Brushwork
from vaha.hand.strokes import Strokes, from_bytes, to_bytes
from vaha.images import (
    Image,
    encode_picture,
    private_chunk,
    read_png_text,
    read_private_chunk,
    write_png,
)
from vaha.styles import Style

if TYPE_CHECKING:
    import PIL.Image

RECIPE_FORMAT = 1

RECIPE_KEY = "vaha:recipe"
"""The PNG text chunk that carries a work's recipe."""

STROKES_CHUNK = "vhST"
"""The private PNG chunk that carries a painted work's strokes: from them it is had at any size."""

MOST_SCALE = 16
"""No picture is enlarged more than this on each side."""


MOST_STEPS = 64
"""A work is varied no more often than this, each time from where it then stands."""


@dataclass(frozen=True)
class Variation:
    """How far a work has gone from its noise towards that of another `seed`.

    Its noise is that of its own seed, or of the variation `before` this one. `amount` is 0 (not at
    all) to 1 (all the way); in between both noises are mixed on a circle, so that the mixture is as
    strong as either. Raises InputError for another amount, or more than MOST_STEPS variations.
    """

    seed: int
    amount: float
    before: Variation | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.amount <= 1.0:
            raise InputError(f"the amount {self.amount:g} is out of range; give 0 to 1")
        if len(self.steps) > MOST_STEPS:
            raise InputError(
                f"this work was varied {MOST_STEPS} times already; vary one that came before it"
            )

    @property
    def steps(self) -> list[Variation]:
        """All variations up to this one, the first first."""
        steps, step = [self], self.before
        while step is not None:
            steps.append(step)
            step = step.before
        return steps[::-1]


@dataclass(frozen=True)
class Recipe:
    """Everything needed to paint a work again, and nothing of any face.

    `models` names each model that took part with its sha256; `truncation` in 0..1 trades variety
    (1) for strength (0); `scale` is how often the picture was enlarged on each side (1: not);
    `variation` is a step towards another seed, or the last of several; `style` what the painter was
    asked to paint in; `hand` says how the enlarged
    work was painted stroke by stroke, with the mood and the seed of the recipe (None: it was not).
    """

    mood: Mood
    seed: int
    truncation: float = 1.0
    scale: int = 1
    models: dict[str, str] = field(default_factory=dict)
    version: str = ""
    variation: Variation | None = None
    hand: Brushwork | None = None
    style: Style = Style.ANY

    def to_json(self) -> str:
        """One line of JSON, as the PNG's text chunk carries it."""
        document = asdict(self) | {"format": RECIPE_FORMAT}
        document["mood"] = {emotion.value: weight for emotion, weight in self.mood.items()}
        if self.variation is not None:
            document["variation"] = _document_of(self.variation)
        document["style"] = None if self.style is Style.ANY else self.style.value
        # What a work has not is left out: recipes read as they did before there was such a thing.
        document = {name: value for name, value in document.items() if value is not None}
        return json.dumps(document, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote; raises RecipeError for anything else."""
        try:
            return _recipe_of(json.loads(text))
        except RecipeError:
            raise
        except _UNREADABLE as error:
            raise RecipeError(
                f"this recipe cannot be read ({error}); was the file changed?"
            ) from error


_UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    VahaError,
)
"""What foreign JSON can raise while it is read as a recipe."""


def _recipe_of(document: dict[str, Any]) -> Recipe:
    found = document.get("format")
    if found != RECIPE_FORMAT:
        raise RecipeError(f"this recipe has format {found!r}; this version reads {RECIPE_FORMAT}")
    weights = {face_emotion(name): float(weight) for name, weight in document["mood"].items()}
    recipe = Recipe(
        mood=Mood(tuple(weights.get(emotion, 0.0) for emotion in FACE_EMOTIONS)),
        seed=int(document["seed"]),
        truncation=float(document["truncation"]),
        scale=int(document["scale"]),
        models={str(k): str(v) for k, v in document["models"].items()},
        version=str(document["version"]),
        variation=_variation_of(document.get("variation")),
        hand=_brushwork_of(document.get("hand")),
        style=Style(document.get("style", Style.ANY)),
    )
    if recipe.seed < 0 or not 1 <= recipe.scale <= MOST_SCALE or not 0 <= recipe.truncation <= 1:
        raise RecipeError(
            "this recipe cannot be followed: its seed is 0 or more, "
            f"its scale 1 to {MOST_SCALE}, its truncation 0 to 1"
        )
    return recipe


def _brushwork_of(document: dict[str, Any] | None) -> Brushwork | None:
    if document is None:
        return None
    return Brushwork(
        str(document["manner"]),
        float(document["effect"]),
        int(document["size"]),
        int(document["version"]),
    )


def _document_of(variation: Variation) -> dict[str, Any]:
    document: dict[str, Any] = {"seed": variation.seed, "amount": variation.amount}
    if variation.before is not None:
        document["before"] = _document_of(variation.before)
    return document


def _variation_of(document: dict[str, Any] | None) -> Variation | None:
    if document is None:
        return None
    before = _variation_of(document.get("before"))
    variation = Variation(int(document["seed"]), float(document["amount"]), before)
    if variation.seed < 0:
        raise RecipeError("this recipe cannot be followed: the seed of its variation is 0 or more")
    return variation


@dataclass(frozen=True)
class Artwork:
    """A picture with its recipe, and what the critic said of it, if it was asked.

    `scores` are its nine probabilities, `lift` is towards the mood that was asked for, and
    `embedding` is how the work looks to it: works that look alike lie close. `strokes` are those
    that painted the picture, if a hand did. `png` is the work's file where it was painted elsewhere
    and came so; `image` then tells its size alone.
    """

    image: Image = field(repr=False)
    recipe: Recipe
    scores: dict[ArtEmotion, float] = field(default_factory=dict)
    lift: float | None = None
    embedding: tuple[float, ...] = field(default=(), repr=False)
    strokes: Strokes | None = field(default=None, repr=False)
    png: bytes | None = field(default=None, repr=False)

    def with_scores(
        self, scores: dict[ArtEmotion, float], lift: float, embedding: tuple[float, ...] = ()
    ) -> Artwork:
        return replace(self, scores=scores, lift=lift, embedding=embedding)

    @property
    def pil(self) -> PIL.Image.Image:
        """The picture as Pillow has it."""
        from PIL.Image import fromarray

        return fromarray(self.image)

    def save(self, path: str | Path) -> Path:
        """Write it as `save_artwork` does; the path. Raises OutputError."""
        save_artwork(self, path)
        return Path(path)

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        return encode_artwork(self)


def save_artwork(work: Artwork, path: str | Path) -> None:
    """Write the picture as a PNG that carries its recipe and strokes; raises OutputError."""
    write_png(path, work.image, *_carried(work))


def encode_artwork(work: Artwork, more: Mapping[str, bytes] | None = None) -> bytes:
    """The same PNG as bytes, with `more` private chunks."""
    if work.png is not None and not more:
        return work.png
    text, private = _carried(work)
    return encode_picture(work.image, "PNG", text, {**private, **(more or {})})


def _carried(work: Artwork) -> tuple[dict[str, str], dict[str, bytes]]:
    """A work's chunks of text, and its private ones."""
    private = {} if work.strokes is None else {STROKES_CHUNK: to_bytes(work.strokes)}
    return {RECIPE_KEY: work.recipe.to_json()}, private


def strokes_in(png: bytes) -> bytes | None:
    """The strokes in a PNG's bytes as `to_bytes` wrote them, None where it carries none.

    Raises PictureError for no picture.
    """
    return private_chunk(png, STROKES_CHUNK)


def read_strokes(path: str | Path) -> Strokes | None:
    """The strokes inside a PNG, None where it carries none.

    Raises PictureError for no picture, InputError for damaged strokes.
    """
    data = read_private_chunk(path, STROKES_CHUNK)
    return None if data is None else from_bytes(data)


def read_recipe(path: str | Path) -> Recipe:
    """The recipe inside a PNG; raises PictureError for no picture, RecipeError for no recipe."""
    text = read_png_text(path).get(RECIPE_KEY)
    if text is None:
        raise RecipeError(f"{path} carries no recipe; give a PNG that VAHA painted")
    return Recipe.from_json(text)
