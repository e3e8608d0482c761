"""How the painter learns: every lever with its meaning, and the recipes that have a name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from vaha.errors import InputError

SPACES = ("latents", "pixels")
NETWORKS = ("styled", "dcgan")


def lever(default: Any, says: str) -> Any:  # noqa: ANN401 - as dataclasses.field is typed
    """A field whose meaning the command line repeats."""
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class PainterOptions:
    """One recipe; the defaults are for processors.

    The shipped weights learnt by `latents-gpu`, in 5.5 minutes.

    With `images` the run is so many paintings long and repeats to the bit; without, it takes
    `minutes`. Raises InputError for what cannot be.
    """

    space: str = lever("latents", "What is painted: an autoencoder's latents, or pixels.")
    network: str = lever("styled", "styled, or the plain dcgan to compare with (pixels only).")
    minutes: float = lever(60.0, "Time budget.")
    images: int | None = lever(None, "Paintings shown to the networks; replaces the time budget.")
    batch: int = lever(48, "Paintings a step, over all processes.")
    generator_rate: float = lever(2e-4, "The generator's peak learning rate.")
    discriminator_rate: float = lever(2e-4, "The discriminator's peak learning rate.")
    momentum: float = lever(0.0, "Adam's first decay.")
    warm_steps: int = lever(200, "Steps over which the rates rise, after a light restart too.")
    final_rate: float = lever(0.15, "Share of the peak rates that is left at the end.")
    penalty: float = lever(1.0, "Of R1 and R2 at the start; falls to a tenth. 0 for none.")
    penalty_every: int = lever(4, "Steps from one R1 and R2 to the next.")
    noise: float = lever(0.1, "Noise on what the discriminator sees; falls to 0.")
    augment_first: float = lever(0.0, "Probability of each augmentation at the start.")
    augment_last: float = lever(0.3, "And at the end.")
    conditioning_from: float = lever(0.1, "Share of the run at which the mood begins to count.")
    conditioning_full: float = lever(0.3, "And at which it counts in full.")
    mood_jitter: float = lever(0.04, "Noise on the moods of real paintings.")
    mood_mix: float = lever(0.1, "Share of moods that are mixed with another painting's.")
    average_images: float = lever(10_000.0, "Half-life of the averaged generator, in paintings.")
    seed: int = lever(0, "Of weights, order, noise and augmentation.")

    def __post_init__(self) -> None:
        if self.space not in SPACES or self.network not in NETWORKS:
            raise InputError(
                f"a painter of {self.space!r} by {self.network!r} is not known; choose among "
                f"{', '.join(SPACES)} and {', '.join(NETWORKS)}"
            )
        if self.network == "dcgan" and self.space != "pixels":
            raise InputError("the network dcgan paints pixels only; give --space pixels")
        if self.batch < 2 or self.minutes <= 0 or (self.images is not None and self.images <= 0):
            raise InputError("a run needs batches of at least 2 paintings and a budget above 0")
        if not 0 <= self.conditioning_from <= self.conditioning_full <= 1:
            raise InputError("the mood begins to count before it counts in full: give 0 to 1 each")

    def but(self, **changes: Any) -> PainterOptions:  # noqa: ANN401 - as dataclasses.replace
        """The same recipe with these levers at other values."""
        return replace(self, **changes)


PRESETS = {
    "latents": PainterOptions(),
    "latents-gpu": PainterOptions(  # at 4.5e-4 the discriminator broke loose: docs/painter.md
        minutes=20,
        batch=256,
        generator_rate=2.5e-4,
        discriminator_rate=2.5e-4,
        augment_first=0.05,
        augment_last=0.4,
        average_images=80_000.0,
    ),
    "pixels": PainterOptions(
        space="pixels",
        minutes=25,
        batch=256,
        generator_rate=2e-3,
        discriminator_rate=2e-3,
        warm_steps=500,
        final_rate=0.25,
        noise=0.0,
        augment_first=0.3,
        augment_last=0.6,
        conditioning_from=0.15,
        conditioning_full=0.4,
        average_images=40_000.0,
    ),
    "dcgan": PainterOptions(
        space="pixels",
        network="dcgan",
        batch=128,
        momentum=0.5,
        warm_steps=1,
        final_rate=1.0,
        penalty=0.0,
        noise=0.0,
        augment_last=0.0,
        mood_jitter=0.0,
        mood_mix=0.0,
        average_images=1.0,
    ),
}
"""`latents` is for processors, the two next for one big GPU, `dcgan` the plain one to beat:
Radford et al. (2016) as the first VAHA used it, without conditions, penalties or averaging."""
