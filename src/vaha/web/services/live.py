"""Reading camera frames as they come: at once or not at all.

Nothing of a picture is kept; where its faces were is remembered for two seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from vaha.artwork import Artwork
from vaha.errors import DecodersBusy
from vaha.images import Cost, Image, Photo, Stop, decode_photo
from vaha.stages.base import Face
from vaha.stages.faces.crop import select_faces
from vaha.stages.photo_notes import notes_on
from vaha.stages.why_picture import side_by_side
from vaha.studio import Studio
from vaha.web.services.face_locations import FaceLocations
from vaha.web.shapes.convert import face_shapes
from vaha.web.shapes.payloads import LiveMood

FRAME_SECONDS = 1.0
"""Seconds of processor that a camera's frame may take to be decoded; usual ones take 0.02."""

PHOTO_PATIENCE = 10.0
"""Seconds that a photo waits for its turn."""


class TooManyReadings(Exception):
    """No further frame can be read now; drop it."""


@contextmanager
def turn(place: threading.Lock | threading.Semaphore, patience: float) -> Iterator[None]:
    """A place, waited for; raises TooManyReadings where that takes more than `patience` seconds."""
    if not place.acquire(timeout=patience):
        raise TooManyReadings
    try:
        yield
    finally:
        place.release()


class LiveReader:
    """Reads at most `at_once` frames at a time; a further one waits `patience` seconds.

    Of photos, which take longer, one is read at a time, and a further one waits longer.
    """

    def __init__(self, studio: Studio, at_once: int, patience: float, most_pixels: int) -> None:
        self._studio = studio
        self._slots = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._photos = threading.BoundedSemaphore(1)
        self._most_pixels = most_pixels
        self._locations = FaceLocations()

    def read(
        self, data: bytes, visitor: str, photo: bool = False, stop: Stop | None = None
    ) -> LiveMood:
        """The faces and moods in a frame, or in a photo; raises TooManyReadings, PictureError.

        Once `stop` says that nobody waits, decoding ends and DecodingStopped is raised.
        """
        with self._slot(photo):
            decoded = self._decoded(data, photo, stop)
            image = decoded.image
            faces = self._studio.find_faces(image) if photo else self._follow(image, visitor)
            readings = self._studio.read_moods(faces)
            return LiveMood(
                width=decoded.width,
                height=decoded.height,
                faces=face_shapes(faces, readings, decoded.times_smaller),
                notes=notes_on(image, faces),
            )

    def why(self, data: bytes, number: int, stop: Stop | None = None) -> Image:
        """What is seen of the mood of this face (1 is the largest) in a photo, as a picture.

        Raises TooManyReadings, PictureError, NoFaceFound, and InputError for a number too large.
        """
        with self._slot(photo=True):
            image = self._decoded(data, True, stop).image
            (face,) = select_faces(self._studio.find_faces(image), number)
            return side_by_side([self._studio.why_mood(face)])

    def why_work(self, work: Artwork) -> Image:
        """What carries the work's mood for the critic, as a picture; raises TooManyReadings."""
        with self._slot(photo=True):
            return side_by_side([self._studio.why_work(work)])

    def _decoded(self, data: bytes, photo: bool, stop: Stop | None) -> Photo:
        cost = Cost(pixels=self._most_pixels) if photo else Cost(FRAME_SECONDS, self._most_pixels)
        patience = PHOTO_PATIENCE if photo else self._patience
        try:
            return decode_photo(data, cost, stop, patience)
        except DecodersBusy:
            raise TooManyReadings from None

    def forget(self, visitor: str) -> None:
        """Forget where the visitor's faces were."""
        self._locations.forget(visitor)

    def _follow(self, image: Image, visitor: str) -> list[Face]:
        """The faces in a frame, sought first where the visitor's frame before had them.

        A first frame is searched as a photo is: it may be one, and what is painted shows in it.
        """
        size = image.shape[0], image.shape[1]
        near = self._locations.of(visitor, size)
        studio = self._studio
        faces = studio.find_faces(image) if near is None else studio.follow_faces(image, near)
        self._locations.remember(visitor, size, faces, near or ())
        return faces

    def _slot(self, photo: bool) -> AbstractContextManager[None]:
        if photo:
            return turn(self._photos, PHOTO_PATIENCE)
        return turn(self._slots, self._patience)
