"""The seam: what a hand must do, and what a recipe says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.hand.manners import NONE, manner
from vaha.hand.strokes import Strokes
from vaha.images import Image

VERSION = 3
"""Of the way strokes are planned and rendered; another may paint another picture."""
SINCE = 2
"""From this version on pictures are painted as they were."""
LEAST_SIZE, MOST_SIZE = 16, 8192
"""Pixels of a painting's longer side."""
MOST_EFFECT = 2.0


@dataclass(frozen=True)
class Brushwork:
    """How a work is painted: its manner's name, and how much the mood moves the hand.

    `effect` is 0 (not at all) to 2, 1 the usual; `size` the painting's longer side in pixels, 16 to
    8192; `version` that of the hand that painted it. Raises InputError for a manner that there is
    not, and for what is out of range.
    """

    manner: str = "oil"
    effect: float = 1.0
    size: int = 512
    version: int = VERSION

    def __post_init__(self) -> None:
        if self.manner == NONE:
            raise InputError("the manner none paints no strokes; leave the brushwork out")
        manner(self.manner)
        check_size(self.size)
        if not 0 <= self.effect <= MOST_EFFECT:
            raise InputError(
                f"the mood cannot move the hand by {self.effect:g}; give 0 to {MOST_EFFECT:g}"
            )

    def differences(self) -> list[str]:
        """What is not as it was when this was painted: a sentence, or none."""
        if SINCE <= self.version <= VERSION:
            return []
        return [
            f"version {self.version} of the hand laid the strokes, and this is version {VERSION}; "
            "the picture will differ"
        ]


def brushwork(
    name: str = "oil", effect: float = 1.0, size: int = Brushwork.size
) -> Brushwork | None:
    """What to paint with, None for the manner `none`; raises InputError as `Brushwork` does."""
    if name != NONE:
        return Brushwork(name, effect, size)
    Brushwork(effect=effect, size=size)  # refuses what is out of range, though it is not used
    return None


def check_size(size: int) -> None:
    """Raise InputError for a painting's longer side that is out of range."""
    if not LEAST_SIZE <= size <= MOST_SIZE:
        raise InputError(f"cannot paint {size} px; choose {LEAST_SIZE} to {MOST_SIZE}")


class LiveHand(Protocol):
    """Paints the pictures of one viewer as they come, one after the other."""

    def paint(self, picture: Image, side: int, mood: Mood | None, seconds: float) -> Image:
        """The painting of the picture, its longer side `side` pixels, at this time, never falling.

        `mood` moves the hand. Raises InputError for sides beyond 16 to 8192.
        """
        ...


class Hand(Protocol):
    """Paints a picture stroke by stroke."""

    def plan(
        self, picture: Image, brushwork: Brushwork, mood: Mood | None = None, seed: int = 0
    ) -> Strokes:
        """The strokes that paint the picture, the same for the same seed (0 to 2^64 - 1)."""
        ...

    def render(self, strokes: Strokes, size: int) -> Image:
        """The painting with this longer side in pixels; raises InputError beyond 16 to 8192."""
        ...
