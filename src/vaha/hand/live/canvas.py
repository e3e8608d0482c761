"""The canvas of a painting that moves: few coats, each a handful of passes over all pixels.

OpenCV draws each stroke's number; the pixels under strokes are then worked on side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.hand.manners import Manner
from vaha.hand.planes import HIGHEST, LOWEST
from vaha.hand.rendering.grain import paper_grain
from vaha.hand.rendering.imprints import MARGIN, Imprints
from vaha.hand.rendering.lay import SHIFT, fill
from vaha.hand.rendering.light import GLOSS_FROM, LAMP, STEEP
from vaha.hand.rendering.render import GRAIN_HEIGHT, HEIGHT_GROWS, LOAD, WRAP
from vaha.images import Image

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

STATIONS = np.array([-1.0, -0.5, 0.5, 1.0], np.float32)
WIDTHS = np.array([0.75, 1.0, 1.0, 0.75], np.float32)
"""Where the corners along each side of a stroke stand, in half its length, and how wide it is."""
BAND = 60_000
"""Pixels of a band: what its arrays hold stays in the processor's cache."""
COVERED = 1 / 128
"""What is seen less than this through the paint above it is not looked at."""
GAIN = 128
"""Light of 1, as a whole number."""


@dataclass(frozen=True)
class Coat:
    """Strokes that are laid together, N of them, the last one uppermost; lengths in pixels.

    `half` is half a stroke's length in its radii, `turn` how far its direction has turned at its
    end in radians, `load` what the brush carries, `variant` which of the imprints it leaves.
    """

    x: Floats
    y: Floats
    angle: Floats
    radius: Floats
    half: Floats
    turn: Floats
    load: Floats
    variant: npt.NDArray[np.integer]
    colour: Bytes

    def outlines(self) -> npt.NDArray[np.int32]:
        """N x 8 x 2: the strokes' polygons in 1/16 pixels."""
        u = STATIONS * self.half[:, None]
        aside = 0.5 * self.turn[:, None] / self.half[:, None] * u * u
        along = np.concatenate([u, u[:, ::-1]], 1)
        across = np.concatenate([aside - WIDTHS, (aside + WIDTHS)[:, ::-1]], 1)
        cosine, sine = (
            (self.radius * part)[:, None] for part in (np.cos(self.angle), np.sin(self.angle))
        )
        x = self.x[:, None] + along * cosine - across * sine
        y = self.y[:, None] + along * sine + across * cosine
        return np.asarray(np.rint((np.stack([x, y], 2) - 0.5) * (1 << SHIFT)), np.int32)

    def values(self, marks: Marks) -> Floats:
        """8 x N: what turns pixels into radii along (p, q, s) and across (p, -q, r) each stroke,
        texels in a radius, bend, the imprint's middle row, and load.
        """
        p, q = np.cos(self.angle) / self.radius, np.sin(self.angle) / self.radius
        s, r = -(self.x * p + self.y * q), self.x * q - self.y * p
        long = (marks.columns - 1) / 2 / self.half
        row = self.variant * marks.rows + MARGIN * marks.across
        load = LOAD * (self.load - 0.8)
        bend = 0.5 * self.turn / self.half
        return np.stack([p, q, s, r, long, bend, row, load], dtype=np.float32)

    def words(self) -> npt.NDArray[np.uint32]:
        """N: the colours, each of four bytes."""
        return np.ascontiguousarray(np.pad(self.colour, ((0, 0), (0, 1)))).view(np.uint32)[:, 0]


class Marks:
    """A brush's imprints in 256 steps, four bytes a texel."""

    def __init__(self, imprints: Imprints) -> None:
        low, high = np.array(LOWEST, np.float32), np.array(HIGHEST, np.float32)
        share = (np.clip(imprints.texture, low, high) - low) / (high - low)
        self.texture = np.rint(255 * share).astype(np.uint8)
        self.rows, self.columns, self.across = imprints.rows, imprints.columns, imprints.across

    def at(self, column: Floats, row: Floats) -> Sequence[Bytes]:
        """Shape, paint, height and tone at these texels, in steps."""
        import cv2

        found = cv2.remap(self.texture, column, row, cv2.INTER_LINEAR)
        return [np.asarray(plane, np.uint8) for plane in cv2.split(found)]


