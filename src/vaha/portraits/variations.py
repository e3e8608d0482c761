"""Many works from one: seeds drawn from a seed, a recipe's near relatives, the way between moods.

All of them are smooth and not enlarged, whatever the work they came from: the strokes are laid once
it is known which of them stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vaha.artwork import Recipe, Variation
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.stages.paint import check_seeds

MOST_CANDIDATES = 1024
"""So many works are painted for one portrait at most."""


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
        replace(recipe, scale=1, hand=None, variation=Variation(seed, amount, recipe.variation))
        for seed in seeds
    ]


def morph(start: Recipe, end: Mood, steps: int) -> list[Recipe]:
    """From a recipe to the same one with another mood in `steps` (2 or more) equal steps.

    Raises InputError for fewer steps.
    """
    if steps < 2:
        raise InputError(f"cannot go from one mood to another in {steps} steps; give 2 or more")
    return [
        replace(start, scale=1, hand=None, mood=start.mood.mixed(end, step / (steps - 1)))
        for step in range(steps)
    ]
