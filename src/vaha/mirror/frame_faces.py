"""Finding faces in frames: only the first of the ways in which a photo is searched.

A photo without a face is searched six times, with its contrast raised and turned. Of a webcam
another frame soon comes, and the mirror must go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from vaha.framing import Frame, Grey
from vaha.runtime.session import OnnxModel
from vaha.runtime.store import ModelStore
from vaha.stages.base import FaceFinder
from vaha.stages.face_check import OnnxFaceCheck
from vaha.stages.faces import QUICK, SURE, HaarFaceFinder
from vaha.stages.yunet import YuNetFaceFinder


def open_frame_face_finder(store: ModelStore) -> FaceFinder:
    """YuNet where it has been fetched, else one search with a Haar cascade and its check."""
    if store.is_here("yunet"):
        return YuNetFaceFinder(store.path("yunet"))
    return HaarFrameFinder(OnnxFaceCheck(OnnxModel.open(store, "face-check", threads=1)))


class HaarFrameFinder(HaarFaceFinder):
    """Finds upright frontal faces of 40 px and more, and gives up where it sees none at once."""

    def _passes(self, grey: Grey) -> Iterator[list[tuple[Frame, float]]]:
        yield self._search(grey, QUICK, [0.0], SURE)
