"""The pictures of README.md and docs/painter.md: what the bundled painter paints.

`python -m benchmarks.painter_sheet docs/images` writes works.jpg (for each mood the critic's two
best of 32), painter/moods.jpg (a row a mood, eight works as they come) and painter/styles.jpg (a
row a style, a column a mood, the critic's best of eight). Nobody chose among them.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.sheets import write_sheets
from vaha.artwork import Artwork
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.hand.base import Brushwork
from vaha.hand.manners import MANNER_OF_STYLE
from vaha.images import Image, contact_sheet, resize
from vaha.studio import Studio
from vaha.styles import Style

MOODS = {emotion.value: Mood.of({emotion: 1.0}) for emotion in FACE_EMOTIONS}
IN_A_ROW = 8


def finished(studio: Studio, works: Sequence[Artwork], manner: str, side: int) -> list[Image]:
    """The works enlarged, painted by the hand at 512 px, and shown with this side."""
    large = studio.enlarge_all(works)
    painted = studio.brush_all(large, Brushwork(manner))
    return [resize(work.image, side, side) for work in painted]


def best(studio: Studio, mood: Mood, of: int, keep: int, style: Style = Style.ANY) -> list[Artwork]:
    return studio.choose(studio.paint(mood, range(of), style=style), mood, keep)


def works(studio: Studio) -> Image:
    rows = [finished(studio, best(studio, mood, 32, 2), "oil", 320) for mood in MOODS.values()]
    cells = [row[place] for place in range(2) for row in rows]
    return contact_sheet(cells, len(MOODS), [*MOODS, *[""] * len(MOODS)])


def moods(studio: Studio) -> Image:
    cells, labels = list[Image](), list[str]()
    for name, mood in MOODS.items():
        cells += finished(studio, studio.paint(mood, range(IN_A_ROW)), "oil", 192)
        labels += [name] + [""] * (IN_A_ROW - 1)
    return contact_sheet(cells, IN_A_ROW, labels)


def styles(studio: Studio) -> Image:
    cells, labels = list[Image](), list[str]()
    for style in Style:
        for name, mood in MOODS.items():
            work = best(studio, mood, 8, 1, style)
            cells += finished(studio, work, MANNER_OF_STYLE[style], 192)
            labels.append(style.value if name == next(iter(MOODS)) else "")
    return contact_sheet(cells, len(MOODS), labels)


if __name__ == "__main__":
    write_sheets(__doc__, {"works": works, "painter/moods": moods, "painter/styles": styles})
