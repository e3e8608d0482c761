"""A work in the gallery, and the row of the database in which it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vaha.artwork import Recipe
from vaha.emotions import ArtEmotion

COLUMNS = "id, portrait, created, width, height, recipe, scores, lift, rank, favourite, moment"
"""In the order of Kept's fields."""


@dataclass(frozen=True)
class Kept:
    """A work in the gallery: everything but its pixels, which stand in its PNG.

    `rank` is 1 for the critic's best of its portrait; `created` is UTC. `moment` says that its PNG
    carries a moment, of which a film can be had.
    """

    id: str
    portrait: str | None
    created: datetime
    width: int
    height: int
    recipe: Recipe
    scores: dict[ArtEmotion, float]
    lift: float | None
    rank: int | None
    favourite: bool
    moment: bool = False


def row_of(kept: Kept) -> Sequence[Any]:
    """The kept work as a row of the gallery's table."""
    scores = {emotion.value: score for emotion, score in kept.scores.items()}
    return (
        kept.id,
        kept.portrait,
        kept.created.isoformat(timespec="microseconds"),
        kept.width,
        kept.height,
        kept.recipe.to_json(),
        json.dumps(scores),
        kept.lift,
        kept.rank,
        int(kept.favourite),
        int(kept.moment),
    )


def kept_of(row: Sequence[Any]) -> Kept:
    """The kept work that such a row says."""
    work, portrait, created, width, height, recipe, scores, lift, rank, favourite, moment = row
    return Kept(
        id=work,
        portrait=portrait,
        created=datetime.fromisoformat(created),
        width=width,
        height=height,
        recipe=Recipe.from_json(recipe),
        scores={ArtEmotion(name): float(score) for name, score in json.loads(scores).items()},
        lift=lift,
        rank=rank,
        favourite=bool(favourite),
        moment=bool(moment),
    )
