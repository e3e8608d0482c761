"""Strokes that stay: places and chance are drawn once, directions and colours follow the picture.

So that nothing boils (Hays and Essa, "Image and video based painterly animation", 2004): what a
stroke takes from the picture is smoothed over time, and small changes move nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.hand.manners import Manner
from vaha.hand.planning.directions import angle_of, directions
from vaha.images import Image

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

WIDER = (1.25, 1.2)
"""The strokes of the first layers lie so much further apart; the ground tones their gaps."""
MOST_DRAWN = 3000
"""Strokes of a layer that are drawn at a time; a picture full of detail shrinks the others away."""
COLOUR_SECONDS, TURN_SECONDS, NEED_SECONDS = 0.04, 0.5, 0.5
"""How soon colours, directions and the need of a stroke follow, in time constants."""
COLOUR_ZONE, TURN_ZONE, NEED_ZONE = 1.5, 0.1, 0.15
"""Changes up to this move nothing: grey levels, radians, shares."""
NEEDED_FROM, NEEDED_ALL = 1.0, 2.4
"""A stroke grows from nothing to its size between so many of its layer's thresholds."""
LEAST_NEED = 0.02
BEND_AT = 0.6
"""Where along a stroke its turn is taken, in half its length."""
MOST_TURN = 1.0


def share_of(passed: float, seconds: float) -> float:
    """How far something with this time constant goes towards what is wanted: 0 to 1."""
    return float(1 - np.exp(-passed / seconds))


def followed(now: Floats, wanted: Floats, share: float | np.float32, zone: float) -> Floats:
    """What is there, moved by a share of its way, which ends `zone` before what is wanted."""
    way = wanted - now
    far = np.abs(way) - np.float32(zone)
    return np.asarray(now + np.float32(share) * np.sign(way) * np.maximum(far, 0), np.float32)


@dataclass(frozen=True)
class View:
    """A picture as one layer sees it, and the time (seconds) since the one before, inf at first.

    `colours` H x W x 3, blurred to the layer's scale; `off` H x W: by how much a larger brush would
    miss it, in grey levels. `tensor` is its `structure`, smoothed over time.
    """

    colours: Image
    off: Image
    tensor: Floats
    passed: float


