"""What a portrait shall be."""

from __future__ import annotations

from dataclasses import dataclass

from vaha.artwork import MOST_SCALE, Recipe
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.hand.base import Brushwork, brushwork
from vaha.hand.manners import MANNER_OF_STYLE, NONE
from vaha.portraits.variations import MOST_CANDIDATES, variations
from vaha.stages.paint import check_seeds, check_truncation
from vaha.styles import Style


@dataclass(frozen=True)
class PortraitOptions:
    """What a portrait shall be; raises InputError for what cannot be.

    `candidates` (1..1024) works are painted, the best `keep` of them kept; `seed` None draws one.
    `mood` replaces the one that is read. With `vary` the candidates are variations of that recipe,
    in its mood unless another is given. `face` is "largest", "all" (their moods blended) or a
    number, 1 being the largest. `scale` (1..16) enlarges the kept works. `truncation` is 0..1, None
    for the painter's own; `style` asks the painter for one, None for the varied work's own, or any.
    Then the kept works are painted stroke by stroke in this `manner` (none: not at all), moved by
    the mood with this `effect` (0..2), `size` (16..8192) pixels on the longer side; each of these
    None for that of the style, else the varied work's own, or oil, 1 and 512.
    """

    candidates: int = 32
    keep: int = 3
    seed: int | None = None
    mood: Mood | None = None
    vary: Recipe | None = None
    face: str | int = "largest"
    scale: int = 4
    truncation: float | None = None
    manner: str | None = None
    effect: float | None = None
    size: int | None = None
    style: Style | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise InputError(
                f"cannot paint {self.candidates} candidates; choose 1 to {MOST_CANDIDATES}"
            )
        if not 1 <= self.keep <= self.candidates:
            raise InputError(
                f"cannot keep {self.keep} of {self.candidates} candidates; "
                f"keep 1 to {self.candidates}"
            )
        if self.face not in ("largest", "all") and not isinstance(self.face, int):
            raise InputError(f"{self.face!r} is no face; write largest, all, or a number from 1 on")
        if not 1 <= self.scale <= MOST_SCALE:
            raise InputError(f"cannot enlarge {self.scale} times; choose 1 to {MOST_SCALE}")
        if self.seed is not None:
            check_seeds([self.seed])
        if self.truncation is not None:
            check_truncation(self.truncation)
        if self.vary is not None:
            variations(self.vary, [0])  # refuses what was varied too often
        _ = self.hand  # refuses what cannot be painted

    @property
    def given_mood(self) -> Mood | None:
        """The mood that needs no face: the one that was given, or the varied work's."""
        return self.mood or (self.vary.mood if self.vary else None)

    @property
    def hand(self) -> Brushwork | None:
        """How the kept works are painted stroke by stroke, None where they stay smooth."""
        usual = (self.vary.hand if self.vary else None) or Brushwork()
        smooth = self.vary is not None and self.vary.hand is None
        manner = self.manner or (NONE if smooth else usual.manner)
        if self.manner is None and self.style is not None:
            manner = MANNER_OF_STYLE[self.style]
        effect = usual.effect if self.effect is None else self.effect
        return brushwork(manner, effect, self.size or usual.size)


USUAL = PortraitOptions()
"""What a portrait is unless told."""
