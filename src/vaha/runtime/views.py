"""Several views of one face, read together: what a more certain reading costs is their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from vaha.errors import InputError

VIEWS = {"none": 1, "mirror": 2, "ten-crop": 10}
"""How a face may be read, and how many passes through the network that takes."""

TEN_CROP = 44 / 48
"""What a cut of ten-crop keeps of a side, where the network reads whole faces."""

ROWS_AT_ONCE = 64

Number = TypeVar("Number", bound=np.generic)


def views_of(
    faces: npt.NDArray[Number], how: str, side: int | None = None
) -> list[npt.NDArray[Number]]:
    """The views of faces ... x H x W, each ... x `side` x `side` (None: as large as they are).

    `none` is the middle of the face, `mirror` that and its mirror image, `ten-crop` the corners
    and the middle, each with its mirror image. Raises InputError for another word.
    """
    if how not in VIEWS:
        raise InputError(f"a face cannot be read with {how!r}; choose among {', '.join(VIEWS)}")
    height, width = faces.shape[-2:]
    if how == "ten-crop" and (side is None or side >= height):
        side = round(height * TEN_CROP)  # cuts of the whole face would be ten times the same
    bottom, right = height - (side or height), width - (side or width)
    places = [(bottom // 2, right // 2)]
    if how == "ten-crop":
        places += [(0, 0), (0, right), (bottom, 0), (bottom, right)]
    cuts = [
        faces[..., top : top + height - bottom, left : left + width - right] for top, left in places
    ]
    mirrored = [] if how == "none" else [cut[..., ::-1] for cut in cuts]
    return [np.ascontiguousarray(view) for view in (*cuts, *mirrored)]


def mean_over_views(
    faces: npt.NDArray[Number],
    how: str,
    side: int | None,
    logits_of: Callable[[npt.NDArray[Number]], Any],
) -> npt.NDArray[np.float32]:
    """The mean of the logits N x 7 of the views of faces N x C x H x W.

    The views of few faces go in at once, which is quicker; those of many one after the other, so
    that memory does not grow with them.
    """
    views = views_of(faces, how, side)
    if len(views) * len(faces) <= ROWS_AT_ONCE:
        logits = np.reshape(logits_of(np.concatenate(views)), (len(views), len(faces), -1))
    else:
        logits = np.stack([logits_of(view) for view in views])
    return np.asarray(np.asarray(logits, np.float32).mean(0), np.float32)