class LiveCanvas:
    """Paint of one size, height x width pixels, on the grain of paper where `grained`.

    Coats are laid from the uppermost down: what is covered already need not be looked at again. Its
    bands are worked on by any number of threads; the bits are the same.
    """

    def __init__(self, height: int, width: int, grained: bool, pool: Executor) -> None:
        self.height, self.width = height, width
        rows = max(1, min(height, BAND // width))
        self._bands = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
        y, x = np.indices((rows, width), np.float32)
        self._x, self._y = x + np.float32(0.5), y + np.float32(0.5)
        self._grain = paper_grain(height, width) if grained else None
        self._numbers = np.empty((height, width), np.int32)
        self._next = 0
        self._seen = np.empty((height, width), np.float32)
        self._paint = np.empty((height, width, 4), np.float32)
        self._pool = pool

    def begin(self) -> None:
        """No paint: everything that will lie under it is seen."""
        self._numbers[:], self._next = -1, 0
        self._seen[:] = 1
        self._paint[:] = 0

    def lay(self, coat: Coat, marks: Marks, manner: Manner, depth: float) -> None:
        """Lay a coat with paint of this height under those that are there."""
        if not len(coat.x):
            return
        first = self.number(coat.outlines())
        work = _Work(coat.values(marks), coat.words(), marks, manner, depth, first)
        list(self._pool.map(lambda rows: self._lay_band(rows, work), self._bands))

    def number(self, outlines: npt.NDArray[np.int32]) -> int:
        """Draw the strokes' numbers, the last one uppermost; the first number, above all before."""
        first = self._next
        self._next += len(outlines)
        fill(self._numbers, outlines, range(first, self._next))
        return first

    def _lay_band(self, rows: slice, work: _Work) -> None:
        """Lay a coat in these rows: only where a stroke is seen, those pixels side by side."""
        numbers, seen = self._numbers[rows].reshape(-1), self._seen[rows].reshape(-1)
        places = np.flatnonzero((numbers >= work.first) & (seen > COVERED))
        if not len(places):
            return
        pick = _Pick(places)
        strokes = (pick.of(numbers) - work.first).astype(np.intp)
        p, q, s, r, long, bend, row, load = (_of(value, strokes) for value in work.values)
        x, y = pick.of(self._x), pick.of(self._y) + np.float32(rows.start)
        u = p * x + q * y + s
        v = p * y - q * x + r - bend * u * u
        marks, limit = work.marks, np.float32(MARGIN)
        row += np.clip(v, -limit, limit) * np.float32(marks.across)
        middle = np.float32((marks.columns - 1) / 2)
        column = np.clip(u * long + middle, 0, 2 * middle)
        shape, paint, height, tone = marks.at(column, row)
        if self._grain is not None:
            load += pick.of(self._grain[rows]) * np.float32(work.manner.grain)
        before = pick.of(seen)
        adds = before * _covers(shape, paint, load, work.manner.opacity)
        colour = _of(work.words, strokes).view(np.uint8).reshape(*pick.shape, 4)
        pick.add(self._paint[rows], _weighed(_toned(colour, tone), height, adds, work.depth))
        pick.put(seen, before - adds)

    def finish(self, ground: Image, manner: Manner) -> None:
        """Lay the ground, scaled up, and the grain of the paper under all coats."""
        import cv2

        size = (self.width, self.height)
        four = cv2.cvtColor(ground, cv2.COLOR_RGB2RGBA)
        four[..., 3] = 0
        large = cv2.resize(four, size, interpolation=cv2.INTER_LINEAR)
        self._paint += cv2.multiply(large, cv2.merge([self._seen] * 4), dtype=cv2.CV_32F)
        if self._grain is not None:
            tooth = self._grain * (GRAIN_HEIGHT * np.float32(manner.grain))
            self._paint[..., 3] += self._seen * tooth

    def lit(self, manner: Manner) -> Image:
        """The picture under the lamp, H x W x 3: a new array."""
        import cv2

        painted = cv2.cvtColor(cv2.convertScaleAbs(self._paint), cv2.COLOR_RGBA2RGB)
        if manner.relief <= 0:
            return np.asarray(painted, np.uint8)
        side = max(self.height, self.width)
        soft = cv2.extractChannel(self._paint, 3)
        soft = cv2.GaussianBlur(soft, (0, 0), max(0.6, 0.7 * side / 1024))
        soft *= np.float32(manner.relief * STEEP * side / 8)
        lit, height = np.asarray(painted, np.uint8), np.asarray(soft, np.float32)
        list(self._pool.map(lambda rows: self._light_band(rows, height, manner, lit), self._bands))
        return lit

    def _light_band(self, rows: slice, height: Floats, manner: Manner, lit: Image) -> None:
        import cv2

        top, bottom = max(0, rows.start - 1), min(self.height, rows.stop + 1)
        inner = slice(rows.start - top, rows.stop - top)  # slopes look one row further
        falls = _falls(height[top:bottom])[inner]
        gain = np.clip(np.float32(0.66) + np.float32(0.34) * falls, 0.55, 1.25)
        gains = cv2.convertScaleAbs(gain, alpha=GAIN)
        band = cv2.multiply(lit[rows], cv2.merge([gains] * 3), scale=1 / GAIN)
        if manner.gloss > 0:
            shine = np.clip(falls - np.float32(GLOSS_FROM), 0, 1)
            levels = cv2.convertScaleAbs(shine * shine, alpha=160 * manner.gloss)
            band = cv2.add(band, cv2.merge([levels] * 3))
        lit[rows] = band


class _Pick:
    """Some pixels of a band, in rows of WRAP, the last of them filled up with its last pixel.

    `shape` is that of what is picked.
    """

    def __init__(self, places: npt.NDArray[np.intp]) -> None:
        rows = -(-len(places) // WRAP)
        self.shape = rows, WRAP
        self._count, self._places = len(places), np.full(rows * WRAP, places[-1], np.intp)
        self._places[: len(places)] = places

    def of(self, band: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The values of a band, one a pixel, that stand there."""
        return np.take(band.reshape(-1), self._places, mode="clip").reshape(self.shape)

    def add(self, band: Floats, values: Floats) -> None:
        """Add to a band of four numbers a pixel, which are fetched and put back as one."""
        import cv2

        wide = band.reshape(-1, 4).view(np.complex128)[:, 0]
        before = np.take(wide, self._places, mode="clip").view(np.float32)
        after = cv2.add(before.reshape(*self.shape, 4), values)
        self.put(wide, np.asarray(after, np.float32).reshape(-1, 4).view(np.complex128)[:, 0])

    def put(self, band: npt.NDArray[Any], values: npt.NDArray[Any]) -> None:
        """Put values, of this shape or one after the other, where they were picked."""
        band[self._places[: self._count]] = values.reshape(-1)[: self._count]


@dataclass(frozen=True)
class _Work:
    """What every band of a coat is laid with."""

    values: Floats
    words: npt.NDArray[np.uint32]
    marks: Marks
    manner: Manner
    depth: float
    first: int


def depth_of(radius: float) -> float:
    """How high the paint of a brush of this radius, in longer sides, stands."""
    return float((40 * radius) ** HEIGHT_GROWS)


def _covers(shape: Bytes, paint: Bytes, load: Floats, opacity: float) -> Floats:
    """How much of each pixel is covered, 0 to 1."""
    left = np.minimum(_unpacked(shape, 0), _unpacked(paint, 1) + load)
    return np.asarray(np.clip(left, 0, 1) * np.float32(opacity), np.float32)


def _toned(colour: Image, tone: Bytes) -> Image:
    """The colours, lighter or darker as the marks say."""
    import cv2

    low, high = (GAIN * bound[3] for bound in (LOWEST, HIGHEST))
    gains = cv2.convertScaleAbs(tone, alpha=(high - low) / 255, beta=low)
    return np.asarray(cv2.multiply(colour, cv2.merge([gains] * 4), scale=1 / GAIN), np.uint8)


def _weighed(colour: Bytes, height: Bytes, adds: Floats, depth: float) -> Floats:
    """What these colours and heights of paint, in steps, add to what is seen."""
    import cv2

    low, high = (np.float32(depth * bound[2]) for bound in (LOWEST, HIGHEST))
    step = (high - low) / np.float32(255)
    cv2.insertChannel(height, colour, 3)
    weights = cv2.merge([adds, adds, adds, adds * step])
    weighed = np.asarray(cv2.multiply(colour, weights, dtype=cv2.CV_32F), np.float32)
    weighed[..., 3] += adds * low
    return weighed


def _falls(height: Floats) -> Floats:
    """How much light falls on paint of this height, 1 where it is flat."""
    import cv2

    across = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)
    x, y, z = (np.float32(part) for part in LAMP)
    falls = (z - x * across - y * down) / (z * np.sqrt(1 + across * across + down * down))
    return np.asarray(falls, np.float32)


def _of(values: npt.NDArray[Any], strokes: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """The strokes' values: unchecked, which is quicker."""
    return np.take(values, strokes, mode="clip")


def _unpacked(plane: Bytes, channel: int) -> Floats:
    """What the steps of this channel of the marks stand for."""
    low, high = LOWEST[channel], HIGHEST[channel]
    return np.asarray(plane * np.float32((high - low) / 255) + np.float32(low), np.float32)
