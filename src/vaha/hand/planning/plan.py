"""From a picture to strokes: layers from large to small brushes, laid where the canvas is off.

After Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes", 1998; strokes
end where the picture's colour leaves their own (Litwinowicz, "Processing images and video for an
impressionist effect", 1997).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.hand.manners import Manner
from vaha.hand.planning.directions import angle_of, directions, structure
from vaha.hand.planning.palette import emphasised, ground_of, in_palette, jittered
from vaha.hand.rendering.lay import lay_flat
from vaha.hand.strokes import LONGEST, MOST_TURN, OUTSIDE, Strokes, joined, pack
from vaha.images import Image

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Levels = npt.NDArray[np.uint8]

FINEST = 512
"""Pixels of the longer side on which the smallest brushes are planned."""
FORMS = 256
"""Pixels of the longer side on which directions are found."""
FIELD = 3.2
"""Pixels of a brush's radius on the raster on which its directions are found, at most FORMS."""
CANVAS = 320
"""Pixels of the longer side of the canvas with which the picture is compared."""
RADIUS = 4
"""Pixels of a brush's radius on the raster on which its layer is planned, at FINEST at most."""
COATS = (7, 5, 4)
"""The first layers are laid in so many coats, later ones in three; within a coat, the last stroke
hides those under it, which would show as straight cuts through large strokes."""
LATER_COATS = 3
WIDER = (1.25, 1.2)
"""The strokes of the first layers lie so much further apart; the ground tones their gaps."""
MOST = 20_000
"""Strokes of a painting; noise would ask for more. Where the canvas is most off they are laid."""
SAMPLES = 9
"""Places along a stroke at which its colour is compared with the picture's."""
LEAVES = 22.0
"""A stroke ends where the picture's colour is off by more than this, in grey levels."""
LIVELY = 20.0
"""Colours vary wholly where the picture differs by so many grey levels along a stroke; where it is
smooth by the manner's share, so that a sky is no confetti."""
TIP = 0.8
"""Half the length of the shortest stroke, in radii."""


def plan(picture: Image, manner: Manner, seed: int) -> Strokes:
    """The strokes that paint the picture in this manner; the same for the same seed.

    H x W x 3 of any size from 1 x 1.
    """
    source = emphasised(in_palette(_fitted(picture, FINEST), manner.palette), manner)
    height, width = (length / max(picture.shape[:2]) for length in picture.shape[:2])
    ground = ground_of(source, manner)
    strokes = Strokes.none(height, width, manner, ground)
    forms, seen = structure(_fitted(source, FORMS)), _fitted(source, CANVAS)
    canvas = _resized(ground, *seen.shape[:2])
    for number in range(len(manner.radii)):
        chance = np.random.default_rng([seed, number])
        off = _off(canvas, seen, manner, number)
        layer = _Layer(source, forms, off, manner, number, strokes)
        laid = layer.strokes(chance)
        strokes = joined(strokes, laid)
        if number + 1 < len(manner.radii):
            canvas = lay_flat(canvas, laid, manner.opacity)
    return strokes


def _off(canvas: Image, seen: Image, manner: Manner, number: int) -> Levels:
    """How far the canvas is from the picture around each pixel, in grey levels.

    For ink, which only darkens and crosses its lines: how far white paper is.
    """
    import cv2

    if manner.palette == "ink":
        return np.asarray(cv2.bitwise_not(seen[..., 0]), np.uint8)
    red, green, blue = cv2.split(cv2.absdiff(canvas, seen))
    off = cv2.max(cv2.max(red, green), blue)
    sigma = 0.5 * manner.radii[number] * max(seen.shape[:2])
    return np.asarray(cv2.GaussianBlur(off, (0, 0), max(0.4, sigma)), np.uint8)


@dataclass(frozen=True)
class _Seeds:
    """Where strokes shall be: middles x, y in longer sides, and their angles and turns."""

    x: Doubles
    y: Doubles
    angle: Doubles
    turn: Doubles


@dataclass(frozen=True)
class _Ended:
    """Strokes with their final middles, half their lengths in radii, their mean colours.

    `contrast` is how far the picture's colours along each are from that, in grey levels.
    """

    seeds: _Seeds
    half: Doubles
    colour: Doubles
    contrast: Doubles


