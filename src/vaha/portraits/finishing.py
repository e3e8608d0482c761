"""What is done to works once they are chosen: they are enlarged, and laid stroke by stroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from vaha.artwork import MOST_SCALE, Artwork, Recipe
from vaha.errors import InputError
from vaha.hand.base import VERSION, Brushwork, Hand
from vaha.stages.base import Enlarger

LARGE = 1024
"""Paintings with a longer side above this are made one after another, for they fill the memory."""


def enlarge_works(enlarger: Enlarger, works: Sequence[Artwork], scale: int) -> list[Artwork]:
    """The works `scale` (1..16) times as high and as wide, which their recipes then say.

    Raises InputError for more than 16 times in all, and for works painted stroke by stroke.
    """
    if scale == 1:
        return list(works)
    recipes = [_enlarged(work.recipe, scale, enlarger) for work in works]
    images = enlarger.enlarge_all([work.image for work in works], scale)
    return [
        replace(work, image=image, recipe=recipe)
        for work, image, recipe in zip(works, images, recipes, strict=True)
    ]


def _enlarged(recipe: Recipe, scale: int, enlarger: Enlarger) -> Recipe:
    if recipe.hand is not None:
        raise InputError(
            "this work was painted stroke by stroke; paint it larger instead, as in "
            "vaha brush FILE --size 2048"
        )
    if recipe.scale * scale > MOST_SCALE:
        raise InputError(
            f"this work is {recipe.scale} times enlarged already; {MOST_SCALE} is the most"
        )
    return replace(recipe, scale=recipe.scale * scale, models=recipe.models | enlarger.models)


def brush_works(hand: Hand, works: Sequence[Artwork], brushwork: Brushwork) -> Iterator[Artwork]:
    """One painting after another, each as soon as it and those before it are there.

    Raises InputError for a work that was painted stroke by stroke already.
    """
    if any(work.recipe.hand is not None for work in works):
        raise InputError(
            "this work was painted stroke by stroke already; give the one that it came from, "
            "or paint its recipe again in another manner"
        )
    brushwork = replace(brushwork, version=VERSION)
    with ThreadPoolExecutor(1 if brushwork.size > LARGE else max(1, len(works))) as pool:
        yield from pool.map(lambda work: _brushed(hand, work, brushwork), works)


def _brushed(hand: Hand, work: Artwork, brushwork: Brushwork) -> Artwork:
    recipe = replace(work.recipe, hand=brushwork)
    strokes = hand.plan(work.image, brushwork, recipe.mood, recipe.seed)
    image = hand.render(strokes, brushwork.size)
    return replace(work, image=image, recipe=recipe, strokes=strokes)
