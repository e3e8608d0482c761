"""Finding faces with what OpenCV's wheel carries: Haar cascades, each answer checked once more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged
from vaha.framing import Frame, Grey, crop_face, grey_of, overlap
from vaha.images import Image
from vaha.runtime.session import OnnxModel
from vaha.runtime.store import ModelStore
from vaha.stages.base import Box, Face, FaceFinder
from vaha.stages.face_check import FaceCheck, OnnxFaceCheck
from vaha.stages.face_crop import DOUBLE, face_at, frame_of, largest_first, without_doubles
from vaha.stages.face_crop import select_faces as select_faces
from vaha.stages.glance import GLANCE, Square, squares_at_a_glance, squares_near
from vaha.stages.yunet import YuNetFaceFinder

if TYPE_CHECKING:
    import cv2

Matrix = npt.NDArray[np.float64]

LONGEST = 1000
"""Larger photos are made smaller to this many pixels on their long side before faces are sought."""

SMALLEST = 36
"""Haar squares below this are not sought: faces from some 40 pixels on are found."""

QUICK, OTHER = "haarcascade_frontalface_alt2.xml", "haarcascade_frontalface_default.xml"
"""The cascade with the fewest wrong answers, and one that finds some which that one misses."""

NEIGHBOURS = 2
"""More than so many squares must lie on top of each other to be one answer."""

TILTS = (-15.0, 15.0, -30.0, 30.0)
"""Degrees; where no upright face is found, heads that lean so are sought."""

SURE, SURER = 3.5, 12.5
"""Log odds that the check must give: at first sight, and to answers found after much searching.

