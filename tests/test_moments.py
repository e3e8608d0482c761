"""A moment is recipes in time: it is kept in a PNG, comes back as it was, and holds ten seconds."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.artwork import Recipe, Variation
from vaha.emotions import Mood
from vaha.errors import RecipeError
from vaha.images import encode_picture
from vaha.moments import CHUNK, EVERY, SECONDS, Moment, Recent, chunk_of, moment_in, walk

PICTURE = np.zeros((8, 8, 3), np.uint8)


def recipe(number: int) -> Recipe:
    return Recipe(Mood.parse("happy"), number, 0.5, variation=Variation(7, 0.25))


def test_a_moment_stands_in_a_png_and_comes_back_as_it_was() -> None:
    moment = Moment((recipe(1), recipe(2), recipe(3)), (0.0, 0.5, 9.125))
    png = encode_picture(PICTURE, private=chunk_of(moment))
    assert moment_in(png) == moment
    assert moment_in(encode_picture(PICTURE)) is None


@pytest.mark.parametrize("packed", [b"", b"no zlib", b"x\x9c" + b"\0" * 30])
def test_a_damaged_moment_is_said_to_be(packed: bytes) -> None:
    with pytest.raises(RecipeError):
        moment_in(encode_picture(PICTURE, private={CHUNK: packed}))


@pytest.mark.parametrize("times", [(0.0,), (0.0, 0.0), (1.0, 2.0), (0.0, 11.0), (0.0, 1.0, 2.0)])
def test_what_is_no_moment_is_refused(times: tuple[float, ...]) -> None:
    with pytest.raises(RecipeError):
        Moment((recipe(1), recipe(2))[: max(1, len(times))], times)


def test_a_mirror_remembers_its_last_ten_seconds_and_no_more() -> None:
    recent = Recent()
    for number in range(30 * 25):
        recent.note(100 + number / 25, recipe(number))
    moment = recent.moment()
    assert moment is not None and recent.newest == moment.last == recipe(749)
    assert SECONDS - 2 * EVERY < moment.times[-1] <= SECONDS
    assert len(moment.times) <= SECONDS / EVERY + 2
    gaps = np.diff(moment.times)
    assert gaps[:-1] == pytest.approx(gaps[0], abs=0.05)
    seeds = [one.seed for one in moment.recipes]
    assert seeds == sorted(seeds) and seeds[0] >= 749 - 250


def test_a_mirror_that_was_just_opened_has_a_picture_and_no_film() -> None:
    recent = Recent()
    assert recent.newest is None and recent.moment() is None
    recent.note(3.0, recipe(1))
    recent.note(3.5, recipe(2))
    assert recent.newest == recipe(2) and recent.moment() is None
    recent.note(4.2, recipe(3))
    moment = recent.moment()
    assert moment is not None and moment.last == recipe(3)
    assert moment.times[-1] == pytest.approx(1.2)


@pytest.mark.parametrize("end", [0, 2, 4])
def test_a_walk_goes_there_and_back_and_ends_where_it_was_kept(end: int) -> None:
    recipes = [recipe(number) for number in range(5)]
    moment = walk(recipes, end)
    assert moment.last == recipes[end]
    seeds = [one.seed for one in moment.recipes]
    assert sorted(seeds) == [0, 1, 1, 2, 2, 3, 3, 4], "each but the ends twice"
    assert all(abs(a - b) == 1 for a, b in zip(seeds, [*seeds[1:], seeds[0]], strict=True))
    assert moment.times[-1] < SECONDS
