"""Strokes as plain arrays: what was planned, ready to be rendered at any size, anywhere.

Lengths are in units of the picture's longer side, so that the same strokes give 512 or 4096 px.
Every number is rounded to what the packed form holds; a painting rendered from strokes that were
packed, sent to a browser and unpacked is therefore the same painting.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from vaha.errors import InputError
from vaha.hand.manners import Manner, is_sound, manner_of

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

FORMAT = 1
"""Of the file that `to_bytes` writes."""
ANGLES = 4096
"""Steps of a full turn."""
OUTSIDE = 0.25
"""Strokes may be centred so far beyond the picture's edges, in longer sides."""
POSITIONS = 65535 / (1 + 2 * OUTSIDE)
LONGEST = 24.0
"""Half a stroke's length at most, in radii."""
MOST_TURN = 1.2
"""A stroke turns so far at most from its middle to its end, in radians."""
MOST_LOAD = 2.0
"""Paint on a brush at most: a stick pressed hard has more than a full brush, 1."""

PACKED = np.dtype(
    [
        ("x", "<u2"),
        ("y", "<u2"),
        ("angle", "<u2"),
        ("half_length", "u1"),
        ("turn", "i1"),
        ("width", "u1"),
        ("load", "u1"),
        ("colour", "u1", 3),
        ("bristles", "u1"),
    ]
)
"""One stroke in fourteen bytes, little-endian."""


@dataclass(frozen=True)
class Strokes:
    """N strokes in the order in which they are laid, in `coats`: runs that are laid together.

    Each stroke is a parabola about its middle. `x`, `y` is the middle, in longer sides from the
    upper left corner; `angle` its direction there, in radians clockwise from the right; `radius`
    half its width, in longer sides; `half_length` in radii; `turn` how far its direction has turned
    at its end, in radians (-1.2 to 1.2); `load` how much paint the brush carried (0..2); `colour`
    uint8 N x 3; `bristles` (0..255) chooses the brush's imprint. `coats` holds the end of each coat
    in N and its layer; `manner` is how they were planned and are rendered; `ground` the canvas
    before the first stroke, a few pixels h x w x 3; `height`, `width` the picture's size in longer
    sides.
    """

    height: float
    width: float
    manner: Manner
    ground: Bytes
    coats: tuple[tuple[int, int], ...]
    packed: npt.NDArray[np.void]

    @classmethod
    def none(cls, height: float, width: float, manner: Manner, ground: Bytes) -> Strokes:
        """A canvas without strokes."""
        return cls(height, width, manner, ground, (), np.zeros(0, PACKED))

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def layer(self) -> npt.NDArray[np.int64]:
        """The layer of each stroke, counted from 0."""
        ends = [0, *(end for end, _ in self.coats)]
        layers = np.array([layer for _, layer in self.coats], np.int64)
        return np.repeat(layers, np.diff(ends))

    @property
    def x(self) -> Floats:
        return _position(self.packed["x"])

    @property
    def y(self) -> Floats:
        return _position(self.packed["y"])

    @property
    def angle(self) -> Floats:
        return np.asarray(self.packed["angle"] * (2 * np.pi / ANGLES), np.float32)

    @property
    def radius(self) -> Floats:
        layers = np.asarray(self.manner.radii, np.float32)[self.layer]
        width = self.packed["width"].astype(np.float32) / np.float32(128)
        return np.asarray(layers * width, np.float32)

    @property
    def half_length(self) -> Floats:
        return np.asarray(self.packed["half_length"] * (LONGEST / 255), np.float32)

    @property
    def turn(self) -> Floats:
        return np.asarray(self.packed["turn"] * (MOST_TURN / 127), np.float32)

    @property
    def load(self) -> Floats:
        return np.asarray(self.packed["load"] * (MOST_LOAD / 255), np.float32)

    @property
    def colour(self) -> Bytes:
        return np.asarray(self.packed["colour"], np.uint8)

    @property
    def bristles(self) -> Bytes:
        return np.asarray(self.packed["bristles"], np.uint8)


def _position(packed: npt.NDArray[np.uint16]) -> Floats:
    return np.asarray(packed / POSITIONS - OUTSIDE, np.float32)