class _Layer:
    """One brush's strokes, planned on a raster on which its radius is about four pixels."""

    def __init__(
        self,
        source: Image,
        forms: Floats,
        off: Levels,
        manner: Manner,
        number: int,
        before: Strokes,
    ) -> None:
        self.manner, self.number, self.before, self.off = manner, number, before, off
        self.radius = manner.radii[number]
        self.forms = _coarse(forms, FIELD / self.radius)
        self.side = min(FINEST, max(24, round(RADIUS / self.radius)))
        self.pixels = self.radius * self.side
        self.picture = _blurred(_fitted(source, self.side), 0.3 * self.pixels)

    def strokes(self, chance: np.random.Generator) -> Strokes:
        """All strokes of the layer, in the order in which they are laid."""
        x, y = self._places(chance)
        seeds = self._directed(x, y, chance)
        half = self.manner.length / 2 * (0.75 + 0.5 * chance.random(len(x)))
        return self._packed(self._ended(seeds, np.minimum(half, LONGEST)), chance)

    def _places(self, chance: np.random.Generator) -> tuple[Doubles, Doubles]:
        """A jittered grid reaching beyond the edges, thinned to where the canvas is off."""
        wider = WIDER[self.number] if self.number < len(WIDER) else 1.0
        step = wider * self.manner.spacing * self.radius
        rows = np.arange(-1, np.ceil(self.before.height / step) + 1)
        columns = np.arange(-1, np.ceil(self.before.width / step) + 1)
        y, x = (part.ravel() for part in np.meshgrid(rows, columns, indexing="ij"))
        x = (x + 0.5 + 0.9 * (chance.random(len(x)) - 0.5)) * step
        y = (y + 0.5 + 0.9 * (chance.random(len(y)) - 0.5)) * step
        near = (x < self.before.width + step) & (y < self.before.height + step)
        x, y = x[near], y[near]
        off = self._at(self.off, x, y).astype(np.int64)
        wanted = off > self.manner.thresholds[self.number]
        if self.manner.thresholds[self.number] <= 0:
            wanted[:] = True
        worst = np.argsort(-off[wanted], kind="stable")[: MOST - len(self.before)]
        chosen = np.flatnonzero(wanted)[np.sort(worst)]
        return x[chosen], y[chosen]

    def _directed(self, x: Doubles, y: Doubles, chance: np.random.Generator) -> _Seeds:
        """Each stroke's direction, and its turn, from those a little before and after it."""
        manner, field = self.manner, self._field(chance)
        angle = self._angle(field, x, y)
        reach = 0.6 * manner.length / 2 * self.radius
        ahead = self._angle_at(field, x, y, angle, reach)
        behind = self._angle_at(field, x, y, angle, -reach)
        turn = manner.follow * (ahead - behind) / (2 * 0.6)
        angle = angle + manner.crossing * self.number + manner.wander * _bell(chance, len(x))
        angle = angle + np.pi * (chance.random(len(x)) < 0.5)
        return _Seeds(x, y, angle, np.clip(turn, -MOST_TURN, MOST_TURN))

    def _field(self, chance: np.random.Generator) -> tuple[Floats, Floats]:
        """The forms' directions, and by how much the hand's turbulence turns them."""
        drift = 1.2 * self._slow(chance) + self.manner.lean
        field = directions(self.forms, self.radius * max(self.forms.shape[:2]), drift)
        return field, np.float32(self.manner.turbulence) * self._slow(chance)

    def _angle(self, field: tuple[Floats, Floats], x: Doubles, y: Doubles) -> Doubles:
        vectors, turbulence = (self._at(part, x, y) for part in field)
        return np.asarray(angle_of(vectors) + turbulence, np.float64)

    def _slow(self, chance: np.random.Generator) -> Floats:
        """Noise that changes slowly over the picture, about -1 to 1."""
        import cv2

        coarse = (2 * chance.random((7, 7)) - 1).astype(np.float32)
        shape = self.forms.shape[:2]
        largest = max(shape)
        square = cv2.resize(coarse, (largest, largest), interpolation=cv2.INTER_CUBIC)
        return np.asarray(square[: shape[0], : shape[1]], np.float32)

    def _angle_at(
        self, field: tuple[Floats, Floats], x: Doubles, y: Doubles, angle: Doubles, reach: float
    ) -> Doubles:
        """How far the field has turned from `angle` at a distance along it, -pi/2 to pi/2."""
        there = self._angle(field, x + reach * np.cos(angle), y + reach * np.sin(angle))
        return np.asarray((there - angle + np.pi / 2) % np.pi - np.pi / 2)

    def _ended(self, seeds: _Seeds, half: Doubles) -> _Ended:
        """The strokes, `half` radii to either side, cut where the picture leaves their colour."""
        along = np.linspace(-1, 1, SAMPLES)
        u = half[:, None] * along * self.radius
        bend = (seeds.turn / (half * self.radius))[:, None]
        x, y = _on_parabola(seeds, u, bend)
        colours = self._at(self.picture, x, y).astype(np.float64)
        own = colours[:, SAMPLES // 2 - 1 : SAMPLES // 2 + 2].mean(1, keepdims=True)
        differs = np.abs(colours - own).mean(2)
        leaves = differs > LEAVES
        first = np.where(leaves & (along < 0), along, -1.0 - 1 / SAMPLES).max(1) + 1 / SAMPLES
        last = np.where(leaves & (along > 0), along, 1.0 + 1 / SAMPLES).min(1) - 1 / SAMPLES
        first, last = np.minimum(first, -TIP / half), np.maximum(last, TIP / half)
        kept = (along >= first[:, None]) & (along <= last[:, None])
        colour = (colours * kept[..., None]).sum(1) / kept.sum(1)[:, None]
        middle = (first + last) / 2
        x, y = _on_parabola(seeds, (half * middle * self.radius)[:, None], bend)
        angle = seeds.angle + seeds.turn * middle
        share = (last - first) / 2
        # A cut moves a stroke's middle; far outside there is nothing to be seen of it.
        x = np.clip(x[:, 0], -OUTSIDE, self.before.width + OUTSIDE)
        y = np.clip(y[:, 0], -OUTSIDE, self.before.height + OUTSIDE)
        ended = _Seeds(x, y, angle, seeds.turn * share)
        return _Ended(ended, half * share, colour, differs.mean(1))

    def _packed(self, ended: _Ended, chance: np.random.Generator) -> Strokes:
        """The layer's strokes in the order in which they are laid; short ones are narrower."""
        count, seeds = len(ended.half), ended.seeds
        width = (0.8 + 0.4 * chance.random(count)) * np.clip(ended.half / 2.2, 0.55, 1.0)
        load = 0.55 + 0.45 * chance.random(count) + self._pressure(ended.colour)
        lively = np.minimum(1.0, self.manner.broken + ended.contrast / LIVELY)
        colour = jittered(ended.colour, lively, self.manner, self.number, chance)
        bristles = chance.integers(0, 256, count)
        half = ended.half / np.maximum(width, 0.55)
        packed = pack(
            seeds.x, seeds.y, seeds.angle, half, seeds.turn, width, load, colour, bristles
        )
        coats = COATS[self.number] if self.number < len(COATS) else LATER_COATS
        ends = [round(count * (coat + 1) / coats) for coat in range(coats)]
        laid = tuple((end, self.number) for end in dict.fromkeys(ends) if count)
        return replace(self.before, coats=laid, packed=packed[chance.permutation(count)])

    def _pressure(self, colour: Doubles) -> Doubles:
        """Dry sticks are pressed harder where they are darker than paper, and fill its grain."""
        darker = np.mean(self.manner.ground) - colour.mean(1)
        return np.asarray(self.manner.grain * np.clip(darker / 255, -0.3, 1))

    def _at(self, raster: npt.NDArray[Any], x: Doubles, y: Doubles) -> npt.NDArray[Any]:
        """The raster's values at these places, those at its edge beyond it."""
        height, width = raster.shape[:2]
        scale = max(height, width)
        column = np.clip((x * scale).astype(np.int64), 0, width - 1)
        row = np.clip((y * scale).astype(np.int64), 0, height - 1)
        there: npt.NDArray[Any] = raster[row, column]
        return there


def _on_parabola(seeds: _Seeds, u: Doubles, bend: Doubles) -> tuple[Doubles, Doubles]:
    """Points at distances u (N x M) along the strokes whose curvature is `bend` (N x 1)."""
    cosine, sine = np.cos(seeds.angle)[:, None], np.sin(seeds.angle)[:, None]
    aside = 0.5 * bend * u * u
    x = seeds.x[:, None] + u * cosine - aside * sine
    y = seeds.y[:, None] + u * sine + aside * cosine
    return x, y


def _bell(chance: np.random.Generator, count: int) -> Doubles:
    """About normal, of deviation 1, from sums that are the same on every processor."""
    return np.asarray((chance.random((4, count)).sum(0) - 2) * np.sqrt(3))


def _fitted(picture: Image, side: int) -> Image:
    """The picture with this longer side."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    return _resized(picture, max(1, round(height * scale)), max(1, round(width * scale)))


def _coarse(tensor: Floats, side: float) -> Floats:
    """The tensor on a raster with about this longer side, or as it is where that is finer."""
    import cv2

    height, width = tensor.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return tensor
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(tensor, size, interpolation=cv2.INTER_AREA), np.float32)


def _resized(picture: Image, height: int, width: int) -> Image:
    """The picture in this size, each pixel the mean of what it covers."""
    import cv2

    if picture.shape[:2] == (height, width):
        return picture
    method = cv2.INTER_AREA if height < picture.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method), np.uint8)


def _blurred(picture: Image, sigma: float) -> Image:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(0.3, sigma)), np.uint8)
