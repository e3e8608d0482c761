"""A hand quick enough for a mirror: it paints what moves, and keeps still where nothing does.

Of the manners it has the brushes, colours, relief and ground; its strokes lie on fixed places,
fewer and in fewer coats than those of a work. After Hays and Essa (2004), and Lu, Sander and
Finkelstein, "Interactive painterly stylization of images, videos and 3D animations" (2010).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vaha.affect import affect_of
from vaha.emotions import Mood
from vaha.hand.affect import moved
from vaha.hand.base import check_size
from vaha.hand.live.canvas import Coat, LiveCanvas, Marks, depth_of
from vaha.hand.live.strokes import LiveLayer, View, followed, share_of
from vaha.hand.manners import Manner, manner
from vaha.hand.planning.directions import structure
from vaha.hand.planning.palette import ground_of, in_palette, jittered
from vaha.hand.rendering.imprints import VARIANTS, imprints
from vaha.hand.rendering.render import UNDERPAINTING
from vaha.images import Image

Floats = npt.NDArray[np.float32]

SEEN = 256
"""Pixels of the longer side on which the picture is looked at."""
FORMS = 96
"""Pixels of the longer side on which directions are found."""
PICTURE_SECONDS, FORMS_SECONDS = 0.04, 1.2
"""How soon the picture and its directions are followed, in time constants."""
GROUND_ZONE = 1.5
"""Changes of the ground up to this move nothing, in grey levels."""
RADIUS = 4
"""Pixels of a brush's radius on the raster on which its strokes look, at SEEN at most."""
MOST_LAYERS = 4
COATS = (1, 2, 1, 1)
"""In so many coats each layer is laid."""
LEAST_TINT = 0.6
"""How much of the ground is the picture's mean colour at least."""
LEAST_RADIUS = 0.8
"""Pixels: finer brushes are left out."""