class LiveLayer:
    """One brush's strokes, N of them, in the order in which they are laid.

    `x` and `y` are their middles in longer sides. What follows the picture: `angle` (radians),
    `turn` (radians at the end), `colour` (N x 3, 0..255) and `need` (0 not drawn, 1 in full size).
    """

    def __init__(self, manner: Manner, number: int, height: float, width: float, seed: int) -> None:
        self.number = number
        chance = np.random.default_rng([seed, number])
        step = (WIDER[number] if number < len(WIDER) else 1.0) * manner.spacing
        self.x, self.y = _places(step * manner.radii[number], height, width, chance)
        count = len(self.x)
        self.length = _floats(0.75 + 0.5 * chance.random(count))
        self.stray = _floats(chance.random((3, count)).sum(0) / 1.5 - 1)
        self.load = _floats(0.6 + 0.4 * chance.random(count))
        self.bristles = chance.integers(0, 256, count)
        self.flip = _floats(np.pi * (chance.random(count) < 0.5))
        self.drift, self.eddies = _slow(chance), _slow(chance)
        self.angle = self.turn = self.need = np.zeros(0, np.float32)
        self.colour = np.zeros((0, 3), np.float32)

    def look(self, view: View, manner: Manner) -> None:
        """Follow the picture for one frame, in the manner as the mood moves it now."""
        colour = _floats(self._at(view.colours))
        need = self._needed(_floats(self._at(view.off)), manner.thresholds[self.number])
        angle, turn = self._directed(view.tensor, manner)
        if not np.isfinite(view.passed) or not len(self.need):
            self.colour, self.need, self.angle, self.turn = colour, need, angle, turn
            return
        passed = view.passed
        self.colour = followed(self.colour, colour, share_of(passed, COLOUR_SECONDS), COLOUR_ZONE)
        self.need = followed(self.need, need, share_of(passed, NEED_SECONDS), NEED_ZONE)
        turned = share_of(passed, TURN_SECONDS)
        self.angle = followed(self.angle, self.angle + _apart(angle, self.angle), turned, TURN_ZONE)
        self.turn = followed(self.turn, turn, turned, TURN_ZONE)

    def lively(self, manner: Manner) -> Floats:
        """How much each stroke's colour varies, 0 to 1: least where the picture is smooth."""
        needed = self.need if manner.thresholds[self.number] > 0 else np.zeros_like(self.need)
        return _floats(manner.broken + (1 - manner.broken) * needed)

    def drawn(self) -> tuple[npt.NDArray[np.intp], Floats]:
        """Which strokes are drawn, M of them, and in which share of their full size, 0 to 1."""
        need = self.need
        if np.count_nonzero(need > LEAST_NEED) > MOST_DRAWN:
            least = np.partition(need, len(need) - MOST_DRAWN)[len(need) - MOST_DRAWN]
            # What comes and goes at the limit has no size there, so that nothing leaps.
            need = np.where(need > least, (need - least) / max(1e-3, 1 - least), 0)
            if not need.any():
                need = np.where(np.arange(len(need)) % -(-len(need) // MOST_DRAWN) == 0, 1, 0)
        chosen = np.flatnonzero(need > LEAST_NEED)
        return chosen, np.sqrt(need[chosen], dtype=np.float32)

    def _at(self, raster: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return _at(raster, self.x, self.y)

    def _needed(self, off: Floats, threshold: float) -> Floats:
        """How much a stroke is needed, 0 to 1: smoothly from its layer's threshold on."""
        if threshold <= 0:
            return np.ones_like(off)
        share = (off / np.float32(threshold) - NEEDED_FROM) / (NEEDED_ALL - NEEDED_FROM)
        share = np.clip(share, 0, 1)
        return _floats(share * share * (3 - 2 * share))

    def _directed(self, tensor: Floats, manner: Manner) -> tuple[Floats, Floats]:
        """Each stroke's direction, and how far it has turned at its end."""
        radius = manner.radii[self.number]
        rows, columns = tensor.shape[:2]
        drift = 1.2 * _cut(self.drift, rows, columns) + np.float32(manner.lean)
        field = angle_of(directions(tensor, radius * max(rows, columns), drift))
        field = field + np.float32(manner.turbulence) * _cut(self.eddies, rows, columns)
        here = _floats(_at(field, self.x, self.y))
        reach = BEND_AT * manner.length / 2 * radius
        across, down = _floats(reach * np.cos(here)), _floats(reach * np.sin(here))
        ahead = _apart(_floats(_at(field, self.x + across, self.y + down)), here)
        behind = _apart(_floats(_at(field, self.x - across, self.y - down)), here)
        turn = np.clip(manner.follow * (ahead - behind) / (2 * BEND_AT), -MOST_TURN, MOST_TURN)
        angle = here + manner.crossing * self.number + manner.wander * self.stray + self.flip
        return _floats(angle), _floats(turn)


def _places(
    step: float, height: float, width: float, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """A jittered grid that reaches beyond the edges, in an order drawn by chance."""
    rows, columns = (np.arange(-1, np.ceil(length / step) + 1) for length in (height, width))
    y, x = (part.ravel() for part in np.meshgrid(rows, columns, indexing="ij"))
    x = (x + 0.5 + 0.9 * (chance.random(len(x)) - 0.5)) * step
    y = (y + 0.5 + 0.9 * (chance.random(len(y)) - 0.5)) * step
    near = np.flatnonzero((x < width + step) & (y < height + step))
    order = chance.permutation(near)
    return _floats(x[order]), _floats(y[order])


def _slow(chance: np.random.Generator) -> Floats:
    """Noise that changes slowly, about -1 to 1, 64 x 64."""
    import cv2

    coarse = _floats(2 * chance.random((7, 7)) - 1)
    return np.asarray(cv2.resize(coarse, (64, 64), interpolation=cv2.INTER_CUBIC), np.float32)


def _cut(noise: Floats, rows: int, columns: int) -> Floats:
    """The noise for a raster of this shape: as large as its longer side, and cut."""
    import cv2

    largest = max(rows, columns)
    square = cv2.resize(noise, (largest, largest), interpolation=cv2.INTER_LINEAR)
    return np.asarray(square[:rows, :columns], np.float32)


def _at(raster: npt.NDArray[np.generic], x: Floats, y: Floats) -> npt.NDArray[np.generic]:
    """The raster's values at these places in longer sides, those beyond its edges at the edges."""
    rows, columns = raster.shape[:2]
    side = max(rows, columns)
    row = np.clip((y * side).astype(np.int64), 0, rows - 1)
    column = np.clip((x * side).astype(np.int64), 0, columns - 1)
    return np.asarray(raster[row, column])


def _apart(angle: Floats, other: Floats) -> Floats:
    """How far a direction has turned from another, -pi/2 to pi/2."""
    return _floats((angle - other + np.pi / 2) % np.pi - np.pi / 2)


def _floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, np.float32)
