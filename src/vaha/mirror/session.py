"""One viewer's mirror, without threads: a frame goes in, a picture comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vaha.artwork import Recipe
from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.hand.base import LiveHand
from vaha.hand.live.hand import LiveBrush
from vaha.hand.manners import NONE
from vaha.images import Image
from vaha.mirror.bending import Bend
from vaha.mirror.faces.smoothing import MoodFilter
from vaha.mirror.faces.tracking import FaceTracker
from vaha.mirror.fading import approach
from vaha.mirror.options import MirrorOptions, MirrorParts, check_size, check_strength
from vaha.mirror.walk import NoisePath, Walk
from vaha.stages.base import Face

PAINTED_SIDE = 256
"""Works are enlarged to this side by the network; 512 is twice that by cubic interpolation."""

READ_EVERY = 0.09
"""Seconds between two readings of the mood at least: every third frame of a webcam's 30 a second,
even where one comes a little early."""

CALM_AFTER = 2.0
"""Seconds without a face after which the mirror turns to a neutral mood."""

LEAST_TRUNCATION = 0.2
"""The truncation at full strength: at 0 every noise gives one picture, and nothing breathes."""

NEUTRAL = Mood.of({FaceEmotion.NEUTRAL: 1.0})


@dataclass(frozen=True)
class Sight:
    """What is known of the viewer: the mood to go to, and the faces.

    `read_at` is the time of the frame that the mood was last read in, None before that.
    """

    mood: Mood
    faces: tuple[Face, ...] = ()
    read_at: float | None = None


@dataclass(frozen=True)
class MirrorPicture:
    """A picture of the mirror: RGB, size x size x 3, painted from this recipe and mood.

    `read_at` is the time of the frame whose mood was the newest when it was painted. The recipe is
    that of the last work painted; where pictures must not jump, the picture is still on its way.
    """

    image: Image
    mood: Mood
    faces: tuple[Face, ...]
    recipe: Recipe
    read_at: float | None


class MirrorSession:
    """The mirror of one viewer.

    `step` does all for one frame. `see` and `show` are its halves, and `paint` what `show` does
    before it holds a picture back from jumping; one thread may see while another paints or shows,
    but each half belongs to one thread at a time, as does `finish`. `hand` lays the strokes; unless
    told it is what the manner of the options asks for. `bend` bends what is painted.
    """

    def __init__(
        self,
        parts: MirrorParts,
        options: MirrorOptions,
        hand: LiveHand | None = None,
        bend: Bend | None = None,
    ) -> None:
        self.options = options
        if hand is None and options.manner != NONE:
            hand = LiveBrush(options.manner, seed=options.seed)
        self._hand = hand
        self._bend = bend or Bend()
        self._parts = parts
        self._tracker = FaceTracker(parts.faces)
        self._smoothing = MoodFilter()
        self._walk = Walk(NoisePath(options.seed))
        self._sight = Sight(options.mood or NEUTRAL)
        self._seen = 0.0
        self._shown: Image | None = None

    def warm(self) -> None:
        """Load each network now, so that the first picture does not wait for it."""
        self._parts.warm()

    def step(
        self, frame: Image, seconds: float, size: int | None = None, strength: float | None = None
    ) -> MirrorPicture:
        """The picture for this frame; `seconds` since some start, never falling.

        `size` (256, 512) and `strength` (0..1) replace those of the options. Raises InputError.
        """
        size = self.options.size if size is None else size
        check_size(size)
        self.see(frame, seconds)
        return self.show(seconds, size, strength)

    def show(self, seconds: float, size: int, strength: float | None = None) -> MirrorPicture:
        """The next picture, painted as `paint` does, no farther from the one before than may be."""
        check_size(size)
        painted = self.paint(seconds, strength)
        image = painted.image
        if self._shown is not None:
            image = approach(self._shown, image)
        self._shown = image
        return replace(painted, image=self.finish(image, size, painted.mood, seconds))

    @property
    def finishes(self) -> bool:
        """Whether strokes are laid, so that a picture that stays may still change."""
        return self._hand is not None

    def finish(self, image: Image, size: int, mood: Mood, seconds: float) -> Image:
        """The picture in this size: painted in the manner of the options, or smooth."""
        if self._hand is None:
            return at_size(image, size)
        return self._hand.paint(image, size, mood, seconds)

    def see(self, frame: Image, seconds: float) -> Sight:
        """Follow the faces in a frame and, where that is due, read their mood."""
        if self.options.mood is not None:
            return self._sight
        faces = self._tracker.follow(frame, seconds)
        self._sight = self._read(faces, seconds) if faces else self._without_face(seconds)
        return self._sight

    def paint(self, seconds: float, strength: float | None = None) -> MirrorPicture:
        """Paint the next picture of the walk, 256 x 256, towards the mood seen last."""
        strength = self.options.strength if strength is None else strength
        check_strength(strength)
        strength = self._bend.strength(strength)
        sight = self._sight
        truncation = 1.0 - (1.0 - LEAST_TRUNCATION) * strength
        recipe = self._walk.step(self._bend.mood(sight.mood), truncation, seconds)
        work = self._parts.painter.paint_recipes([recipe])[0]
        image = at_size(self._enlarged(work.image), PAINTED_SIDE)
        return MirrorPicture(image, recipe.mood, sight.faces, work.recipe, sight.read_at)

    def _enlarged(self, image: Image) -> Image:
        """Made larger by the network, unless strokes are laid: they have edges of their own."""
        if self._hand is not None:
            return image
        return self._parts.enlarger.enlarge(image, max(1, PAINTED_SIDE // image.shape[0]))

    def _read(self, faces: Sequence[Face], seconds: float) -> Sight:
        """The sight with these faces; their mood is read unless it was, or this frame took long.

        Those that may have left are not read: their mood stays.
        """
        self._seen = seconds
        last = self._sight
        due = last.read_at is None or seconds - last.read_at >= READ_EVERY
        if not due or (self._tracker.looked and last.read_at is not None):
            return replace(last, faces=tuple(faces))
        certain = faces[: self._tracker.certain]
        if not certain:
            return replace(last, faces=tuple(faces))
        chosen = certain if self.options.face == "all" else certain[:1]
        moods = [reading.mood for reading in self._parts.moods.read(chosen)]
        return Sight(self._smoothing.smooth(blend(moods), seconds), tuple(faces), seconds)

    def _without_face(self, seconds: float) -> Sight:
        calm = seconds - self._seen >= CALM_AFTER
        return replace(self._sight, faces=(), mood=NEUTRAL if calm else self._sight.mood)


def blend(moods: Sequence[Mood]) -> Mood:
    """The plain mean of one or more moods."""
    return Mood.of(
        [sum(mood.weights[index] for mood in moods) for index in range(len(FACE_EMOTIONS))]
    )


def at_size(image: Image, side: int) -> Image:
    """The picture side x side, by cubic interpolation."""
    import cv2

    if image.shape[:2] == (side, side):
        return image
    return np.asarray(cv2.resize(image, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