class LiveBrush:
    """Paints the pictures of one viewer, one after the other.

    The same pictures, moods and times give the same paintings, on any number of threads (None: one
    a processor). Raises InputError for a manner that there is not.
    """

    def __init__(
        self, name: str, effect: float = 1.0, seed: int = 0, threads: int | None = None
    ) -> None:
        chosen = manner(name)
        if chosen.palette != "ink":
            # One coat is thin: the paper under it takes on the picture's tones.
            chosen = replace(chosen, tint=max(chosen.tint, LEAST_TINT))
        self.manner = chosen
        self._effect, self._seed = effect, seed
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)
        self._shape: tuple[int, int, int] = (0, 0, 0)
        self.side, self._before = 0, -np.inf

    def paint(self, picture: Image, side: int, mood: Mood | None, seconds: float) -> Image:
        """The painting of this picture (H x W x 3, of any shape) at this time, never falling.

        `mood` moves the hand, None leaves the manner as it is. A picture of another shape or side
        than the one before begins anew. Raises InputError for sides beyond 16 to 8192.
        """
        check_size(side)
        now = self.manner if mood is None else moved(self.manner, affect_of(mood), self._effect)
        if self._shape != (shape := (*picture.shape[:2], side)):
            self._begin(*shape)
        passed = max(0.0, seconds - self._before)
        self._before = seconds
        self._look(in_palette(_at_most(picture, SEEN), now.palette), now, passed)
        return self._painted(now)

    def _begin(self, rows: int, columns: int, side: int) -> None:
        """Places for strokes in a picture of this shape, and nothing seen yet."""
        self._shape, self.side, self._before = (rows, columns, side), side, -np.inf
        longer = max(rows, columns)
        height, width = rows / longer, columns / longer
        pixels = [max(1, round(part * self.side)) for part in (height, width)]
        self._canvas = LiveCanvas(pixels[0], pixels[1], self.manner.grain > 0, self._pool)
        radii = self.manner.radii[:MOST_LAYERS]
        numbers = [n for n, radius in enumerate(radii) if radius * self.side >= LEAST_RADIUS]
        self.layers = [
            LiveLayer(self.manner, number, height, width, self._seed) for number in numbers or [0]
        ]
        self._marks = [self._marks_of(layer.number) for layer in self.layers]
        self._seen = self._tensor = self._ground = np.zeros(0, np.float32)

    def _marks_of(self, number: int) -> Marks:
        """The layer's brush as the manner has it; a mood changes its size on the canvas only."""
        chosen = self.manner
        dryness = chosen.dryness * (UNDERPAINTING if number == 0 else 1.0)
        radius = chosen.radii[number] * self.side
        return Marks(imprints(chosen.imprint, radius, chosen.length, dryness, number))

    def _look(self, picture: Image, now: Manner, passed: float) -> None:
        """Let every stroke follow the picture."""
        fresh, first = picture.astype(np.float32), not np.isfinite(passed)
        soon, slowly = (
            np.float32(1.0 if first else share_of(passed, seconds))
            for seconds in (PICTURE_SECONDS, FORMS_SECONDS)
        )
        self._seen = fresh if first else self._seen + soon * (fresh - self._seen)
        seen = np.rint(self._seen).astype(np.uint8)
        tensor = structure(_at_most(seen, FORMS))
        self._tensor = tensor if first else self._tensor + slowly * (tensor - self._tensor)
        ground = ground_of(seen, now).astype(np.float32)
        self._ground = ground if first else followed(self._ground, ground, soon, GROUND_ZONE)
        larger = seen
        for layer in self.layers:
            radius = now.radii[layer.number]
            raster = _at_most(seen, max(24, round(RADIUS / radius)))
            radius *= max(raster.shape[:2])
            colours = _blurred(raster, 0.4 * radius)
            larger = _as_large(larger, raster)
            layer.look(View(colours, _off(colours, larger, now, radius), self._tensor, passed), now)
            larger = _blurred(raster, 0.8 * radius)

    def _painted(self, now: Manner) -> Image:
        self._canvas.begin()
        for layer, marks in reversed(list(zip(self.layers, self._marks, strict=True))):
            chosen, size = layer.drawn()
            coat = self._coat(layer, chosen, size, now)
            depth = depth_of(now.radii[layer.number])
            for part in reversed(range(COATS[layer.number])):
                taken = _taken(coat, chosen % COATS[layer.number] == part)
                self._canvas.lay(taken, marks, now, depth)
        self._canvas.finish(np.rint(self._ground).astype(np.uint8), now)
        return self._canvas.lit(now)

    def _coat(
        self, layer: LiveLayer, chosen: npt.NDArray[np.intp], size: Floats, now: Manner
    ) -> Coat:
        chance = np.random.default_rng([self._seed, layer.number])
        lively = layer.lively(now).astype(np.float64)
        colour = jittered(layer.colour.astype(np.float64), lively, now, layer.number, chance)
        side = np.float32(self.side)
        return Coat(
            x=layer.x[chosen] * side,
            y=layer.y[chosen] * side,
            angle=layer.angle[chosen],
            radius=size * np.float32(now.radii[layer.number] * self.side),
            half=np.float32(now.length / 2) * layer.length[chosen],
            turn=layer.turn[chosen],
            load=layer.load[chosen] - np.float32(now.dryness - self.manner.dryness),
            variant=layer.bristles[chosen] % VARIANTS,
            colour=colour[chosen],
        )


def _taken(coat: Coat, where: npt.NDArray[np.bool_]) -> Coat:
    return replace(coat, **{name: values[where] for name, values in vars(coat).items()})


def _off(colours: Image, larger: Image, now: Manner, radius: float) -> Image:
    """How far a larger brush's picture is from this one's, in grey levels; for ink: from paper."""
    import cv2

    if now.palette == "ink":
        return np.asarray(cv2.bitwise_not(colours[..., 0]), np.uint8)
    red, green, blue = cv2.split(cv2.absdiff(colours, larger))
    off = cv2.max(cv2.max(red, green), blue)
    return np.asarray(cv2.GaussianBlur(off, (0, 0), max(0.5, 0.5 * radius)), np.uint8)


def _blurred(picture: Image, sigma: float) -> Image:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(0.4, sigma)), np.uint8)


def _as_large(picture: Image, other: Image) -> Image:
    """The picture in the other's shape."""
    import cv2

    size = (other.shape[1], other.shape[0])
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _at_most(picture: Image, side: int) -> Image:
    """The picture with its longer side at most this long."""
    import cv2

    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    height, width = (max(1, round(length * scale)) for length in picture.shape[:2])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
