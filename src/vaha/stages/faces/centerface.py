"""CenterFace: one small network that says of every fourth pixel whether a face is centred there.

Xu et al. 2019, "CenterFace: Joint Face Detection and Alignment Using Face as Point",
https://arxiv.org/abs/1911.03599.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.images import Image
from vaha.runtime.model import Model

STRIDE = 4
"""The network answers for squares of so many pixels."""

STEP = 32
"""The sides of what it is shown are multiples of this."""

Points = npt.NDArray[np.float64]
"""Places (x, y) in pixels, N x 2."""


@dataclass(frozen=True, eq=False)
class Found:
    """A face: its middle, its size upright in the picture, and how sure it is (0..1).

    `points` is 5 x 2: the eye at the picture's left where the face is upright, the other eye, the
    nose, the corners of the mouth.
    """

    x: float
    y: float
    width: float
    height: float
    sure: float
    points: Points

    @property
    def side(self) -> float:
        """That of the square of the same area."""
        return math.sqrt(self.width * self.height)

    @property
    def tilt(self) -> float:
        """Degrees, positive where the head leans clockwise as one sees it."""
        across, down = self.points[1] - self.points[0]
        return math.degrees(math.atan2(float(down), float(across)))

    def moved(self, place: Callable[[Points], Points], larger: float = 1.0) -> Found:
        """The same face where its places lie elsewhere, in a picture so many times as large."""
        ((x, y),) = place(np.array([[self.x, self.y]]))
        size = self.width * larger, self.height * larger
        return Found(float(x), float(y), *size, self.sure, place(self.points))


class CenterFace:
    """The network: `input.1` N x 3 x H x W of RGB 0..255 -> heat, size, offset and points."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def look(self, pictures: Sequence[Image], least: float) -> list[list[Found]]:
        """What is in each picture, all of one size: faces of which it is `least` sure or more.

        Sides that are no multiples of 32 are filled up with black, at the right and below.
        """
        height, width = (-(-side // STEP) * STEP for side in pictures[0].shape[:2])
        shown = np.zeros((len(pictures), 3, height, width), np.float32)
        for place, picture in zip(shown, pictures, strict=True):
            place[:, : picture.shape[0], : picture.shape[1]] = picture.transpose(2, 0, 1)
        answers = self._model.run({"input.1": shown})
        heats, sizes, offsets, places = (answers[name] for name in ("537", "538", "539", "540"))
        return [
            _decoded(heats[row], sizes[row], offsets[row], places[row], least)
            for row in range(len(pictures))
        ]


def _decoded(
    heat: npt.NDArray[np.float32],
    size: npt.NDArray[np.float32],
    offset: npt.NDArray[np.float32],
    points: npt.NDArray[np.float32],
    least: float,
) -> list[Found]:
    """The peaks of the heat map, 1 x h x w, with the sizes (logarithms), offsets and points there.

    All of these name the vertical first.
    """
    import cv2

    peaks = (heat[0] >= cv2.dilate(heat[0], np.ones((3, 3), np.uint8))) & (heat[0] >= least)
    rows, columns = np.nonzero(peaks)
    sizes = np.exp(size[:, rows, columns].astype(np.float64)) * STRIDE
    middles = (np.stack([rows, columns]) + offset[:, rows, columns] + 0.5) * STRIDE
    corners = middles - sizes / 2
    places = points[:, rows, columns].reshape(5, 2, -1) * sizes + corners
    return [
        Found(
            float(middles[1, n]),
            float(middles[0, n]),
            float(sizes[1, n]),
            float(sizes[0, n]),
            float(heat[0, row, column]),
            np.asarray(places[:, ::-1, n], np.float64),
        )
        for n, (row, column) in enumerate(zip(rows, columns, strict=True))
    ]