Measured on 14 photographs and 19 pictures of scikit-image: true faces have 4.1 to 30, all but those
turned aside or half hidden above 10. The worst wrong answers have 4.1 at first sight (a small head
on an ancient coin, see SMALL), and 11.8 with the other cascade or in turned pictures (a bright
cell, a badge).
"""

LONE_COSTS, QUICK_COSTS = 3.0, 0.15
"""At a glance: how much surer the check must be where a narrow search finds nothing, and by how
much the odds of quickly made crops are lower in the mean, which is made good."""

SMALL, SMALL_COSTS = 60, 1.5
"""A face of fewer pixels than this shows little, so the check must be so much surer of it."""


def open_face_finder(store: ModelStore) -> FaceFinder:
    """YuNet where it has been fetched, else the Haar cascades with their check."""
    if store.is_here("yunet"):
        return YuNetFaceFinder(store.path("yunet"))
    return HaarFaceFinder(OnnxFaceCheck(OnnxModel.open(store, "face-check", threads=1)))


class HaarFaceFinder:
    """Finds frontal faces of 40 px and more, also tilted by up to 40 degrees or in the dark.

    First the photo as it is; only where that gives nothing, with its contrast raised, then at a
    glance, with the other cascade, and turned. So it finds some wherever a glance does.
    """

    def __init__(self, check: FaceCheck) -> None:
        self._check = check
        self._idle: dict[str, list[cv2.CascadeClassifier]] = {}

    def find(self, image: Image) -> list[Face]:
        """All faces, the largest first; an empty list where there is none."""
        grey = grey_of(image)
        for found in self._passes(grey):
            if found:
                return _faces(grey, found)
        return []

    def glance(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """The large upright faces, from a tenth of the picture's width on, the largest first."""
        grey = grey_of(image)
        small, scale = _made_smaller(grey, GLANCE)
        if near:
            found = self._near(grey, small, scale, near)
            if len(found) >= len(near):
                return _faces(grey, found)
        return _faces(grey, self._glance(grey, small, scale))

    def _near(
        self, grey: Grey, small: Grey, scale: float, near: Sequence[Box]
    ) -> list[tuple[Frame, float]]:
        """The faces about where these were, at about their sizes."""
        known = [frame_of(box).scaled(scale).haar_square for box in near]
        with self._cascade(QUICK) as cascade:
            squares = [one for was in known for one in squares_near(cascade, small, was)]
        judged = [self._judge(grey, _frame_of(one, scale), True) for one in squares]
        return without_doubles([(frame, sure) for frame, sure in judged if sure >= SURE])

    def _glance(self, grey: Grey, small: Grey, scale: float) -> list[tuple[Frame, float]]:
        """The large faces: sought in the small picture, judged in the picture itself."""
        found: list[tuple[Frame, float]] = []
        with self._cascade(QUICK) as cascade:
            for square in squares_at_a_glance(cascade, small):
                frame = _frame_of(square, scale)
                known = any(overlap(frame, other) > DOUBLE for other, _ in found)
                if known or not self._may_be_a_face(grey, frame):
                    continue
                near = squares_near(cascade, small, square)
                least = SURE if near else SURE + LONE_COSTS
                judged = [
                    self._judge(grey, _frame_of(one, scale), True) for one in near or [square]
                ]
                found += [(one, sure) for one, sure in judged if sure >= least]
        return found

    def _may_be_a_face(self, grey: Grey, frame: Frame) -> bool:
        """Whether a face is likelier than not at first look, which spares all others."""
        return bool(self._check.score([crop_face(grey, frame, quick=True)])[0] >= 0)

    def _passes(self, grey: Grey) -> Iterator[list[tuple[Frame, float]]]:
        """What each way of searching finds, the cheapest first; only asked for while needed."""
        small, scale = _made_smaller(grey, LONGEST)
        pictures = (small, _even_contrast(small))
        ways = [(QUICK, (0.0,), SURE), (OTHER, (0.0,), SURER), (QUICK, TILTS, SURER)]
        for cascade, tilts, least in ways:
            for picture in pictures:
                found = self._search(picture, cascade, tilts, least)
                yield [(frame.scaled(1 / scale), sure) for frame, sure in found]
            if cascade == QUICK and tilts == (0.0,):
                yield self._glance(grey, *_made_smaller(grey, GLANCE))

    def _search(
        self, grey: Grey, cascade: str, tilts: Iterable[float], least: float
    ) -> list[tuple[Frame, float]]:
        found = [frame for tilt in tilts for frame in self._candidates(grey, cascade, tilt)]
        judged = [self._judge(grey, frame) for frame in found]
        return [
            (frame, score)
            for frame, score in judged
            if score >= (least if frame.side >= SMALL else least + SMALL_COSTS)
        ]

    def _candidates(self, grey: Grey, cascade: str, tilt: float) -> list[Frame]:
        """What the cascade finds in the picture turned so that heads of this tilt are upright."""
        import cv2

        height, width = grey.shape
        turn, size = _turn(height, width, tilt)
        turned = grey
        if tilt:
            turned = np.asarray(cv2.warpAffine(grey, turn, size, borderMode=cv2.BORDER_REPLICATE))
        with self._cascade(cascade) as borrowed:
            squares = borrowed.detectMultiScale(
                turned, 1.1, NEIGHBOURS, minSize=(SMALLEST, SMALLEST)
            )
        frames = [Frame.of_haar(float(x), float(y), float(side)) for x, y, side, _ in squares]
        back = cv2.invertAffineTransform(turn)
        placed = [(back @ (frame.x, frame.y, 1), frame.side) for frame in frames]
        return [
            Frame(float(x), float(y), side, tilt)
            for (x, y), side in placed
            if 0 <= x < width and 0 <= y < height
        ]

    def _judge(self, grey: Grey, frame: Frame, quick: bool = False) -> tuple[Frame, float]:
        """The frame at the tilt that suits it best, with the mean score of looks a little apart.

        `quick` takes two fifths of the time.
        """
        part = crop_face(grey, Frame(frame.x, frame.y, AROUND * frame.side), PART, quick)
        middle = Frame((PART - 1) / 2, (PART - 1) / 2, PART / AROUND, frame.tilt)
        tilts = [middle, *(_moved(middle, tilt=by) for by in (-TURN, TURN))]
        scores = self._check.score([crop_face(part, one, quick=quick) for one in tilts])
        scores[1:] -= TURNED_COSTS
        best = tilts[int(np.argmax(scores))]
        looks = [crop_face(part, one, quick=quick) for one in _looks(best)]
        score = self._check.score(looks + [look[:, ::-1] for look in looks]).mean()
        return replace(frame, tilt=best.tilt), float(score) + (QUICK_COSTS if quick else 0.0)

    @contextmanager
    def _cascade(self, name: str) -> Iterator[cv2.CascadeClassifier]:
        """A cascade that no other thread uses: while it searches, it holds its picture."""
        idle = self._idle.setdefault(name, [])
        try:
            cascade = idle.pop()
        except IndexError:
            cascade = _load_cascade(name)
        yield cascade
        idle.append(cascade)


