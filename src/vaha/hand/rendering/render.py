"""Strokes to paint: colour and height of every pixel, at any size.

Coat by coat: OpenCV fills the strokes' polygons with their numbers; then each covered pixel is
looked up in its stroke's imprint, so that the work is one step a pixel and coat however many
strokes lie there. The pixels of a coat are worked on in bands, by any number of threads; the bits
are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.hand.rendering.grain import paper_grain
from vaha.hand.rendering.imprints import MARGIN, VARIANTS, Imprints, imprints
from vaha.hand.rendering.lay import fill, outlines
from vaha.hand.strokes import Strokes

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

BAND = 262_144
"""Pixels of a band, a work of 512 px in one: numpy's steps are then long against Python's."""
UNDERPAINTING = 0.15
"""How dry the first layer is laid, as a share of the manner's dryness."""
GRAIN_HEIGHT = np.float32(0.35)
"""How high the paper's tooth stands, in heights of paint."""
HEIGHT_GROWS = 0.3
"""The power of a brush's radius with which its paint grows higher."""
LOAD = 1.2
"""How much more a full brush covers than one that carries four fifths."""
COVERED = 1 / 1024
"""What is seen less than this through the paint above it is not looked at."""
WRAP = 512
"""Pixels in a row of what OpenCV's remap looks up; it takes no rows above 32767."""


@dataclass(frozen=True)
class Surface:
    """Paint: `colour` 3 x H x W, 0..255, and `height` H x W, about 0..2 brush heights; float32."""

    colour: Floats
    height: Floats


def render(strokes: Strokes, side: int, threads: int = 1) -> Surface:
    """The painted surface, its longer side `side` pixels.

    From the uppermost coat down: what is covered already need not be looked at again.
    """
    canvas, brushes = _Canvas(strokes, side), _Brushes(strokes, side)
    with ThreadPoolExecutor(threads) as pool:
        for begin, end, layer in reversed(_coats(strokes)):
            canvas.lay(begin, brushes.polygons(begin, end, layer), brushes, layer, pool, _lay_under)
    canvas.show_ground()
    return canvas.surface


def coats(strokes: Strokes, side: int, threads: int = 1) -> Iterator[Surface]:
    """The surface before the first coat and after each, every time the same arrays, painted on.

    After the last it is what `render` gives, to a quarter of a grey level.
    """
    canvas, brushes = _Canvas(strokes, side), _Brushes(strokes, side)
    canvas.show_ground()
    canvas.planes[4] = 1  # every coat is laid on all that is there
    yield canvas.surface
    with ThreadPoolExecutor(threads) as pool:
        for begin, end, layer in _coats(strokes):
            canvas.lay(begin, brushes.polygons(begin, end, layer), brushes, layer, pool, _lay_over)
            yield canvas.surface


def _coats(strokes: Strokes) -> list[tuple[int, int, int]]:
    """Begin and end of each coat among the strokes, and its layer."""
    begins = [0, *(end for end, _ in strokes.coats)]
    return [(begin, end, layer) for begin, (end, layer) in zip(begins, strokes.coats, strict=False)]


