"""A hand that does nothing: for tests, and for who wants the works as they are."""

from __future__ import annotations

from vaha.emotions import Mood
from vaha.hand.base import Brushwork, check_size
from vaha.hand.manners import manner
from vaha.hand.strokes import Strokes
from vaha.images import Image, resize


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
