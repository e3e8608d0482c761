"""A painting on paper: painted to the size that the paper has at 300 dpi, within a border.

The border is white or toned, and carries a line of text at its lower right where one is given.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vaha.errors import InputError
from vaha.hand.strokes import Strokes
from vaha.images import Image

DPI = 300
PAPERS: Mapping[str, tuple[float, float]] = {
    "4x6": (101.6, 152.4),  # inches, as photograph printers have it
    "10x15": (100, 150),
    "13x18": (130, 180),
    "a6": (105, 148),
    "a5": (148, 210),
    "a4": (210, 297),
    "a3": (297, 420),
}
"""Millimetres of each paper's sides."""
BORDERS = ("white", "toned")
WHITE = np.array([255, 255, 255], np.uint8)
MARGIN = 0.07
"""The border's least width, in shorter sides of the paper."""
TONE = 0.22
"""How much of the picture's mean colour is in a toned border; the rest is a warm white."""
WARM = np.array([244, 239, 229], np.float64)
LINE = 0.2
"""Height of the line of text, in widths of the border."""


class Renders(Protocol):
    """What lays strokes: a hand, or a studio that has one."""

    def render(self, strokes: Strokes, size: int) -> Image: ...


@dataclass(frozen=True)
class Print:
    """A sheet of `paper` with a `border`, and what is written on it; raises InputError."""

    paper: str
    border: str = "white"
    line: str = ""

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            near = difflib.get_close_matches(self.paper.lower(), PAPERS, n=1, cutoff=0.3)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InputError(
                f"there is no paper {self.paper!r}{hint} Choose among {', '.join(PAPERS)}"
            )
        if self.border not in BORDERS:
            raise InputError(f"there is no border {self.border!r}; choose white or toned")

    @property
    def sides(self) -> tuple[int, int]:
        """Pixels of the paper's shorter and longer side."""
        short, long = (round(side / 25.4 * DPI) for side in PAPERS[self.paper])
        return short, long


def print_size(strokes: Strokes, sheet: Print) -> int:
    """Pixels of the painting's longer side on this sheet."""
    short, long = sheet.sides
    margin = round(MARGIN * short)
    shape = min(strokes.height, strokes.width)
    return max(1, min(long - 2 * margin, int((short - 2 * margin) / shape)))


def printed(hand: Renders, strokes: Strokes, sheet: Print) -> Image:
    """The sheet, upright or lying as the painting is."""
    picture = hand.render(strokes, print_size(strokes, sheet))
    short, long = sheet.sides
    height, width = (long, short) if strokes.height >= strokes.width else (short, long)
    paper = np.empty((height, width, 3), np.uint8)
    paper[:] = _tone(picture, sheet.border)
    top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
    paper[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    if sheet.line:
        margin = round(MARGIN * short)
        _write(paper, sheet.line, top + picture.shape[0], left + picture.shape[1], margin)
    return paper


def _tone(picture: Image, border: str) -> Image:
    if border == "white":
        return WHITE
    tone = (1 - TONE) * WARM + TONE * picture.reshape(-1, 3).mean(0)
    return np.asarray(np.rint(tone), np.uint8)


def _write(paper: Image, line: str, bottom: int, right: int, margin: int) -> None:
    """Write the line below the painting, ending where it ends, dark grey."""
    import PIL.Image
    from PIL import ImageDraw, ImageFont

    font = ImageFont.load_default(max(8, round(LINE * margin)))
    sheet = PIL.Image.fromarray(paper)
    draw = ImageDraw.Draw(sheet)
    above = bottom + round(0.35 * margin)
    draw.text((right - draw.textlength(line, font), above), line, fill=(70, 66, 62), font=font)
    paper[:] = np.asarray(sheet)
