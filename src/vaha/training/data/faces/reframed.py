"""Faces as other face finders and cameras would have cut and shown them, to measure a reader by.

Made by other means than those that training augments with, always at the same strength. What lies
beyond a picture's edge is its last row or column again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

Faces = npt.NDArray[np.uint8]
"""Grey faces N x H x W."""

EIGHTH = 0.125
RED_GAMMA, BLUE_GAMMA, RED_GAIN = 0.7, 1.4, 1.25
JPEG_QUALITY = 75


def framed(faces: Faces, extent: float = 1.0, right: float = 0.0, down: float = 0.0) -> Faces:
    """What a square `extent` as wide shows whose middle lies so far off, in shares of the width."""
    import cv2

    height, width = faces.shape[1:]
    move = np.array(
        [
            [extent, 0, (width - 1) * (1 - extent) / 2 + right * width],
            [0, extent, (height - 1) * (1 - extent) / 2 + down * height],
        ]
    )
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.stack(
        [
            np.asarray(
                cv2.warpAffine(face, move, (width, height), None, how, cv2.BORDER_REPLICATE),
                np.uint8,
            )
            for face in faces
        ]
    )


def mirrored(faces: Faces) -> Faces:
    """As a mirror shows them."""
    return np.ascontiguousarray(faces[:, :, ::-1])


def in_colour(faces: Faces) -> Faces:
    """By a colour camera in warm light, red clipped and blue dark, as JPEG; then grey again."""
    import cv2

    red = RED_GAIN * (faces / 255.0) ** RED_GAMMA
    colour = np.stack([red, faces / 255.0, (faces / 255.0) ** BLUE_GAMMA], -1)
    shown = np.rint(colour.clip(0, 1) * 255).astype(np.uint8)

    def grey(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        given = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        _, data = cv2.imencode(".jpg", given, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        saved = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert saved is not None
        return np.asarray(cv2.cvtColor(saved, cv2.COLOR_BGR2GRAY), np.uint8)

    return np.stack([grey(picture) for picture in shown])


REFRAMINGS: Mapping[str, Callable[[Faces], Faces]] = {
    "tighter, 0.8": partial(framed, extent=0.8),
    "looser, 1.25": partial(framed, extent=1.25),
    "an eighth to the left": partial(framed, right=-EIGHTH),
    "an eighth to the right": partial(framed, right=EIGHTH),
    "an eighth higher": partial(framed, down=-EIGHTH),
    "an eighth lower": partial(framed, down=EIGHTH),
    "mirrored": mirrored,
    "colour camera": in_colour,
}
