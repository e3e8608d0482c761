"""A moment: what a mirror or a morph painted within ten seconds, as recipes, of which a film comes.

The recipes stand in the PNG of the moment's last picture, and in the mark of its film; so a moment
is painted again as a work is, and nothing of a face is in it.
"""

from __future__ import annotations

import json
import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from vaha.artwork import Recipe
from vaha.errors import RecipeError
from vaha.images import private_chunk

SECONDS = 10.0
"""So long a moment is, and its film."""

EVERY = 1 / 3
"""Seconds between two recipes of a mirror that are remembered; in between the film fades."""

SHORTEST = 1.0
"""Seconds that a mirror must have been looked into, or there is nothing to film."""

CHUNK = "vhMT"
"""The private PNG chunk in which a moment stands, as zlib's JSON."""

MOST_BYTES = 1_000_000
"""No moment's JSON is longer."""

FORMAT = 1


@dataclass(frozen=True)
class Moment:
    """Recipes and the seconds at which each was painted: from 0 on, rising, two or more.

    Raises RecipeError for what is none.
    """

    recipes: tuple[Recipe, ...]
    times: tuple[float, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.times, self.times[1:], strict=False))
        if len(self.recipes) != len(self.times) or len(self.times) < 2 or not rising:
            raise RecipeError("this moment cannot be followed: it needs two or more rising times")
        if self.times[0] != 0 or self.times[-1] > SECONDS:
            raise RecipeError(f"this moment cannot be followed: it goes from 0 to {SECONDS:g} s")

    @property
    def last(self) -> Recipe:
        """Of the picture that is kept."""
        return self.recipes[-1]

    def to_json(self) -> str:
        """One line of JSON."""
        recipes = [json.loads(recipe.to_json()) for recipe in self.recipes]
        times = [round(seconds, 3) for seconds in self.times]
        return json.dumps({"format": FORMAT, "times": times, "recipes": recipes}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Moment:
        """Read what `to_json` wrote; raises RecipeError for anything else."""
        try:
            document = json.loads(text)
            if document["format"] != FORMAT:
                raise RecipeError(f"this version reads moments of format {FORMAT}")
            recipes = tuple(Recipe.from_json(json.dumps(one)) for one in document["recipes"])
            return cls(recipes, tuple(float(seconds) for seconds in document["times"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RecipeError(f"this moment cannot be read ({error})") from error


def walk(recipes: Sequence[Recipe], end: int) -> Moment:
    """A moment of a morph: as the page plays it, there within five seconds, up to this recipe.

    The recipes are rolled so that the one at `end` (0 or more) is the last. Raises RecipeError.
    """
    way = [*recipes, *recipes[-2:0:-1]]
    ordered = [way[(end + 1 + step) % len(way)] for step in range(len(way))]
    return Moment(tuple(ordered), tuple(SECONDS * i / len(way) for i in range(len(way))))


class Recent:
    """The last ten seconds of a mirror, in memory, as the recipes of what it painted."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Recipe]] = deque()
        self._newest: tuple[float, Recipe] | None = None

    def note(self, seconds: float, recipe: Recipe) -> None:
        """A picture of this recipe was painted at this time, by a clock that never falls."""
        self._newest = seconds, recipe
        if not self._kept or seconds - self._kept[-1][0] >= EVERY:
            self._kept.append(self._newest)
        while self._kept and seconds - self._kept[0][0] > SECONDS:
            self._kept.popleft()

    @property
    def newest(self) -> Recipe | None:
        """Of the last picture; None before the first."""
        return None if self._newest is None else self._newest[1]

    def moment(self) -> Moment | None:
        """Up to the last picture; None where there is too little to film."""
        if self._newest is None:
            return None
        kept = [*self._kept, *([self._newest] if self._newest is not self._kept[-1] else [])]
        begin, end = kept[0][0], kept[-1][0]
        if end - begin < SHORTEST:
            return None
        return Moment(tuple(recipe for _, recipe in kept), tuple(at - begin for at, _ in kept))


def chunk_of(moment: Moment) -> dict[str, bytes]:
    """The private chunk of a PNG that carries the moment."""
    return {CHUNK: zlib.compress(moment.to_json().encode())}


def moment_in(png: bytes) -> Moment | None:
    """The moment in a PNG's bytes, None where it carries none.

    Raises PictureError for no picture, RecipeError for a damaged moment.
    """
    if (packed := private_chunk(png, CHUNK)) is None:
        return None
    try:
        return Moment.from_json(zlib.decompressobj().decompress(packed, MOST_BYTES))
    except zlib.error as error:
        raise RecipeError(f"this moment cannot be read ({error})") from error
