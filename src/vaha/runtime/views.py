"""Several views of one face, read together: what a more certain reading costs is their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from vaha.errors import InputError

VIEWS = {"none": 1, "mirror": 2, "ten-crop": 10}
"""How a face may be read, and how many passes through the network that takes."""

CUT = 44 / 48
"""What a cut of ten-crop keeps of a side."""

Number = TypeVar("Number", bound=np.generic)


def views_of(faces: npt.NDArray[Number], how: str) -> list[npt.NDArray[Number]]:
    """The views of faces ... x H x W, each ... x h x w.

    `none` is the face itself, `mirror` the face and its mirror image, `ten-crop` the corners and
    the middle, each with its mirror image. Raises InputError for another word.
    """
    if how not in VIEWS:
        raise InputError(f"a face cannot be read with {how!r}; choose among {', '.join(VIEWS)}")
    cuts = _five_cuts(faces) if how == "ten-crop" else [faces]
    if how == "none":
        return cuts
    return [view for cut in cuts for view in (cut, np.ascontiguousarray(cut[..., ::-1]))]


def mean_over_views(
    faces: npt.NDArray[Number], how: str, logits_of: Callable[[npt.NDArray[Number]], Any]
) -> npt.NDArray[np.float32]:
    """The mean of the views' logits N x 7; all views of all faces N x C x H x W go in at once."""
    views = views_of(faces, how)
    logits = np.asarray(logits_of(np.concatenate(views)), np.float32)
    return np.asarray(logits.reshape(len(views), len(faces), -1).mean(0), np.float32)


def _five_cuts(faces: npt.NDArray[Number]) -> list[npt.NDArray[Number]]:
    height, width = faces.shape[-2:]
    down, across = round(height * CUT), round(width * CUT)
    bottom, right = height - down, width - across
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    return [
        np.ascontiguousarray(faces[..., top : top + down, left : left + across])
        for top, left in corners
    ]
