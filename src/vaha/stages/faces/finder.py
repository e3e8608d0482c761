"""Finding faces: CenterFace looks at a photo in three sizes, and once more where it has doubts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from vaha.images import Image
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.store import ModelStore
from vaha.stages.base import Box, Face, FaceFinder
from vaha.stages.faces.centerface import CenterFace, Found, Points
from vaha.stages.faces.crop import DOUBLE, face_at, frame_of, largest_first
from vaha.stages.faces.crop import select_faces as select_faces
from vaha.stages.faces.framing import Frame, crop_face, grey_of, made_smaller, overlap, turned

SIZES = (640, 256, 128)
"""A photo is looked at with its long side made so long: a face that fills it is found in the
smallest, one of a fiftieth of its side in the largest."""

LIVE_SIZES = (256,)
"""The same for frames of a camera, in a sixth of the time: 98 of 100 faces that fill their picture
are found in this size alone, 99 with 128 pixels as well. In 192 pixels faces are placed too roughly
for a steady mood."""

SURE = 0.4
"""From this score on it is a face."""

DOUBTFUL = 0.15
"""What scores less than SURE and as much as this is looked at once more, from near."""

MOST_DOUBTS = 8
"""So many at most, the likeliest."""

LEANS_FAR = 30.0
"""A head that leans further, in degrees, is looked at once more too, set upright: how far it leans
is seen better then."""

NEAR, NEAR_FACE = 192, 96
"""The side of a look from near, and that of the face in it; the mirror image is looked at too."""

FARTHER_SURE, MOST_FARTHER = 0.5, 3
"""What is still in doubt then, so many at most, is looked at as a face that is followed: one of few
pixels is known better when it is small. The score that it takes."""

FOLLOWED, FOLLOWED_FACE = 128, 64
"""The same where a face was a moment ago."""

MOST_FOLLOWED, STILL_SURE = 4, 0.3
"""To search the whole frame takes no longer than to look where more faces were; and the score that
will do where one was."""

SAME = 0.3
"""What is found from near is the same face where the middles are nearer than this part of a side,
and the larger less than ALIKE times as large."""
ALIKE = 1.5

NEARLY = 0.8
"""Of what is seen of one face, the part of the best score from which on it has a say in where."""

LEANS, LEANING_SURE = (30.0, -30.0), 0.6
"""How far heads may lean, in degrees, for which a photo is searched where nothing else was found,
in the largest size, and the score that it takes from near."""

TURNS, TURNED_SIZES, TURNED_SURE = (1, 3, 2), (256, 128), 0.6
"""Quarter turns, against the clock, in which it is searched after that, in which sizes, and the
score that it takes then."""


def open_face_finder(store: ModelStore) -> FaceFinder:
    """CenterFace; raises ModelNotFound, saying how to get it, or ModelDamaged."""
    return CenterFaceFinder(CenterFace(OnnxModel.open(store, "centerface", threads=1)))


class CenterFaceFinder:
    """Finds faces that are larger than a fiftieth of the photo, upright or not, in the dark too."""

    def __init__(self, network: CenterFace) -> None:
        self._network = network

    def find(self, image: Image) -> list[Face]:
        """All faces, the largest first; an empty list where there is none."""
        found = self._search(image, SIZES) or self._leaning(image) or self._turned(image)
        return _faces(image, found)

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        """The faces near these boxes where all are still there; else those of a quick search."""
        if 0 < len(near) <= MOST_FOLLOWED:
            windows = [_around(frame_of(box), FOLLOWED / FOLLOWED_FACE) for box in near]
            still = self._look_near(image, windows, FOLLOWED, STILL_SURE, mirrored=False)
            if all(still):
                return _faces(image, _without_doubles(one for found in still for one in found))
        return _faces(image, self._search(image, LIVE_SIZES, doubts=0))

    def _search(self, image: Image, sizes: Sequence[int], doubts: int = MOST_DOUBTS) -> list[Found]:
        """The faces that any size shows, none twice, the surest first."""
        smaller, scale = (image, 1.0) if len(sizes) == 1 else made_smaller(image, 2 * max(sizes))
        seen = [
            one.moved(lambda points: points / scale, 1 / scale)
            for size in sizes
            for one in self._look(smaller, size)
        ]
        likely = _without_doubles(seen)
        again = [one for one in likely if one.sure < SURE or abs(one.tilt) > LEANS_FAR][:doubts]
        near = self._look_near(image, _windows(again), NEAR, SURE)
        still = [one for one, few in zip(again, near, strict=True) if one.sure < SURE and not few]
        windows = _windows(still[:MOST_FARTHER], FOLLOWED / FOLLOWED_FACE)
        near += self._look_near(image, windows, FOLLOWED, FARTHER_SURE)
        certain = [one for one in likely if one.sure >= SURE]
        return _without_doubles([*certain, *(one for found in near for one in found)])

    def _leaning(self, image: Image) -> list[Found]:
        """The faces of heads that lean, seen where the picture is set upright for them."""
        height, width = image.shape[:2]
        for lean in LEANS:
            angle = math.radians(abs(lean))
            across = width * math.cos(angle) + height * math.sin(angle)
            down = width * math.sin(angle) + height * math.cos(angle)
            window = Frame(width / 2, height / 2, max(across, down), lean)
            shown = crop_face(image, window, SIZES[0], quick=True, repeat=False)
            seen = self._look(shown, SIZES[0])
            place, larger = _out_of(window, SIZES[0]), window.side / SIZES[0]
            likely = _without_doubles([one.moved(place, larger) for one in seen])[:MOST_DOUBTS]
            near = self._look_near(image, _windows(likely), NEAR, LEANING_SURE)
            if found := _without_doubles(one for few in near for one in few):
                return found
        return []

    def _turned(self, image: Image) -> list[Found]:
        """The faces in the picture turned by quarters."""
        for quarters in TURNS:
            turned_image = np.ascontiguousarray(np.rot90(image, quarters))
            there = self._search(turned_image, TURNED_SIZES, doubts=0)
            if found := [
                _turned_back(one, image, quarters) for one in there if one.sure >= TURNED_SURE
            ]:
                return found
        return []

    def _look(self, image: Image, longest: int) -> list[Found]:
        """What is seen with the long side made so long."""
        import cv2

        height, width = image.shape[:2]
        scale = longest / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        shown = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
        (found,) = self._network.look([shown], DOUBTFUL)
        return [one.moved(lambda points: points / scale, 1 / scale) for one in found]

    def _look_near(
        self,
        image: Image,
        windows: Sequence[Frame],
        side: int,
        least: float,
        mirrored: bool = True,
    ) -> list[list[Found]]:
        """In the middle of each window, made `side` wide: what is seen, the surest first.

        Where `mirrored`, in its mirror image too.
        """
        if not windows:
            return []
        shown = [crop_face(image, window, side, quick=True, repeat=False) for window in windows]
        seen = self._network.look(shown, least)
        if mirrored:
            flipped = self._network.look([np.fliplr(one) for one in shown], least)
            seen = [
                [*one, *(_mirrored(it, side) for it in other)]
                for one, other in zip(seen, flipped, strict=True)
            ]
        return [_placed(found, window, side) for found, window in zip(seen, windows, strict=True)]


def _windows(likely: Sequence[Found], wider: float = NEAR / NEAR_FACE) -> list[Frame]:
    """Where to look from near, so many times as wide as the faces."""
    return [Frame(one.x, one.y, one.side * wider, _lean(one)) for one in likely]


def _around(frame: Frame, wider: float) -> Frame:
    return Frame(frame.x, frame.y, frame.side * wider, frame.tilt)


def _lean(one: Found) -> float:
    """How far the face leans; a doubtful one, whose eyes may be anywhere, no more than heads do."""
    return one.tilt if one.sure >= SURE or abs(one.tilt) <= 45 else 0.0


def _in_the_middle(one: Found, side: int) -> bool:
    """Whether this is the face that a look from near, half as wide as the picture, was for."""
    face = side / 2
    apart = max(abs(one.x - side / 2), abs(one.y - side / 2))
    return apart < SAME * face and face / ALIKE < one.side < face * ALIKE


def _placed(found: Sequence[Found], window: Frame, side: int) -> list[Found]:
    """What is in the window's middle, where it is in the picture, the surest first."""
    middle = sorted((one for one in found if _in_the_middle(one, side)), key=lambda one: -one.sure)
    return [one.moved(_out_of(window, side), window.side / side) for one in middle]


