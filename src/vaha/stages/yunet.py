"""Finding faces with OpenCV's YuNet: more faces, also from the side; used where it was fetched."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged
from vaha.framing import Frame, grey_of
from vaha.images import Image
from vaha.stages.base import Box, Face
from vaha.stages.face_crop import face_at, largest_first, without_doubles

if TYPE_CHECKING:
    import cv2

SIDES = (1000, 320)
"""YuNet knows faces of 10 to 300 pixels: the photo is shown to it large and small."""

GLANCE = 480
"""So small the photo is shown where a glance is enough, faces from a fiftieth of its side on."""

LEAST = 0.85
"""Below this probability it is no face."""


class YuNetFaceFinder:
    """Finds faces with the YuNet model at this path.

    Finding raises ModelDamaged where the file is no such model.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()  # the network keeps the size of its last picture

    def find(self, image: Image) -> list[Face]:
        """All faces, the largest first; an empty list where there is none."""
        grey = grey_of(image)
        found = [one for side in SIDES for one in self._look(image, side)]
        return largest_first([face_at(grey, frame, sure) for frame, sure in without_doubles(found)])

    def glance(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """The faces that one look at a small picture finds; it is quick, wherever they were."""
        grey = grey_of(image)
        found = without_doubles(self._look(image, GLANCE))
        return largest_first([face_at(grey, frame, sure) for frame, sure in found])

    def _look(self, image: Image, longest: int) -> list[tuple[Frame, float]]:
        import cv2

        scale = min(1.0, longest / max(image.shape[:2]))
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        shown = cv2.cvtColor(
            cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2BGR
        )
        with self._lock:
            self._detector.setInputSize(size)
            rows = self._detector.detect(shown)[1]
        return [] if rows is None else [_framed(row, scale) for row in np.asarray(rows)]

    @cached_property
    def _detector(self) -> cv2.FaceDetectorYN:
        import cv2

        try:  # from memory: on Windows OpenCV opens no path that is not ASCII
            network = np.fromfile(self._path, np.uint8)
            empty = np.zeros(0, np.uint8)
            return cv2.FaceDetectorYN.create("onnx", network, empty, (320, 320), LEAST, 0.3, 1000)
        except (OSError, cv2.error) as error:
            raise ModelDamaged(
                f"{self._path} is no YuNet model; fetch it again: vaha models fetch yunet"
            ) from error


def _framed(row: npt.NDArray[np.float32], scale: float) -> tuple[Frame, float]:
    """YuNet's row (box, right eye, left eye, nose, mouth, probability) -> frame and log odds.

    The right eye is the person's own, and so the one at the picture's left.
    """
    points = row[4:14].reshape(5, 2)[[0, 1, 3, 4]]
    sure = min(max(float(row[14]), 1e-6), 1 - 1e-6)
    return Frame.of_landmarks(points).scaled(1 / scale), math.log(sure / (1 - sure))