def pack(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    angle: npt.NDArray[np.float64],
    half_length: npt.NDArray[np.float64],
    turn: npt.NDArray[np.float64],
    width: npt.NDArray[np.float64],
    load: npt.NDArray[np.float64],
    colour: Bytes,
    bristles: npt.NDArray[np.int64],
) -> npt.NDArray[np.void]:
    """Each stroke's numbers, rounded; `width` is a share of its layer's radius."""
    packed = np.zeros(len(x), PACKED)
    packed["x"] = np.clip(np.rint((x + OUTSIDE) * POSITIONS), 0, 65535)
    packed["y"] = np.clip(np.rint((y + OUTSIDE) * POSITIONS), 0, 65535)
    packed["angle"] = np.rint(angle * (ANGLES / (2 * np.pi))).astype(np.int64) % ANGLES
    packed["half_length"] = np.clip(np.rint(half_length * (255 / LONGEST)), 1, 255)
    packed["turn"] = np.clip(np.rint(turn * (127 / MOST_TURN)), -127, 127)
    packed["width"] = np.clip(np.rint(width * 128), 1, 255)
    packed["load"] = np.clip(np.rint(load * (255 / MOST_LOAD)), 0, 255)
    packed["colour"] = colour
    packed["bristles"] = bristles
    return packed


def joined(first: Strokes, then: Strokes) -> Strokes:
    """Both, one laid after the other, on the first one's canvas."""
    later = tuple((len(first) + end, layer) for end, layer in then.coats)
    packed = np.concatenate([first.packed, then.packed])
    return replace(first, coats=first.coats + later, packed=packed)


def to_bytes(strokes: Strokes) -> bytes:
    """The strokes in one compressed file: what a browser is sent, and a film is made from.

    zlib around: the length of a JSON head (4 bytes, little-endian), the head, the ground's pixels,
    and fourteen bytes a stroke as in PACKED.
    """
    rows, columns = strokes.ground.shape[:2]
    head = {
        "format": FORMAT,
        "height": strokes.height,
        "width": strokes.width,
        "manner": asdict(strokes.manner),
        "ground": [rows, columns],
        "coats": strokes.coats,
    }
    text = json.dumps(head).encode()
    parts = (struct.pack("<I", len(text)), text, strokes.ground.tobytes(), strokes.packed.tobytes())
    return zlib.compress(b"".join(parts), 6)


def from_bytes(data: bytes) -> Strokes:
    """What `to_bytes` wrote; raises InputError for anything else, also what cannot be rendered."""
    try:
        plain = _decompressed(data)
        (length,) = struct.unpack_from("<I", plain)
        head = json.loads(plain[4 : 4 + length])
        if head["format"] != FORMAT:
            raise InputError(
                f"these strokes have format {head['format']!r}; this VAHA reads {FORMAT}"
            )
        rows, columns = head["ground"]
        ground = np.frombuffer(plain, np.uint8, rows * columns * 3, 4 + length)
        packed = np.frombuffer(plain, PACKED, -1, 4 + length + ground.size)
        strokes = Strokes(
            float(head["height"]),
            float(head["width"]),
            manner_of(head["manner"]),
            ground.reshape(rows, columns, 3),
            tuple((int(end), int(layer)) for end, layer in head["coats"]),
            packed,
        )
        if _can_be_rendered(strokes):
            return strokes
    except (
        zlib.error, struct.error, ValueError, KeyError, TypeError, AttributeError, OverflowError,
        RecursionError,
    ) as error:  # fmt: skip
        raise InputError(DAMAGED) from error
    raise InputError(DAMAGED)


DAMAGED = "these are no strokes of a painting, or they are damaged"
MOST_BYTES = 64_000_000
"""Strokes that are larger unpacked are not read: a few bytes may promise any number."""


def _decompressed(data: bytes) -> bytes:
    reader = zlib.decompressobj()
    plain = reader.decompress(data, MOST_BYTES)
    if not reader.eof:
        raise ValueError("cut short, or too large")
    return plain


def _can_be_rendered(strokes: Strokes) -> bool:
    ends = [0, *(end for end, _ in strokes.coats)]
    packed, manner = strokes.packed, strokes.manner
    return (
        0 < strokes.height <= 1
        and 0 < strokes.width <= 1
        and max(strokes.height, strokes.width) == 1
        and strokes.ground.size > 0
        and ends == sorted(ends)
        and ends[-1] == len(packed)
        and all(0 <= layer < len(manner.radii) for _, layer in strokes.coats)
        and bool((packed["half_length"] > 0).all() and (packed["width"] > 0).all())
        and is_sound(manner)
    )
