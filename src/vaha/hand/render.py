"""Strokes to paint: colour and height of every pixel, at any size.

Band by band and coat by coat: OpenCV fills the strokes' outlines with their numbers; then each
covered pixel is looked up in its stroke's imprint, so that the work is one step a pixel and coat
however many strokes lie there. A pixel depends on nothing but its strokes: bands may be as high as
one likes, and be made by any number of threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.hand.grain import paper_grain
from vaha.hand.imprints import MARGIN, VARIANTS, Imprints, imprints
from vaha.hand.lay import SHIFT, outlines
from vaha.hand.strokes import Strokes

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

BAND = 64_000
"""Pixels of a band: what its arrays hold stays in the processor's cache."""
UNDERPAINTING = 0.15
"""How dry the first layer is laid, as a share of the manner's dryness."""
GRAIN_HEIGHT = np.float32(0.35)
"""How high the paper's tooth stands, in heights of paint."""
WRAP = 512
"""Pixels in a row of what OpenCV's remap looks up; it takes no rows above 32767."""


@dataclass(frozen=True)
class Surface:
    """Paint: `colour` 3 x H x W, 0..255, and `height` H x W, about 0..2 brush heights; float32."""

    colour: Floats
    height: Floats


def render(strokes: Strokes, side: int, threads: int = 1) -> Surface:
    """The painted surface, its longer side `side` pixels."""
    height = max(1, round(strokes.height * side))
    width = max(1, round(strokes.width * side))
    brushes = _Brushes(strokes, side, height, width)
    planes = np.empty((4, height, width), np.float32)
    rows = max(16, BAND // width)
    tops = range(0, height, rows)

    def band(top: int) -> None:
        _paint_band(planes[:, top : top + rows], top, brushes)

    if threads == 1 or len(tops) == 1:
        for top in tops:
            band(top)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(band, tops))
    return Surface(planes[:3], planes[3])


class _Brushes:
    """Every stroke's numbers for one size of picture, as the bands need them."""

    def __init__(self, strokes: Strokes, side: int, height: int, width: int) -> None:
        self.manner, self.side = strokes.manner, side
        self.ground = _ground(strokes.ground, height, width)
        self.coats = strokes.coats
        radius = strokes.radius * np.float32(side)
        self.half = strokes.half_length
        self.outlines = outlines(strokes, side)
        self.top = self.outlines[..., 1].min(1) >> SHIFT
        self.bottom = (self.outlines[..., 1].max(1) >> SHIFT) + 1
        angle = strokes.angle
        self.cosine = (np.cos(angle.astype(np.float64))).astype(np.float32) / radius
        self.sine = (np.sin(angle.astype(np.float64))).astype(np.float32) / radius
        self.bend = (0.5 * strokes.turn / self.half).astype(np.float32)
        self.x, self.y = strokes.x * np.float32(side), strokes.y * np.float32(side)
        self.load = 1.2 * (strokes.load - np.float32(0.8))
        self.colour = np.ascontiguousarray(strokes.colour.T.astype(np.float32))
        self.imprints = self._imprints(strokes)
        self._find_imprints(strokes)
        self.heights = [float((40 * radius) ** 0.35) for radius in strokes.manner.radii]

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
        self.from_start = (self.half * along[layer]).astype(np.float32)
        self.from_end = (columns[layer] - 1 - self.half * along[layer]).astype(np.float32)


def _ground(small: npt.NDArray[np.uint8], height: int, width: int) -> Floats:
    """The ground at the picture's size, 3 x H x W."""
    import cv2

    size = (width, height)
    large = [
        cv2.resize(channel, size, interpolation=cv2.INTER_LINEAR) for channel in cv2.split(small)
    ]
    return np.stack(large).astype(np.float32)