def _mirrored(one: Found, side: int) -> Found:
    """The face in the mirror image: what was at its left is at its right."""

    def place(points: Points) -> Points:
        return np.stack([side - points[:, 0], points[:, 1]], 1)

    there = one.moved(place)
    points = there.points[[1, 0, 2, 4, 3]]
    return Found(there.x, there.y, there.width, there.height, there.sure, points)


def _out_of(window: Frame, side: int) -> Callable[[Points], Points]:
    """What brings places in a window, `side` wide, to those in the picture."""

    def place(points: Points) -> Points:
        apart = turned((points - side / 2) * (window.side / side), window.tilt)
        return np.asarray(apart + np.array([window.x, window.y]), np.float64)

    return place


def _turned_back(one: Found, image: Image, quarters: int) -> Found:
    """The face in the picture as it is, of one found in the picture turned so."""
    height, width = image.shape[:2]

    def place(points: Points) -> Points:
        x, y = points[:, 0], points[:, 1]
        ways = {1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}
        return np.stack(ways[quarters], 1)

    there = one.moved(place)
    size = (one.height, one.width) if quarters % 2 else (one.width, one.height)
    return Found(there.x, there.y, *size, there.sure, there.points)


def _without_doubles(found: Iterable[Found]) -> list[Found]:
    """One of each group that lie on top of each other, the surest first."""
    groups: list[list[Found]] = []
    for one in sorted(found, key=lambda one: -one.sure):
        for group in groups:
            if overlap(_square(one), _square(group[0])) > DOUBLE:
                group.append(one)
                break
        else:
            groups.append([one])
    return [_mean(group) for group in groups]


def _mean(group: Sequence[Found]) -> Found:
    """The surest of these, where those nearly as sure say in the mean: no two looks are alike."""
    first = group[0]
    alike = [one for one in group if one.sure > NEARLY * first.sure and _are_alike(one, first)]
    places = np.mean([[one.x, one.y, one.width, one.height] for one in alike], axis=0)
    x, y, width, height = places.tolist()
    return Found(x, y, width, height, first.sure, np.mean([one.points for one in alike], axis=0))


def _are_alike(one: Found, other: Found) -> bool:
    """Whether these are one face, as large and leaning alike."""
    lean = abs((one.tilt - other.tilt + 180) % 360 - 180)
    return lean < LEANS_FAR / 2 and 1 / ALIKE < one.side / other.side < ALIKE


def _square(one: Found) -> Frame:
    return Frame(one.x, one.y, one.side)


def _faces(image: Image, found: Sequence[Found]) -> list[Face]:
    """The faces, framed as FER-2013 frames its own, the largest first."""
    grey = grey_of(image)
    frames = [Frame.of_box(one.x, one.y, one.width, one.height, one.tilt) for one in found]
    return largest_first(
        [face_at(grey, frame, one.sure) for frame, one in zip(frames, found, strict=True)]
    )
