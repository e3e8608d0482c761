"""The painter: a mood and a seed go in, a picture comes out. One seed, one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from vaha.artwork import Artwork, Recipe
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError
from vaha.installation.version import installed_version
from vaha.runtime.model import Model
from vaha.runtime.sessions.tensors import Floats, batches, labels_of, to_levels
from vaha.styles import Style

SEEDS = 2**64
"""Seeds are whole numbers from 0 to one less than this."""


class NetworkPainter:
    """Paints with a conditional generator.

    In: `noise` N x Z, `mood` N x 7 in the card's order, `truncation` N x 1, and `style` N x S of a
    painter that knows styles. Out: `pictures` N x 3 x H x W, 0..255. The card's settings name Z
    (`noise_size`), the usual `truncation`, the S `styles` and the `base_rates`.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the generator."""
        return {self._model.card.name: self._model.card.sha256}

    @property
    def base_rates(self) -> Mapping[str, float] | None:
        """How much of each ArtEmis emotion the critic finds in its works; None in older cards."""
        rates: Mapping[str, float] | None = self._model.card.settings.get("base_rates")
        return rates

    def paint(
        self,
        mood: Mood,
        seeds: Sequence[int],
        truncation: float | None = None,
        style: Style = Style.ANY,
    ) -> list[Artwork]:
        """One work for each seed, the same at any batch size (to within one level of 255).

        `truncation` is 0..1, None for the card's own. Raises InputError for a seed or a truncation
        out of range, and for a style that the painter does not know.
        """
        usual = float(self._model.card.settings.get("truncation", 1.0))
        strength = usual if truncation is None else truncation
        return self.paint_recipes(
            [Recipe(mood, int(seed), strength, style=style) for seed in seeds]
        )

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]:
        """One work for each recipe, at the painter's own size, whatever else stands in the batch.

        Each has its own mood, seed, variation, truncation and style. Raises InputError as `paint`
        does.
        """
        for recipe in recipes:
            check_recipe(recipe)
        card = self._model.card
        labels = labels_of(card, FaceEmotion)
        size = int(card.settings["noise_size"])
        works: list[Artwork] = []
        for batch in batches(recipes):
            moods = [[recipe.mood[emotion] for emotion in labels] for recipe in batch]
            answer = self._model.run(
                {
                    "noise": np.stack([noise_for(recipe, size) for recipe in batch]),
                    "mood": np.array(moods, np.float32),
                    "truncation": np.array([[recipe.truncation] for recipe in batch], np.float32),
                    **self._styles(batch),
                }
            )
            pictures = to_levels(answer["pictures"]).transpose(0, 2, 3, 1)
            works += [
                Artwork(np.ascontiguousarray(picture), self._as_painted(recipe))
                for recipe, picture in zip(batch, pictures, strict=True)
            ]
        return works

    def _styles(self, recipes: Sequence[Recipe]) -> dict[str, Floats]:
        """What a painter that knows styles is given: N x S, one of them 1."""
        known = list(self._model.card.settings.get("styles", []))
        for recipe in recipes:
            if recipe.style is not Style.ANY and recipe.style.value not in known:
                raise InputError(
                    f"this painter does not know the style {recipe.style.value}; leave it away"
                )
        if not known:
            return {}
        asked = [known.index(recipe.style.value) for recipe in recipes]
        return {"style": np.eye(len(known), dtype=np.float32)[asked]}

    def _as_painted(self, recipe: Recipe) -> Recipe:
        return replace(recipe, scale=1, hand=None, models=self.models, version=installed_version())


def noise_for(recipe: Recipe, size: int) -> Floats:
    """The noise of a recipe: its seed's, and a part of another one's for each of its variations.

    Both parts lie on a quarter of a circle, so the mixture is standard normal as well.
    """
    noise = noise_of(recipe.seed, size)
    for step in recipe.variation.steps if recipe.variation else []:
        angle = step.amount * math.pi / 2
        other = np.float64(noise_of(step.seed, size))
        mixed = math.cos(angle) * np.float64(noise) + math.sin(angle) * other
        noise = np.asarray(mixed, np.float32)
    return noise


def noise_of(seed: int, size: int) -> Floats:
    """The noise of a seed: `size` standard normal numbers, the same on every machine."""
    generator = np.random.Generator(np.random.PCG64(int(seed)))
    return generator.standard_normal(size, dtype=np.float32)


def check_seeds(seeds: Sequence[int]) -> None:
    """Raise InputError for a seed that is negative or does not fit into 64 bits."""
    for seed in seeds:
        if not 0 <= seed < SEEDS:
            raise InputError(f"the seed {seed} is out of range; give 0 to 2^64 - 1")


def check_truncation(truncation: float) -> None:
    """Raise InputError for a truncation outside 0..1 (or NaN)."""
    if not 0.0 <= truncation <= 1.0:
        raise InputError(f"the truncation {truncation:g} is out of range; give 0 to 1")


def check_recipe(recipe: Recipe) -> None:
    """Raise InputError for a recipe whose seeds or truncation are out of range."""
    check_seeds([recipe.seed])
    check_truncation(recipe.truncation)
    if recipe.variation is not None:
        check_seeds([step.seed for step in recipe.variation.steps])