def _paint_band(planes: Floats, top: int, brushes: _Brushes) -> None:
    """Fill `planes`, 4 x rows x W, with what the coats leave on these rows."""
    rows, width = planes.shape[1:]
    paint = np.empty((4, rows * width), np.float32)
    paint[:3] = brushes.ground[:, top : top + rows].reshape(3, -1)
    paint[3] = 0
    y, x = np.divmod(np.arange(rows * width, dtype=np.int32), np.int32(width))
    at = (x + np.float32(0.5)).astype(np.float32), (y + np.float32(top + 0.5)).astype(np.float32)
    grain = None
    if brushes.manner.grain > 0:
        grain = np.float32(brushes.manner.grain) * paper_grain(at[0], at[1], brushes.side)
        paint[3] = GRAIN_HEIGHT * grain
    for numbers, layer in _coats_in(brushes, top, top + rows):
        places, strokes = _covered(numbers, brushes, top, rows, width)
        if len(places):
            _lay_coat(paint, places, strokes, layer, brushes, at, grain)
    planes[:] = paint.reshape(4, rows, width)


def _coats_in(brushes: _Brushes, top: int, bottom: int) -> Iterator[tuple[Places, int]]:
    """The numbers of the strokes of each coat that may touch these rows, and its layer."""
    begin = 0
    for end, layer in brushes.coats:
        reaches = (brushes.bottom[begin:end] >= top) & (brushes.top[begin:end] < bottom)
        yield np.flatnonzero(reaches) + begin, layer
        begin = end


def _covered(
    numbers: Places, brushes: _Brushes, top: int, rows: int, width: int
) -> tuple[Places, Places]:
    """Pixels under the strokes' outlines (flat, of the band) and the uppermost stroke of each."""
    import cv2

    uppermost = np.full((rows, width), -1, np.int32)
    corners = brushes.outlines[numbers] - np.array([0, top << SHIFT], np.int32)
    for number, polygon in zip(numbers.tolist(), corners, strict=True):
        cv2.fillPoly(uppermost, polygon[None], number, cv2.LINE_8, SHIFT)
    flat = uppermost.ravel()
    places = np.flatnonzero(flat >= 0)
    return places, flat[places].astype(np.intp)


def _lay_coat(
    paint: Floats,
    places: Places,
    strokes: Places,
    layer: int,
    brushes: _Brushes,
    at: tuple[Floats, Floats],
    grain: Floats | None,
) -> None:
    """Lay paint on these pixels, each with the imprint of its stroke."""
    row, column = _texels(places, strokes, layer, brushes, at)
    mark = _looked_up(brushes.imprints[layer].texture, column, row)
    paint_left = mark[:, 1] + brushes.load[strokes]
    if grain is not None:
        paint_left += grain[places]
    covers = np.clip(np.minimum(mark[:, 0], paint_left), 0, 1)
    covers *= np.float32(brushes.manner.opacity)
    tone = mark[:, 3]
    for plane, colour in zip(paint[:3], brushes.colour, strict=True):
        before = plane[places]
        plane[places] = before + covers * (colour[strokes] * tone - before)
    before = paint[3][places]
    height = mark[:, 2] * np.float32(brushes.heights[layer])
    paint[3][places] = before + covers * (height - np.float32(0.65) * before)


def _texels(
    places: Places,
    strokes: Places,
    layer: int,
    brushes: _Brushes,
    at: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Row and column of each pixel's texel in its layer's texture."""
    dx = at[0][places] - brushes.x[strokes]
    dy = at[1][places] - brushes.y[strokes]
    cosine, sine = brushes.cosine[strokes], brushes.sine[strokes]
    u = dx * cosine + dy * sine
    v = dy * cosine - dx * sine - brushes.bend[strokes] * u * u
    marks = brushes.imprints[layer]
    limit = np.float32(MARGIN)
    row = np.clip(v, -limit, limit) * np.float32(marks.across) + brushes.row[strokes]
    offset = np.where(u < 0, brushes.from_start[strokes], brushes.from_end[strokes])
    column = u * np.float32(marks.along) + offset
    return row, np.clip(column, 0, marks.columns - 1)


def _looked_up(texture: Floats, column: Floats, row: Floats) -> Floats:
    """The texture's four values at these texels, bilinear: N x 4."""
    import cv2

    count = len(row)
    height = -(-count // WRAP)
    maps = np.zeros((2, height * WRAP), np.float32)
    maps[0, :count], maps[1, :count] = column, row
    shaped = maps.reshape(2, height, WRAP)
    found = cv2.remap(texture, shaped[0], shaped[1], cv2.INTER_LINEAR)
    return np.asarray(found.reshape(-1, 4)[:count], np.float32)
