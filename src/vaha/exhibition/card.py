"""A work as a card of 4 x 6 inches: the painting, its mood, the date, and a code that leads to it.

1200 x 1800 pixels, 300 dpi, upright. The painting is painted anew at the size that it has on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

import numpy as np

from vaha.artwork import strokes_in
from vaha.hand.prints import MARGIN, WHITE, Print, Renders, print_size
from vaha.hand.strokes import from_bytes
from vaha.images import Image, decode_image, resize

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PAPER = "4x6"
CODE = 300
"""Most pixels of the code's side: an inch."""
Ink = tuple[int, int, int]
INK = (27, 26, 23)
QUIET = (102, 98, 90)


@dataclass(frozen=True)
class Card:
    """What stands below the painting; without an address there is no code."""

    mood: str
    date: str
    address: str | None = None


def card_picture(hand: Renders, work: bytes, card: Card) -> Image:
    """The card of the work in this PNG: RGB, 1800 x 1200."""
    short, long = Print(PAPER).sides
    margin = round(MARGIN * short)
    painting = _painting(hand, work, short - 2 * margin, long - 4 * margin - CODE)
    paper = np.empty((long, short, 3), np.uint8)
    paper[:] = WHITE
    left = (short - painting.shape[1]) // 2
    bottom = margin + painting.shape[0]
    paper[margin:bottom, left : left + painting.shape[1]] = painting
    top = bottom + (long - bottom - margin - CODE) // 2
    if card.address is not None:
        code = _code(card.address)
        right = short - margin
        paper[top : top + code.shape[0], right - code.shape[1] : right] = code
    return _written(paper, card, margin, top)


def _painting(hand: Renders, work: bytes, width: int, height: int) -> Image:
    """The painting, at most so large: its strokes laid anew, where it has any."""
    if (packed := strokes_in(work)) is not None:
        strokes = from_bytes(packed)
        side = print_size(strokes, Print(PAPER))
        share = min(1.0, width / (side * strokes.width), height / (side * strokes.height))
        return hand.render(strokes, max(1, int(side * share)))
    image = decode_image(work)
    share = min(width / image.shape[1], height / image.shape[0])
    return resize(image, max(1, int(image.shape[0] * share)), max(1, int(image.shape[1] * share)))


def _code(address: str) -> Image:
    """The address as a code of whole pixels a module, black on white."""
    import segno

    modules = np.array(
        [bytearray(row) for row in segno.make(address, micro=False, error="m").matrix], np.uint8
    )
    each = max(1, CODE // len(modules))
    grey = np.kron(np.where(modules > 0, 0, 255).astype(np.uint8), np.ones((each, each), np.uint8))
    return np.repeat(grey[..., None], 3, 2)


def _written(paper: Image, card: Card, left: int, top: int) -> Image:
    """Mood and date beside the code, beginning where the painting's margin ends."""
    import PIL.Image
    from PIL import ImageDraw

    sheet = PIL.Image.fromarray(paper)
    draw = ImageDraw.Draw(sheet)
    room = paper.shape[1] - 2 * left - (0 if card.address is None else CODE + left)
    _line(draw, (left, top), card.mood, 84, room, INK)
    _line(draw, (left, top + 130), card.date, 42, room, QUIET)
    _line(draw, (left, top + 200), "VAHA", 42, room, QUIET)
    return np.asarray(sheet)


def _line(draw: ImageDraw, at: tuple[int, int], text: str, size: int, room: int, ink: Ink) -> None:
    """Write a line, smaller where it would be longer than its room.

    Pillow's own font has plain Latin letters alone: what stands above them is drawn.
    """
    from PIL import ImageFont

    plain = "".join(one for one in normalize("NFD", text) if not combining(one))
    if (length := draw.textlength(plain, ImageFont.load_default(size))) > room:
        size = max(12, int(size * room / length))
    font = ImageFont.load_default(size)
    draw.text(at, plain, fill=ink, font=font)
    for index, letter in enumerate(normalize("NFC", text)):
        for mark in normalize("NFD", letter)[1:]:
            begins = at[0] + draw.textlength(plain[:index], font)
            left, top, right, _ = draw.textbbox((begins, at[1]), plain[index], font)
            _mark(draw, mark, ((left + right) / 2, top - 0.06 * size), 0.09 * size, ink)


def _mark(draw: ImageDraw, mark: str, at: tuple[float, float], each: float, ink: Ink) -> None:
    """Draw a diaeresis, acute, grave or circumflex above a letter; any other is left out."""
    x, y = at
    if mark == "\u0308":
        for side in (-1.4, 1.4):
            centre = x + side * each
            box = (centre - 0.6 * each, y - 1.2 * each, centre + 0.6 * each, y)
            draw.ellipse(box, fill=ink)
    lines: dict[str, list[tuple[float, float]]] = {
        "\u0301": [(-1, 0), (1, -1.5)],
        "\u0300": [(-1, -1.5), (1, 0)],
        "\u0302": [(-1.4, 0), (0, -1.5), (1.4, 0)],
    }
    if mark in lines:
        points = [(x + across * each, y + down * each) for across, down in lines[mark]]
        draw.line(points, fill=ink, width=max(1, round(0.75 * each)), joint="curve")
