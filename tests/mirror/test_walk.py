"""The walk: the same for the same seed and times, and never a step longer than its bound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.mirror.fading import change
from vaha.mirror.walk import (
    LEG_SECONDS,
    LONGEST_STEP,
    MOOD_SPEED,
    TRUNCATION_SPEED,
    NoisePath,
    Walk,
    mood_towards,
    moved_weight,
)
from vaha.stages.fake import FakePainter
from vaha.stages.paint import check_recipe, noise_for

HAPPY, SAD = Mood.parse("happy"), Mood.parse("sad")

weights = st.lists(st.floats(0.01, 1), min_size=7, max_size=7)
SIZE = 128


def noise_at(path: NoisePath, seconds: float) -> np.ndarray:
    walk = Walk(path)
    walk.step(HAPPY, 1.0, 0.0)
    recipe = None
    for number in range(1, round(seconds * 25) + 1):
        recipe = walk.step(HAPPY, 1.0, number / 25)
    assert recipe is not None
    return noise_for(recipe, SIZE)


def test_a_path_is_the_same_for_its_seed_and_another_for_another() -> None:
    assert NoisePath(7).at(12.3) == NoisePath(7).at(12.3)
    assert NoisePath(7).at(12.3) != NoisePath(8).at(12.3)


def test_legs_join_one_ends_where_the_next_begins() -> None:
    path = NoisePath(3, leg_seconds=2.0)
    seed, variation = path.at(1.0)
    assert seed == 3 and variation.amount == 0.5
    assert path.at(2.0)[0] == variation.seed and path.at(2.0)[1].amount == 0.0
    stops = [path.stop(number) for number in range(50)]
    assert len(set(stops)) == 50


def test_the_speed_is_constant_within_a_leg() -> None:
    """Equal times turn the noise by equal angles of the quarter circle."""
    amounts = [NoisePath(1).at(second)[1].amount for second in range(int(LEG_SECONDS))]
    assert np.diff(amounts) == pytest.approx(1 / LEG_SECONDS)


@given(st.lists(st.floats(0, 5), min_size=1, max_size=30), st.integers(0, 2**64 - 1))
def test_no_step_turns_the_noise_farther_than_the_longest_step(
    gaps: list[float], seed: int
) -> None:
    walk, now = Walk(NoisePath(seed)), 0.0
    before = noise_for(walk.step(HAPPY, 1.0, now), SIZE)
    angle = LONGEST_STEP / LEG_SECONDS * np.pi / 2
    for gap in gaps:
        now += gap
        recipe = walk.step(HAPPY, 1.0, now)
        check_recipe(recipe)
        noise = noise_for(recipe, SIZE)
        # Two noises of 128 numbers are at most some 16 long each, and never quite at right angles.
        assert np.linalg.norm(noise - before) <= angle * 32
        before = noise


def test_the_same_times_give_the_same_recipes() -> None:
    one, other = Walk(NoisePath(5)), Walk(NoisePath(5))
    times = [0.0, 0.04, 0.09, 0.5, 0.52]
    assert [one.step(SAD, 0.5, t) for t in times] == [other.step(SAD, 0.5, t) for t in times]


def test_a_walk_at_an_even_pace_is_the_path() -> None:
    direct_seed, direct = NoisePath(9).at(10.0)
    walk = Walk(NoisePath(9))
    for number in range(251):
        recipe = walk.step(HAPPY, 1.0, number / 25)
    assert recipe.seed == direct_seed and recipe.variation is not None
    assert recipe.variation.amount == pytest.approx(direct.amount, abs=1e-6)


def test_the_first_step_stands_there_at_once_and_a_stutter_is_no_jump() -> None:
    walk = Walk(NoisePath(1))
    assert walk.step(HAPPY, 1.0, 50.0).mood == HAPPY
    late = walk.step(SAD, 0.0, 60.0)
    assert moved_weight(HAPPY, late.mood) == pytest.approx(MOOD_SPEED * LONGEST_STEP)
    assert late.truncation == pytest.approx(1.0 - TRUNCATION_SPEED * LONGEST_STEP)


def test_time_that_falls_back_stands_still() -> None:
    walk = Walk(NoisePath(1))
    walk.step(HAPPY, 1.0, 5.0)
    here = walk.step(HAPPY, 1.0, 5.05)
    assert walk.step(SAD, 0.0, 4.0) == here
    assert walk.step(HAPPY, 1.0, 5.05) == here


@given(weights, weights, st.floats(0.001, 1))
def test_a_mood_goes_straight_and_no_farther_than_it_may(
    start: list[float], end: list[float], most: float
) -> None:
    one, other = Mood.of(start), Mood.of(end)
    moved = mood_towards(one, other, most)
    distance = moved_weight(one, other)
    assert moved_weight(one, moved) == pytest.approx(min(most, distance), abs=1e-6)
    assert moved_weight(moved, other) == pytest.approx(max(0.0, distance - most), abs=1e-6)


def test_a_mood_arrives() -> None:
    walk = Walk(NoisePath(1))
    walk.step(HAPPY, 1.0, 0.0)
    for number in range(1, 27):
        mood = walk.step(SAD, 1.0, number / 25).mood
    assert mood == SAD


def test_from_picture_to_picture_little_changes() -> None:
    """The fake painter's picture is its mood's colour and its noise, so both steps show in it."""
    walk, painter, random = Walk(NoisePath(2)), FakePainter(), np.random.default_rng(0)
    pictures = []
    for number in range(100):
        mood = Mood.of(random.dirichlet([0.3] * len(FACE_EMOTIONS)).tolist())
        recipe = walk.step(mood, 0.7, number / 25)
        pictures.append(painter.paint_recipes([recipe])[0].image)
    changes = [change(*pair) for pair in itertools.pairwise(pictures)]
    assert max(changes) < 8  # 4 % of the weight over 190 levels at most, and the noise's 0.2
    assert min(changes) > 0
