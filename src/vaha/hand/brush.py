"""The hand that paints: plan, strokes, render, light, one after the other."""

from __future__ import annotations

import os

from vaha.affect import affect_of
from vaha.emotions import Mood
from vaha.hand.affect import moved
from vaha.hand.base import Brushwork, Hand, check_size
from vaha.hand.manners import as_of, manner
from vaha.hand.planning.plan import plan
from vaha.hand.rendering.light import light
from vaha.hand.rendering.render import render
from vaha.hand.strokes import Strokes
from vaha.images import Image


class BrushHand:
    """Paints with brushes, on so many threads (None: one a processor); no model is needed."""

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1

    def plan(
        self, picture: Image, brushwork: Brushwork, mood: Mood | None = None, seed: int = 0
    ) -> Strokes:
        """The strokes that paint the picture; `mood` moves the hand, None leaves the manner."""
        chosen = as_of(manner(brushwork.manner), brushwork.version)
        if mood is not None:
            chosen = moved(chosen, affect_of(mood), brushwork.effect)
        return plan(picture, chosen, seed)

    def render(self, strokes: Strokes, size: int) -> Image:
        """The lit painting with this longer side in pixels; raises InputError."""
        check_size(size)
        return light(render(strokes, size, self._threads), strokes.manner)


def painted(
    hand: Hand, picture: Image, brushwork: Brushwork, mood: Mood | None = None, seed: int = 0
) -> Image:
    """The picture painted as the brushwork says."""
    return hand.render(hand.plan(picture, brushwork, mood, seed), brushwork.size)