class _Canvas:
    """The paint so far, and the bands of rows in which it is worked on.

    `planes` are red, green, blue and height, and how much of what lies under them is still seen.
    """

    def __init__(self, strokes: Strokes, side: int) -> None:
        height = max(1, round(strokes.height * side))
        width = max(1, round(strokes.width * side))
        self.rows = max(1, BAND // width)
        self.uppermost = np.full((height, width), -1, np.int32)
        self.grain: Floats | None = None
        if strokes.manner.grain > 0:
            self.grain = paper_grain(height, width) * np.float32(strokes.manner.grain)
        self.ground = strokes.ground
        self.planes = np.zeros((5, height, width), np.float32)
        self.planes[4] = 1

    def show_ground(self) -> None:
        """The ground where something of it is still seen."""
        import cv2

        height, width = self.uppermost.shape
        seen = self.planes[4]
        for plane, channel in zip(self.planes, cv2.split(self.ground), strict=False):
            large = cv2.resize(channel, (width, height), interpolation=cv2.INTER_LINEAR)
            plane += seen * large
        if self.grain is not None:
            self.planes[3] += seen * (GRAIN_HEIGHT * self.grain)

    @property
    def surface(self) -> Surface:
        return Surface(self.planes[:3], self.planes[3])

    def lay(
        self,
        first: int,
        polygons: npt.NDArray[np.int32],
        brushes: _Brushes,
        layer: int,
        pool: ThreadPoolExecutor,
        way: _Way,
    ) -> None:
        """Lay the strokes with these polygons, numbered from `first`, as one coat."""
        numbers = range(first, first + len(polygons))
        fill(self.uppermost, polygons, numbers)
        tops = range(0, len(self.uppermost), self.rows)
        list(pool.map(lambda top: self._lay_band(top, numbers, brushes, layer, way), tops))

    def _lay_band(self, top: int, numbers: range, brushes: _Brushes, layer: int, way: _Way) -> None:
        rows = slice(top, top + self.rows)
        paint = [plane[rows].reshape(-1) for plane in self.planes]  # views of whole rows
        places, x, y = self._seen(rows, numbers)
        if not len(places):
            return
        strokes = self.uppermost[rows].reshape(-1)[places].astype(np.intp)
        shape, left, height, tone = brushes.marks(x, y, strokes, layer)
        left = left + _of(brushes.load, strokes)
        if self.grain is not None:
            left += _of(self.grain[rows].ravel(), places)
        covers = np.clip(np.minimum(shape, left), 0, 1) * np.float32(brushes.manner.opacity)
        colours = (_of(colour, strokes) * tone for colour in brushes.colour)
        way(paint, places, covers, (*colours, height * np.float32(brushes.heights[layer])))

    def _seen(self, rows: slice, numbers: range) -> tuple[Places, Floats, Floats]:
        """Where in these rows strokes of these numbers are seen: in the band, and x and y."""
        # Other coats' numbers may stand there: of those that lie over or under this one.
        numbered = self.uppermost[rows]
        seen = (numbered >= numbers.start) & (numbered < numbers.stop)
        seen &= self.planes[4, rows] > COVERED
        places = np.flatnonzero(seen)
        in_row = np.add.reduce(seen, axis=1, dtype=np.uint16)
        y = np.repeat(np.arange(len(seen), dtype=np.float32), in_row)
        x = places.astype(np.float32) - y * np.float32(seen.shape[1])
        half = np.float32(0.5)
        return places, x + half, y + (np.float32(rows.start) + half)


_Way = Callable[[list[Floats], Places, Floats, tuple[Floats, ...]], None]


def _lay_over(
    paint: list[Floats], places: Places, covers: Floats, values: tuple[Floats, ...]
) -> None:
    """Paint on what is there."""
    for plane, value in zip(paint, values, strict=False):
        before = _of(plane, places)
        plane[places] = before + covers * (value - before)


def _lay_under(
    paint: list[Floats], places: Places, covers: Floats, values: tuple[Floats, ...]
) -> None:
    """Paint that is seen only as far as what is there lets it."""
    seen = _of(paint[4], places)
    adds = seen * covers
    for plane, value in zip(paint, values, strict=False):
        plane[places] = _of(plane, places) + adds * value
    paint[4][places] = seen - adds


class _Brushes:
    """Every stroke's numbers for one size of picture."""

    def __init__(self, strokes: Strokes, side: int) -> None:
        self.strokes, self.manner, self.side = strokes, strokes.manner, side
        radius = strokes.radius * np.float32(side)
        angle = strokes.angle.astype(np.float64)
        self.half = strokes.half_length
        self.cosine = np.cos(angle).astype(np.float32) / radius
        self.sine = np.sin(angle).astype(np.float32) / radius
        self.bend = (0.5 * strokes.turn / self.half).astype(np.float32)
        self.x, self.y = strokes.x * np.float32(side), strokes.y * np.float32(side)
        self.load = np.float32(LOAD) * (strokes.load - np.float32(0.8))
        self.colour = np.ascontiguousarray(strokes.colour.T.astype(np.float32))
        self.heights = [float((40 * radius) ** HEIGHT_GROWS) for radius in self.manner.radii]
        self.imprints = self._imprints(strokes)
        self._find_imprints(strokes)

    def polygons(self, begin: int, end: int, layer: int) -> npt.NDArray[np.int32]:
        """The polygons of these strokes, all of one layer."""
        return outlines(self.strokes, self.side, slice(begin, end))

    def _imprints(self, strokes: Strokes) -> dict[int, Imprints]:
        """One texture for each layer that has strokes, as long as the longest of them."""
        manner, found = self.manner, {}
        for layer, radius in enumerate(strokes.manner.radii):
            half = self.half[strokes.layer == layer]
            if len(half):
                length = float(np.ceil(4 * half.max()) / 2)
                # The first layer covers the ground; through its gaps dark places would glitter.
                dryness = manner.dryness * (UNDERPAINTING if layer == 0 else 1.0)
                found[layer] = imprints(manner.imprint, radius * self.side, length, dryness, layer)
        return found

    def _find_imprints(self, strokes: Strokes) -> None:
        """Where in its layer's texture each stroke's imprint lies, and its texels in a radius."""
        layer = strokes.layer
        rows, columns, across, along = (
            np.array(
                [getattr(self.imprints.get(k), name, 0) for k in range(len(strokes.manner.radii))]
            )
            for name in ("rows", "columns", "across", "along")
        )
        variant = strokes.bristles % VARIANTS
        self.row = (variant * rows[layer] + MARGIN * across[layer]).astype(np.float32)
        self.reach = (self.half * along[layer] - 0.5 * (columns[layer] - 1)).astype(np.float32)

    def marks(self, x: Floats, y: Floats, strokes: Places, layer: int) -> Floats:
        """What these strokes leave at these places: shape, paint, height and tone, 4 x N."""
        dx, dy = x - _of(self.x, strokes), y - _of(self.y, strokes)
        cosine, sine = _of(self.cosine, strokes), _of(self.sine, strokes)
        u = dx * cosine + dy * sine
        v = dy * cosine - dx * sine - _of(self.bend, strokes) * u * u
        marks, limit = self.imprints[layer], np.float32(MARGIN)
        row = np.clip(v, -limit, limit) * np.float32(marks.across) + _of(self.row, strokes)
        # From the texture's middle, by as much as the place is from the stroke's nearer end.
        middle = np.float32(0.5 * (marks.columns - 1))
        aside = np.minimum(np.abs(u) * np.float32(marks.along) - _of(self.reach, strokes), middle)
        column = middle + np.copysign(aside, u)
        return _looked_up(marks.texture, column, row)


def _of(values: Floats, places: Places) -> Floats:
    """The values at these places, all of which are there: unchecked, which is quicker."""
    return np.take(values, places, mode="clip")


def _looked_up(texture: Floats, column: Floats, row: Floats) -> Floats:
    """The texture's four values at these texels, bilinear: 4 x N."""
    import cv2

    count = len(row)
    height = -(-count // WRAP)
    maps = np.zeros((2, height * WRAP), np.float32)
    maps[0, :count], maps[1, :count] = column, row
    shaped = maps.reshape(2, height, WRAP)
    found = cv2.remap(texture, shaped[0], shaped[1], cv2.INTER_LINEAR)
    return np.asarray(found.reshape(-1, 4)[:count].T, np.float32)
