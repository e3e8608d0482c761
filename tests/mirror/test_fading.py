"""Fading: on the way to the picture painted last, never by more than the bound, and it arrives."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vaha.images import Image
from vaha.mirror.fading import Fade, approach, change

pictures = arrays(np.uint8, (6, 5, 3))


def plain(level: int) -> Image:
    return np.full((4, 4, 3), level, np.uint8)


@given(pictures, pictures, st.floats(0, 1), st.floats(0.5, 20))
def test_no_step_is_larger_than_the_bound(
    shown: Image, wanted: Image, share: float, most: float
) -> None:
    there = approach(shown, wanted, share, most)
    assert there.dtype == np.uint8
    assert change(shown, there) <= most + 1e-5
    low, high = np.minimum(shown, wanted), np.maximum(shown, wanted)
    assert (low <= there).all() and (there <= high).all()


@given(pictures, pictures)
def test_step_by_step_it_arrives(shown: Image, wanted: Image) -> None:
    for _ in range(200):
        shown = approach(shown, wanted, most=6.0)
    assert (shown == wanted).all()


def test_halfway_is_halfway() -> None:
    assert (approach(plain(10), plain(14), 0.5) == 12).all()
    assert approach(plain(10), plain(14), 1.0)[0, 0, 0] == 14


def test_change_is_the_mean_difference() -> None:
    assert change(plain(10), plain(13)) == 3
    assert change(plain(13), plain(10)) == 3


def test_the_first_picture_is_there_at_once() -> None:
    fade = Fade()
    assert fade.at(0.0) is None
    fade.aim(plain(200), until=9.0)
    assert (fade.at(0.1) == 200).all()


def test_a_fade_is_even_and_over_in_its_time() -> None:
    fade = Fade(most=255)
    fade.aim(plain(0), until=0.0)
    fade.at(0.0)
    fade.aim(plain(100), until=1.0)
    levels = [int(fade.at(tenth / 10)[0, 0, 0]) for tenth in range(1, 11)]
    assert levels == pytest.approx(range(10, 101, 10), abs=1)
    assert (fade.at(5.0) == 100).all()


def test_a_fade_that_is_turned_aside_goes_on_from_what_is_shown() -> None:
    fade = Fade(most=255)
    fade.aim(plain(0), until=0.0)
    fade.at(0.0)
    fade.aim(plain(100), until=1.0)
    fade.at(0.5)
    fade.aim(plain(0), until=1.0)
    assert int(fade.at(0.75)[0, 0, 0]) == 25


def test_a_leap_is_shown_as_many_bounded_steps() -> None:
    fade = Fade(most=6.0)
    fade.aim(plain(0), until=0.0)
    shown = [fade.at(0.0)]
    fade.aim(plain(60), until=0.1)
    shown += [fade.at(0.1 + number / 25) for number in range(12)]
    steps = [change(*pair) for pair in itertools.pairwise(shown)]
    assert max(steps) <= 6.0 and (shown[-1] == 60).all()
