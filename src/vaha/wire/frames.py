"""Frames: a length (4 bytes, big end first), JSON, and pictures as they are. Never pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LAST = ("done", "problem")
"""Only after one of these was all of an answer heard."""

MOST_JSON, MOST_PICTURE, MOST_PICTURES = 50_000_000, 1_000_000_000, 1024
"""Longer ones are none of ours: bytes of JSON, bytes of a picture, pictures of a frame."""


class Cut(Exception):
    """The other side went away, or is none that speaks so."""


class Stream(Protocol):
    """Where frames are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end."""
        ...


@dataclass(frozen=True)
class Frame:
    """One call of an observer, `done` or `problem`: its data in plain JSON, and its pictures."""

    call: str
    data: Any = None
    pictures: Sequence[bytes] = ()

    def packed(self) -> bytes:
        """As it goes over the wire."""
        sizes = [len(picture) for picture in self.pictures]
        head = json.dumps({"call": self.call, "data": self.data, "pictures": sizes}).encode()
        return b"".join((struct.pack("!I", len(head)), head, *self.pictures))


def unpacked(stream: Stream) -> Iterator[Frame]:
    """The frames up to the last; raises Cut where the stream ends before, or is none of frames."""
    call = ""
    while call not in LAST:
        (size,) = struct.unpack("!I", _exactly(stream, 4))
        frame = _read(stream, size)
        call = frame.call
        yield frame


def _read(stream: Stream, size: int) -> Frame:
    if size > MOST_JSON:
        raise Cut(f"a frame of {size} bytes")
    try:
        head = json.loads(_exactly(stream, size))
        call, data, sizes = head["call"], head["data"], head["pictures"]
    except (ValueError, KeyError, TypeError) as error:
        raise Cut(f"no frame: {error}") from error
    good = isinstance(call, str) and isinstance(sizes, list) and len(sizes) <= MOST_PICTURES
    if not good or any(type(one) is not int or not 0 <= one <= MOST_PICTURE for one in sizes):
        raise Cut("no frame of ours")
    return Frame(call, data, [_exactly(stream, one) for one in sizes])


def _exactly(stream: Stream, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            raise Cut(f"{len(data)} bytes of {size}")
        data += more
    return data
