from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaha.errors import InputError
from vaha.hand.manners import MANNERS
from vaha.hand.plan import plan
from vaha.hand.render import render
from vaha.hand.strokes import from_bytes, joined, to_bytes
from vaha.images import Image


@pytest.mark.parametrize("name", MANNERS)
def test_strokes_that_were_sent_paint_the_same_bits(coffee: Image, name: str) -> None:
    strokes = plan(coffee, MANNERS[name], 5)
    data = to_bytes(strokes)
    back = from_bytes(data)
    assert back.manner == MANNERS[name]
    assert np.array_equal(render(strokes, 120).colour, render(back, 120).colour)
    assert len(data) <= 300_000


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    for given_bytes in (data, zlib.compress(data)):
        with pytest.raises(InputError, match="no strokes of a painting"):
            from_bytes(given_bytes)


def test_damage_and_other_formats_are_refused(coffee: Image) -> None:
    plain = zlib.decompress(to_bytes(plan(coffee, MANNERS["oil"], 0)))
    with pytest.raises(InputError, match="no strokes"):
        from_bytes(zlib.compress(plain[:-5]))
    with pytest.raises(InputError, match="format 2"):
        from_bytes(zlib.compress(plain.replace(b'"format": 1', b'"format": 2')))


def test_joined_strokes_keep_their_order_and_layers(coffee: Image) -> None:
    strokes = plan(coffee, MANNERS["impasto"], 0)
    twice = joined(strokes, strokes)
    assert len(twice) == 2 * len(strokes)
    assert np.array_equal(twice.layer, np.tile(strokes.layer, 2))
    assert twice.coats[-1][0] == len(twice)
