"""The film of a moment: its recipes painted again, each faded into the next."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from vaha.artwork import Artwork, Recipe
from vaha.images import Image
from vaha.mirror.film import RATE, filmed
from vaha.mirror.session import PAINTED_SIDE, at_size
from vaha.moments import SECONDS, Moment

SIDE = 512


class Paints(Protocol):
    """What paints recipes and enlarges works: a studio."""

    def paint_recipes(self, recipes: Sequence[Recipe]) -> list[Artwork]: ...
    def enlarge(self, work: Artwork, scale: int = 4) -> Artwork: ...


def film_of(moment: Moment, paints: Paints, ending: str, side: int = SIDE) -> bytes:
    """Ten seconds of the moment as a film of this ending (.webm, .mp4), side x side pixels.

    A shorter moment goes there and back. Raises InputError for another ending, OutputError.
    """
    with tempfile.TemporaryDirectory(prefix="vaha-film-") as folder:
        path = Path(folder) / f"film{ending}"
        with filmed(path, side, recipe=moment.to_json()) as film:
            for number, image in enumerate(frames(moment, paints, side)):
                film.show(image, number / RATE)
        return path.read_bytes()


def frames(moment: Moment, paints: Paints, side: int) -> Iterator[Image]:
    """The film's pictures, RATE a second: RGB, side x side."""
    painted = _painted(moment.recipes, paints, side)
    length = moment.times[-1]
    for number in range(round(SECONDS * RATE)):
        at = there_and_back(number / RATE, length)
        later = min(bisect_right(moment.times, at), len(painted) - 1)
        begin, end = moment.times[later - 1], moment.times[later]
        yield _between(painted[later - 1], painted[later], (at - begin) / (end - begin))


def there_and_back(seconds: float, length: float) -> float:
    """Where a walk of this length (over 0) is that turns at its ends: 0 to length."""
    gone = seconds % (2 * length)
    return length - abs(gone - length)


def _painted(recipes: Sequence[Recipe], paints: Paints, side: int) -> list[Image]:
    plain = [_smooth(recipe) for recipe in recipes]
    works = paints.paint_recipes(plain)
    images = []
    for work in works:
        scale = max(1, PAINTED_SIDE // work.image.shape[0])
        images.append(at_size(paints.enlarge(work, scale).image, side))
    return images


def _smooth(recipe: Recipe) -> Recipe:
    """The recipe before it was enlarged or laid in strokes."""
    return replace(recipe, scale=1, hand=None)


def _between(first: Image, second: Image, share: float) -> Image:
    import cv2

    return np.asarray(cv2.addWeighted(first, 1 - share, second, share, 0), np.uint8)
