"""A hand that does nothing: for tests, and for who wants the works as they are."""

from __future__ import annotations

from vaha.emotions import Mood
from vaha.hand.base import Brushwork, check_size
from vaha.hand.manners import manner
from vaha.hand.strokes import Strokes
from vaha.images import Image, resize


class FakeLiveHand:
    """Gives the pictures in the size that is asked for, and counts them."""

    def __init__(self) -> None:
        self.painted = 0

    def paint(self, picture: Image, side: int, mood: Mood | None, seconds: float) -> Image:
        """The picture in this size."""
        check_size(side)
        self.painted += 1
        height, width = (
            max(1, round(length * side / max(picture.shape[:2]))) for length in picture.shape[:2]
        )
        return resize(picture, height, width)


class FakeHand:
    """Keeps the picture as the ground and lays no stroke on it."""

    def plan(
        self, picture: Image, brushwork: Brushwork, mood: Mood | None = None, seed: int = 0
    ) -> Strokes:
        """A canvas that is the picture."""
        height, width = (length / max(picture.shape[:2]) for length in picture.shape[:2])
        return Strokes.none(height, width, manner(brushwork.manner), picture)

    def render(self, strokes: Strokes, size: int) -> Image:
        """The picture in this size."""
        check_size(size)
        height = max(1, round(strokes.height * size))
        return resize(strokes.ground, height, max(1, round(strokes.width * size)))
