"""How the projected painter learns: every hyperparameter with its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vaha.errors import InputError
from vaha.training.engine.recipe import Recipe, hyperparameter

SIDES = (64, 128)


@dataclass(frozen=True)
class ProjectedOptions(Recipe):
    """One recipe; the defaults are for one core of a processor.

    With `images` the run is so many paintings long and repeats to the bit; without, it takes
    `minutes`. Raises InputError for what cannot be.
    """

    BUDGETS: ClassVar[tuple[str, ...]] = ("images", "minutes", "save_seconds")

    side: int = hyperparameter(64, "Side of the works in px: 64, or 128 to grow from 64.")
    minutes: float = hyperparameter(60.0, "Time budget.")
    images: int | None = hyperparameter(
        None, "Paintings shown to the networks; replaces the time budget."
    )
    batch: int = hyperparameter(32, "Paintings a step.")
    rate: float = hyperparameter(2e-4, "Peak learning rate of both sides.")
    warm_steps: int = hyperparameter(
        200, "Steps over which the rate rises, after a light restart too."
    )
    augment: float = hyperparameter(
        0.7, "Probability of each augmentation of what features are taken of."
    )
    texture: float = hyperparameter(
        0.5, "Weight of the texture discriminator in the generator's loss."
    )
    style_dropped: float = hyperparameter(0.3, "Share of paintings whose style is said to be any.")
    mood_jitter: float = hyperparameter(0.04, "Noise on the moods of real paintings.")
    average_images: float = hyperparameter(
        22_000.0, "Half-life of the averaged generator, in paintings."
    )
    save_seconds: float = hyperparameter(240.0, "Seconds between checkpoints and sheets.")
    seed: int = hyperparameter(0, "Of weights, order, noise and augmentation.")

    def __post_init__(self) -> None:
        if self.side not in SIDES:
            raise InputError(f"works of {self.side} px cannot be painted; choose 64 or 128")
        if self.batch < 2 or self.minutes <= 0 or (self.images is not None and self.images <= 0):
            raise InputError("a run needs batches of at least 2 paintings and a budget above 0")


PRESETS = {
    "processor": ProjectedOptions(),
    "gpu": ProjectedOptions(side=128, minutes=8.0, batch=128, save_seconds=120.0),
}
"""`gpu` is for one large GPU lent for minutes, and goes on from what a processor learnt."""
