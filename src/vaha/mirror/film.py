"""Writing what a mirror shows as a video, whole or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vaha.errors import InputError, OutputError
from vaha.files import prepare_folder, written_aside
from vaha.images import Image

RATE = 25.0
"""Pictures a second in a film of a webcam's mirror."""

SLOWEST, QUICKEST = 5.0, 60.0
"""Between these is the rate of a film made of a video, which otherwise is the video's own."""


class Film:
    """An open video of `side` x `side` pixels at `rate` pictures a second."""

    def __init__(self, path: Path, side: int, rate: float) -> None:
        import cv2

        code = cv2.VideoWriter.fourcc(*"mp4v")
        self._writer = cv2.VideoWriter(str(path), code, rate, (side, side))
        self._rate = rate
        self.written = 0

    @property
    def is_open(self) -> bool:
        return self._writer.isOpened()

    def show(self, image: Image, seconds: float, _: str = "") -> bool:
        """Write the picture (RGB) as often as the film needs to have come to this time."""
        import cv2

        frame = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        while self.written <= round(seconds * self._rate):
            self._writer.write(frame)
            self.written += 1
        return True

    def release(self) -> None:
        self._writer.release()


@contextmanager
def filmed(path: Path, side: int, rate: float = RATE) -> Iterator[Film]:
    """A film that takes its name when the block ends well and something was written.

    Raises InputError for a name that does not end in .mp4, OutputError where it cannot be written
    or nothing was.
    """
    check_name(path)
    with written_aside(path) as aside:
        film = Film(aside, side, rate)
        try:
            if not film.is_open:
                raise OutputError(f"{path} cannot be written as a video; choose another folder")
            yield film
        finally:
            film.release()
        if not film.written:
            raise OutputError(f"{path} was not written: nothing was painted before the end")


def check_name(path: Path) -> None:
    """Raise InputError for a name that is no MP4's, OutputError for a folder of no use."""
    if path.suffix.lower() != ".mp4":
        raise InputError(f"{path} is no name for the video; let it end in .mp4")
    prepare_folder(path.parent)


def rate_of(
    frames: Iterable[tuple[float, Image]],
) -> tuple[float, Iterator[tuple[float, Image]]]:
    """The rate of a video by its first two frames, and all of its frames."""
    frames = iter(frames)
    first = list(itertools.islice(frames, 2))
    gap = first[1][0] - first[0][0] if len(first) == 2 else 0.0
    rate = min(max(1 / gap, SLOWEST), QUICKEST) if gap > 0 else RATE
    return rate, itertools.chain(first, frames)
