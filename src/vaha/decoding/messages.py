"""What is said between this process and one that decodes: JSON with its length before it."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Message = dict[str, Any]

_LENGTH = struct.Struct(">I")


class Ended(Exception):
    """The other side has gone."""


def send(stream: BinaryIO, message: Message, body: bytes = b"") -> None:
    """Send the message, then the bytes that belong to it; raises OSError."""
    text = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(text)) + text)
    if body:
        stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> Message:
    """The next message; raises Ended where there is none."""
    (length,) = _LENGTH.unpack(exactly(stream, _LENGTH.size))
    message: Message = json.loads(exactly(stream, length))
    return message


def exactly(stream: BinaryIO, count: int) -> bytes:
    """So many bytes; raises Ended where there are fewer."""
    data = stream.read(count)
    if len(data) != count:
        raise Ended
    return data


def fill(stream: BinaryIO, view: memoryview) -> None:
    """Fill the view with what comes; raises Ended where that is less."""
    while view:
        count = stream.readinto(view)  # type: ignore[attr-defined]
        if not count:
            raise Ended
        view = view[count:]
