"""The one-euro filter: its equations by hand, then what it is for, little jitter and little lag."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaha.emotions import FaceEmotion, Mood
from vaha.mirror.faces.smoothing import (
    MOOD_TUNING,
    FrameFilter,
    MoodFilter,
    OneEuroFilter,
    Tuning,
)
from vaha.stages.faces.framing import Frame

RATE = 10.0


def by_the_paper(
    values: list[float], times: list[float], least: float, beta: float, d: float
) -> list[float]:
    """Casiez et al.'s algorithm 1 and 2, one number after another, in plain arithmetic."""
    answers, filtered, slope = [values[0]], values[0], 0.0
    for index in range(1, len(values)):
        period = times[index] - times[index - 1]
        derivative = (values[index] - filtered) / period
        alpha_d = 1 / (1 + 1 / (2 * math.pi * d) / period)
        slope = alpha_d * derivative + (1 - alpha_d) * slope
        cutoff = least + beta * abs(slope)
        alpha = 1 / (1 + 1 / (2 * math.pi * cutoff) / period)
        filtered = alpha * values[index] + (1 - alpha) * filtered
        answers.append(filtered)
    return answers


@given(
    st.lists(st.tuples(st.floats(-10, 10), st.floats(0.005, 0.5)), min_size=2, max_size=20),
    st.floats(0.1, 5),
    st.floats(0, 5),
)
def test_it_answers_as_the_paper_s_equations_do(
    steps: list[tuple[float, float]], least: float, beta: float
) -> None:
    values = [value for value, _ in steps]
    times = np.cumsum([gap for _, gap in steps]).tolist()
    one_euro = OneEuroFilter(Tuning(least, beta, 1.3))
    answers = [one_euro.smooth([v, -v], t) for v, t in zip(values, times, strict=True)]
    expected = by_the_paper(values, times, least, beta, 1.3)
    assert np.array(answers)[:, 0] == pytest.approx(expected, abs=1e-9)
    assert np.array(answers)[:, 1] == pytest.approx([-value for value in expected], abs=1e-9)


def test_the_first_value_comes_through_and_no_time_changes_nothing() -> None:
    one_euro = OneEuroFilter(Tuning(1, 1))
    assert one_euro.smooth([3.0], 5.0) == [3.0]
    assert one_euro.smooth([9.0], 5.0) == [3.0]
    assert one_euro.smooth([9.0], 4.0) == [3.0]


def test_what_it_answered_cannot_be_changed_from_outside() -> None:
    one_euro = OneEuroFilter(Tuning(1, 1))
    one_euro.smooth([3.0], 0.0)[0] = 99.0
    assert one_euro.smooth([3.0], 1.0) == [3.0]


def moods(weights: list[float]) -> list[Mood]:
    return [Mood.parse(f"happy={w},neutral={1 - w}") for w in weights]


def smoothed(weights: list[float]) -> list[float]:
    mood_filter = MoodFilter()
    return [
        mood_filter.smooth(mood, number / RATE)[FaceEmotion.HAPPY]
        for number, mood in enumerate(moods(weights))
    ]


def test_jitter_of_a_still_face_is_halved_at_least() -> None:
    noise = np.random.default_rng(0).normal(0, 0.04, 300)
    answers = smoothed(np.clip(0.6 + noise, 0, 1).tolist())
    assert np.std(answers[30:]) < 0.5 * np.std(noise)
    assert np.mean(answers[30:]) == pytest.approx(0.6, abs=0.01)


def test_a_smile_is_followed_to_nine_tenths_within_two_tenths_of_a_second() -> None:
    answers = smoothed([0.05] * 10 + [0.5] + [0.95] * 10)
    first = next(number for number, w in enumerate(answers) if w >= 0.05 + 0.9 * 0.9)
    assert (first - 10) / RATE <= 0.2


def test_without_the_speed_s_share_it_would_lag() -> None:
    """So the test above proves the filter, not the spacing of the readings."""
    slow = OneEuroFilter(Tuning(MOOD_TUNING.least_cutoff, 0.0))
    answers = [
        slow.smooth([w], n / RATE)[0] for n, w in enumerate([0.05] * 10 + [0.5] + [0.95] * 2)
    ]
    assert answers[-1] < 0.05 + 0.9 * 0.9


def test_a_smoothed_mood_is_a_mood() -> None:
    mood_filter, random = MoodFilter(), np.random.default_rng(1)
    for number in range(50):
        mood = mood_filter.smooth(Mood.of(random.random(7).tolist()), number / RATE)
        assert sum(mood.weights) == pytest.approx(1.0)


def test_a_frame_is_smoothed_alike_near_and_far() -> None:
    near, far = FrameFilter(), FrameFilter()
    for number, shift in enumerate([0.0, 0.02, -0.02, 0.5, 0.5]):
        large = near.smooth(Frame(100 + 200 * shift, 100, 200, 10), number / 25)
        small = far.smooth(Frame(10 + 20 * shift, 10, 20, 10), number / 25)
        assert large.x == pytest.approx(10 * small.x)
    assert large.tilt == pytest.approx(10) and large.side == pytest.approx(200)
