"""Reading camera frames as they come: at once or not at all, and nothing of them is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from vaha.images import Image, decode_image, resize
from vaha.stages.base import Face
from vaha.studio import Studio
from vaha.web.payloads import LiveMood, Note
from vaha.web.shapes import face_shapes

DARK = 45.0
"""A face (or a picture without one) whose mean grey level is below this is dark."""

SMALL = 48
"""A face of fewer pixels than a mood reader sees is small."""

BLURRED = 12.0
"""Below this standard deviation of the Laplacian, at LOOK pixels across, a face is blurred."""

LOOK = 96


class TooManyReadings(Exception):
    """No further frame can be read now; drop it."""


class LiveReader:
    """Reads at most `at_once` frames at a time; a further one waits `patience` seconds."""

    def __init__(self, studio: Studio, at_once: int, patience: float, most_pixels: int) -> None:
        self._studio = studio
        self._slots = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._most_pixels = most_pixels

    def read(self, data: bytes) -> LiveMood:
        """The faces and moods in a frame; raises TooManyReadings, PictureError."""
        with self._slot():
            image = decode_image(data, self._most_pixels)
            faces = self._studio.glance_at_faces(image)
            readings = self._studio.read_moods(faces)
            return LiveMood(
                width=image.shape[1],
                height=image.shape[0],
                faces=face_shapes(faces, readings),
                notes=notes_on(image, faces),
            )

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=self._patience):
            raise TooManyReadings
        try:
            yield
        finally:
            self._slots.release()


def notes_on(image: Image, faces: list[Face]) -> list[Note]:
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
