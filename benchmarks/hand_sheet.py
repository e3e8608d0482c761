"""The sheet of docs/hand.md: every manner over six works.

`python -m benchmarks.hand_sheet docs/images/hand` composes the works with the bundled models and
writes manners.jpg.
"""

from __future__ import annotations

from benchmarks.sheets import write_sheets
from vaha.artwork import Artwork
from vaha.emotions import FACE_EMOTIONS, FaceEmotion, Mood
from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand, painted
from vaha.hand.manners import MANNERS
from vaha.images import Image, contact_sheet, resize
from vaha.studio import Studio

SHOWN = [emotion for emotion in FACE_EMOTIONS if emotion is not FaceEmotion.NEUTRAL]
SEED = 1
CELL = 256


def chosen(studio: Studio, mood: Mood) -> Artwork:
    """The critic's best of 32 for this mood, enlarged."""
    works = studio.paint(mood, range(SEED, SEED + 32))
    return studio.enlarge(studio.choose(works, mood, keep=1)[0])


def sheet_of_manners(studio: Studio) -> Image:
    """A row for each manner, the first one smooth; a column for each work."""
    works = [chosen(studio, Mood.parse(emotion.value)) for emotion in SHOWN]
    hand, cells, labels = BrushHand(), [], []
    for name in ("none", *MANNERS):
        for work in works:
            image = work.image
            if name != "none":
                recipe = work.recipe
                image = painted(hand, image, Brushwork(name), recipe.mood, recipe.seed)
            cells.append(resize(image, CELL, CELL))
            labels.append(name if work is works[0] else "")
    return contact_sheet(cells, len(works), labels)


if __name__ == "__main__":
    write_sheets(__doc__, {"manners": sheet_of_manners})
