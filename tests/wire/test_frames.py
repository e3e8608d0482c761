"""Frames come out as they went in; whatever else comes is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vaha.wire.frames import Cut, Frame, unpacked

DONE = Frame("done", {"paint": 0.5})
json_values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=5,
)


@given(json_values, some.lists(some.binary(max_size=50), max_size=4))
def test_frames_come_out_as_they_went_in(data: object, pictures: list[bytes]) -> None:
    frame = Frame("painted", data, pictures)
    stream = io.BytesIO(frame.packed() + DONE.packed() + b"never read")
    assert [(one.call, one.data, list(one.pictures)) for one in unpacked(stream)] == [
        ("painted", data, pictures),
        ("done", {"paint": 0.5}, []),
    ]


def test_a_stream_that_ends_anywhere_before_the_last_frame_was_cut() -> None:
    whole = Frame("painted", [1], [b"png"]).packed() + DONE.packed()
    for end in range(len(whole)):
        with pytest.raises(Cut):
            list(unpacked(io.BytesIO(whole[:end])))


@given(some.binary(min_size=1, max_size=200))
def test_whatever_else_comes_is_refused(data: bytes) -> None:
    with pytest.raises(Cut):
        list(unpacked(io.BytesIO(data)))


@pytest.mark.parametrize(
    "head",
    [
        b"[]",
        b'{"call": "stage"}',
        b'{"call": "stage", "data": 1, "pictures": [-1]}',
        b'{"call": "stage", "data": 1, "pictures": [true]}',
        b'{"call": "stage", "data": 1, "pictures": [99999999999]}',
        b'{"call": 1, "data": 1, "pictures": []}',
    ],
)
def test_json_that_is_no_frame_is_refused(head: bytes) -> None:
    with pytest.raises(Cut):
        list(unpacked(io.BytesIO(len(head).to_bytes(4, "big") + head)))
