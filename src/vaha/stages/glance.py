"""A glance at a picture: where its large upright faces may be, sought in wide steps and put right.

OpenCV moves a cascade's window of 20 pixels by two where the picture was made less than twice as
small, by one where it was made smaller still, and the second takes four times as long. So a picture
made smaller beforehand is searched again for larger faces, in steps of two. Fewer squares then lie
on each face, so one is enough, and its surroundings are searched in narrow steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from vaha.framing import Grey

if TYPE_CHECKING:
    import cv2

GLANCE = 320
"""So many pixels long a picture is made for a glance."""

WINDOW = 20
"""The smallest face that the cascade knows, in pixels."""

SCALES = (2 / 3, 1 / 3)
"""The sizes in which it is searched: for faces of 30 to 60 pixels, and for larger ones."""

STEP = 1.12
"""From one size of faces that are sought to the next; from 1.15 on fewer faces were found."""

NEAR, ALIKE = 0.35, 1.5
"""Squares show one face where their centres are nearer than this part of a side, and the larger is
less than so many times as large."""

FINE_STEP, FINE_NEIGHBOURS = 1.1, 1
"""Narrow steps, in which more than so many squares must lie on top of each other."""

FINE_SIZES, FINE_AROUND, FINE_LEAST = (0.6, 1.6), 0.5, 28
"""The sizes and the surroundings searched so, in parts of a square's side, and the least size."""

Square = tuple[float, float, float]
"""A cascade's answer: left, top, side."""


def squares_at_a_glance(cascade: cv2.CascadeClassifier, grey: Grey) -> list[Square]:
    """Where there may be faces of 30 pixels and more: those that most squares name first."""
    return grouped(_hits(cascade, grey))


def squares_near(cascade: cv2.CascadeClassifier, grey: Grey, square: Square) -> list[Square]:
    """What a search in narrow steps finds where this square is; often one, perhaps none."""
    left, top, side = square
    around = FINE_AROUND * side
    right, bottom = int(left + side + around) + 1, int(top + side + around) + 1
    first, above = max(0, int(left - around)), max(0, int(top - around))
    least, most = max(FINE_LEAST, int(FINE_SIZES[0] * side)), int(FINE_SIZES[1] * side)
    part = grey[above : max(above, bottom), first : max(first, right)]
    if min(part.shape) < least:
        return []
    found = cascade.detectMultiScale(
        part,
        FINE_STEP,
        FINE_NEIGHBOURS,
        minSize=(least, least),
        maxSize=(most, most),
    )
    return [(float(x + first), float(y + above), float(wide)) for x, y, wide, _ in found]


def grouped(hits: Iterable[Square]) -> list[Square]:
    """One square, the mean, for each group that lies on top of each other; large groups first."""
    left = sorted(hits, key=lambda hit: (-hit[2], hit))  # threads answer in any order
    groups: list[list[Square]] = []
    while left:
        largest = left[0]
        groups.append([hit for hit in left if _same(largest, hit)])
        left = [hit for hit in left if not _same(largest, hit)]
    groups.sort(key=lambda group: -len(group))
    return [_mean(group) for group in groups]


def _hits(cascade: cv2.CascadeClassifier, grey: Grey) -> Iterator[Square]:
    import cv2

    height, width = grey.shape
    for scale in SCALES:
        size = (round(width * scale), round(height * scale))
        if min(size) < WINDOW:
            return
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        most = 0 if scale == SCALES[-1] else 2 * WINDOW  # 0 is without end
        found = cascade.detectMultiScale(
            small, STEP, 0, minSize=(WINDOW, WINDOW), maxSize=(most, most)
        )
        for x, y, side, _ in found:
            yield float(x) / scale, float(y) / scale, float(side) / scale


def _same(larger: Square, other: Square) -> bool:
    half = (larger[2] - other[2]) / 2
    apart = max(abs(larger[0] - other[0] + half), abs(larger[1] - other[1] + half))
    return apart < NEAR * larger[2] and larger[2] < ALIKE * other[2]


def _mean(group: list[Square]) -> Square:
    left, top, side = np.mean(group, axis=0).tolist()
    return left, top, side
