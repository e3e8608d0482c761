"""What makes a face in a photo hard to read: it is dark, small or blurred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from vaha.images import Image, resize
from vaha.stages.base import Face

Note = Literal["dark", "blurred", "small"]

DARK = 45.0
"""A face (or a picture without one) whose mean grey level is below this is dark."""

SMALL = 48
"""A face of fewer pixels than a mood reader sees is small."""

BLURRED = 6.0
"""Below this standard deviation of the Laplacian, at LOOK pixels across, a face is blurred.

Measured on the faces of eleven photographs: 20 to 46 as they are, 7 to 14 blurred with a sigma of a
hundredth of the face's width, 3 to 6 (but 9.5 in the dark, from noise) with two hundredths.
"""

LOOK = 96


def notes_on(image: Image, faces: Sequence[Face]) -> list[Note]:
    """What makes the largest face hard to read; of a picture without faces only if it is dark."""
    if not faces:
        return ["dark"] if float(image[::8, ::8].mean()) < DARK else []
    box = faces[0].box
    face = image[box.top : box.top + box.height, box.left : box.left + box.width]
    notes: list[Note] = []
    if float(face.mean()) < DARK:
        notes.append("dark")
    if min(face.shape[:2]) < SMALL:
        notes.append("small")
    elif _sharpness(face) < BLURRED:
        notes.append("blurred")
    return notes


def _sharpness(face: Image) -> float:
    """The standard deviation of the Laplacian of the face at LOOK x LOOK, its contrast evened."""
    grey = resize(face, LOOK, LOOK).mean(axis=2)
    even = (grey - grey.mean()) * (60.0 / max(float(grey.std()), 1.0))
    laplacian = (
        even[:-2, 1:-1] + even[2:, 1:-1] + even[1:-1, :-2] + even[1:-1, 2:] - 4 * even[1:-1, 1:-1]
    )
    return float(np.std(laplacian))
