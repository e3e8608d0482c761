"""The sheets of docs/hand.md and docs/hand-and-mood.md.

`python -m benchmarks.hand_sheet docs/images/hand` composes works with the bundled models and writes
manners.jpg (every manner over six works), before-after.jpg (six works, smooth and in oil) and
seven-hands.jpg (one work, painted in seven moods).
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
BEFORE_AFTER = ("neutral", "surprised", "sad", "fearful", "disgusted", "happy")
OIL = Brushwork("oil", size=1024)
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


def sheet_before_and_after(studio: Studio) -> Image:
    """Six works, and below each as the hand painted it in oil and in its mood."""
    works = [chosen(studio, Mood.parse(mood)) for mood in BEFORE_AFTER]
    smooth = [resize(work.image, CELL, CELL) for work in works]
    oil = [resize(studio.brush(work, OIL).image, CELL, CELL) for work in works]
    return contact_sheet(smooth + oil, len(works))


def sheet_of_seven_hands(studio: Studio) -> Image:
    """One work painted in all seven moods, and last as it was before."""
    work, hand = chosen(studio, Mood.parse("neutral")), BrushHand()
    cells = [
        painted(hand, work.image, OIL, Mood.parse(emotion.value), work.recipe.seed)
        for emotion in FACE_EMOTIONS
    ]
    large = [*cells, work.image]
    return contact_sheet([resize(cell, 420, 420) for cell in large], 4)


if __name__ == "__main__":
    write_sheets(
        __doc__,
        {
            "manners": sheet_of_manners,
            "before-after": sheet_before_and_after,
            "seven-hands": sheet_of_seven_hands,
        },
    )