AROUND, PART = 1.7, 160
"""A square is judged in a part of the picture that is so much wider, made this many pixels wide."""

TURN, TURNED_COSTS = 15.0, 3.0
"""Degrees by which a crop may be turned upright, and how much surer the check must be then."""


def _moved(
    frame: Frame, across: float = 0, down: float = 0, larger: float = 1, tilt: float = 0
) -> Frame:
    return Frame(
        frame.x + across * frame.side,
        frame.y + down * frame.side,
        frame.side * larger,
        frame.tilt + tilt,
    )


def _frame_of(square: Square, scale: float) -> Frame:
    """The frame in the picture of what was found in the picture made `scale` times as large."""
    return Frame.of_haar(*square).scaled(1 / scale)


def _looks(frame: Frame) -> list[Frame]:
    shifts = [
        _moved(frame, across, down)
        for across, down in ((0.04, 0), (-0.04, 0), (0, 0.04), (0, -0.04))
    ]
    return [frame, *shifts, _moved(frame, larger=0.93), _moved(frame, larger=1.07)]


def _faces(grey: Grey, found: list[tuple[Frame, float]]) -> list[Face]:
    """The faces in these frames, none twice, the largest first."""
    return largest_first([face_at(grey, frame, sure) for frame, sure in without_doubles(found)])


def _made_smaller(grey: Grey, longest: int) -> tuple[Grey, float]:
    """The picture at most `longest` on its long side, and how many times as large it now is."""
    import cv2

    scale = min(1.0, longest / max(grey.shape))
    if scale == 1.0:
        return grey, scale
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _even_contrast(grey: Grey) -> Grey:
    """The picture with its contrast raised place by place, which brings faces out of the dark."""
    import cv2

    return np.asarray(cv2.createCLAHE(3, (8, 8)).apply(grey), np.uint8)


def _turn(height: int, width: int, tilt: float) -> tuple[Matrix, tuple[int, int]]:
    """What makes heads of this tilt upright, 2 x 3, and the size (width, height) that holds all."""
    import cv2

    angle = math.radians(abs(tilt))
    wide = math.ceil(width * math.cos(angle) + height * math.sin(angle))
    high = math.ceil(width * math.sin(angle) + height * math.cos(angle))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1)
    matrix = np.asarray(turn, np.float64)
    matrix[:, 2] += np.array([(wide - width) / 2, (high - height) / 2])
    return matrix, (wide, high)


def _load_cascade(name: str) -> cv2.CascadeClassifier:
    """One of OpenCV's cascades, read by Python: on Windows OpenCV opens no path that is not ASCII.

    Raises ModelDamaged.
    """
    import cv2

    path = Path(cv2.__file__).parent / "data" / name
    cascade = cv2.CascadeClassifier()
    try:
        how = cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY
        storage = cv2.FileStorage(path.read_text(encoding="utf-8"), how)
        cascade.read(storage.getFirstTopLevelNode())
    except (OSError, ValueError, cv2.error):
        cascade = cv2.CascadeClassifier()
    if cascade.empty():
        raise ModelDamaged(
            f"OpenCV's {name} is missing; run: pip install --force-reinstall "
            "'opencv-python-headless>=4.10,<5'"
        )
    return cascade
