from __future__ import annotations

import json
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaha.errors import InputError
from vaha.hand.brush import BrushHand
from vaha.hand.manners import MANNERS
from vaha.hand.planning.plan import plan
from vaha.hand.rendering.render import render
from vaha.hand.strokes import Strokes, from_bytes, joined, to_bytes
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
    with pytest.raises(InputError, match="have format 2; this VAHA reads 1"):
        from_bytes(zlib.compress(plain.replace(b'"format": 1', b'"format": 2')))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_strokes_that_were_tampered_with_are_refused_or_rendered(data: st.DataObject) -> None:
    """They may come from a stranger's PNG: no other error, and no endless memory."""
    picture = np.random.default_rng(1).integers(0, 255, (12, 20, 3), dtype=np.uint8)
    plain = bytearray(zlib.decompress(to_bytes(plan(picture, MANNERS["ink"], 0))))
    for _ in range(data.draw(st.integers(1, 4))):
        plain[data.draw(st.integers(0, min(len(plain) - 1, 1200)))] = data.draw(st.integers(0, 255))
    try:
        strokes = from_bytes(zlib.compress(bytes(plain)))
    except InputError:
        return
    assert BrushHand().render(strokes, 24).shape[2] == 3


def head_of(**changes: object) -> bytes:
    """Strokes of a canvas on which none are, with changes in their head."""
    plain = zlib.decompress(to_bytes(Strokes.none(1.0, 1.0, MANNERS["oil"], GROUND)))
    (length,) = struct.unpack_from("<I", plain)
    head = json.loads(plain[4 : 4 + length])
    for name, value in changes.items():
        (head if name in head else head["manner"])[name] = value
    text = json.dumps(head).encode()
    return zlib.compress(struct.pack("<I", len(text)) + text + plain[4 + length :])


GROUND = np.full((2, 2, 3), 90, np.uint8)


@pytest.mark.parametrize(
    "changes",
    [
        {"height": 0.0},
        {"height": 2.0},
        {"width": float("nan")},
        {"height": "x"},
        {"ground": [0, 0]},
        {"ground": [2, 3]},
        {"coats": [[5, 0]]},
        {"radii": [0.0]},
        {"radii": [1e400]},
        {"radii": [0.1] * 99},
        {"imprint": "hammer"},
        {"opacity": None},
        {"grain": -1},
        {"hair": 3},
        {"manner": []},
    ],
)
def test_a_head_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    assert len(from_bytes(head_of())) == 0
    with pytest.raises(InputError, match="no strokes of a painting"):
        from_bytes(head_of(**changes))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(InputError, match="no strokes of a painting"):
        from_bytes(zlib.compress(bytes(100_000_000), 9))


def test_joined_strokes_keep_their_order_and_layers(coffee: Image) -> None:
    strokes = plan(coffee, MANNERS["impasto"], 0)
    twice = joined(strokes, strokes)
    assert len(twice) == 2 * len(strokes)
    assert np.array_equal(twice.layer, np.tile(strokes.layer, 2))
    assert twice.coats[-1][0] == len(twice)


@pytest.mark.parametrize("name", MANNERS)
def test_noise_fills_no_more_than_300_kilobytes(name: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    strokes = plan(noise, MANNERS[name], 0)
    assert len(to_bytes(strokes)) <= 300_000
    assert np.ptp(strokes.x) > 0.9 and np.ptp(strokes.y) > 0.9
