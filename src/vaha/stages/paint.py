"""The painter: a mood and a seed go in, a picture comes out. One seed, one picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vaha.artwork import Artwork, Recipe
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import Floats, batches, labels_of, to_levels
from vaha.version import installed_version

SEEDS = 2**64
"""Seeds are whole numbers from 0 to one less than this."""


class OnnxPainter:
    """Paints with a conditional generator.

    In: `noise` N x Z, `mood` N x 7 in the card's order, `truncation` N x 1. Out: `pictures`
    N x 3 x H x W, 0..255. The card's settings name Z (`noise_size`) and the usual `truncation`.
    """

    def __init__(self, model: OnnxModel) -> None:
        self._model = model

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the generator."""
        return {self._model.card.name: self._model.card.sha256}

    def paint(
        self, mood: Mood, seeds: Sequence[int], truncation: float | None = None
    ) -> list[Artwork]:
        """One work for each seed, the same at any batch size (to within one level of 255).

        `truncation` is 0..1, None for the card's own. Raises InputError for a seed or a truncation
        out of range.
        """
        card = self._model.card
        strength = float(card.settings.get("truncation", 1.0)) if truncation is None else truncation
        check_seeds(seeds)
        check_truncation(strength)
        condition = _condition(mood, card)
        works: list[Artwork] = []
        for batch in batches(seeds):
            noise = np.stack([noise_of(seed, int(card.settings["noise_size"])) for seed in batch])
            answer = self._model.run(
                {
                    "noise": noise,
                    "mood": np.repeat(condition, len(batch), axis=0),
                    "truncation": np.full((len(batch), 1), strength, np.float32),
                }
            )
            pictures = to_levels(answer["pictures"]).transpose(0, 2, 3, 1)
            works += [
                Artwork(np.ascontiguousarray(picture), self._recipe(mood, seed, strength))
                for seed, picture in zip(batch, pictures, strict=True)
            ]
        return works

    def _recipe(self, mood: Mood, seed: int, truncation: float) -> Recipe:
        return Recipe(
            mood=mood,
            seed=int(seed),
            truncation=truncation,
            models=self.models,
            version=installed_version(),
        )


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


def _condition(mood: Mood, card: ModelCard) -> Floats:
    """The mood as 1 x 7, in the order of the card's labels."""
    labels = labels_of(card, FaceEmotion)
    return np.array([[mood[emotion] for emotion in labels]], np.float32)
