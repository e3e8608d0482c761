"""Faces as bad photographs show them, to measure what a reader still reads.

Made by other means than those that training augments with: OpenCV's own filters and a real JPEG
encoder, always at the same strength.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Faces = npt.NDArray[np.uint8]
"""Grey faces N x H x W."""

SEED = 0


def _each(faces: Faces, change: Callable[[Faces], npt.NDArray[np.integer]]) -> Faces:
    return np.stack([np.asarray(change(face), np.uint8) for face in faces])


def blurred(faces: Faces, deviation: float = 1.5) -> Faces:
    """Out of focus: a Gaussian of 1.5 pixels."""
    import cv2

    return _each(faces, lambda face: np.asarray(cv2.GaussianBlur(face, (0, 0), deviation)))


def in_low_light(faces: Faces, light: float = 0.125, electrons: float = 60.0) -> Faces:
    """An eighth of the light: white is 32 of 255, and 60 electrons, so that it is noisy."""
    counted = np.random.default_rng(SEED).poisson(faces / 255 * electrons)
    levels = counted / electrons * light * 255
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


def small(faces: Faces, side: int = 20) -> Faces:
    """Only 20 pixels wide in the photograph."""
    import cv2

    def shrunk(face: Faces) -> npt.NDArray[np.integer]:
        less = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(less, face.shape[::-1], interpolation=cv2.INTER_CUBIC))

    return _each(faces, shrunk)


def through_jpeg(faces: Faces, quality: int = 15) -> Faces:
    """Saved as a JPEG of quality 15."""
    import cv2

    def saved(face: Faces) -> npt.NDArray[np.integer]:
        _, data = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))

    return _each(faces, saved)


HARD_PHOTOS: Mapping[str, Callable[[Faces], Faces]] = {
    "blur": blurred,
    "low light": in_low_light,
    "small face": small,
    "JPEG": through_jpeg,
}
