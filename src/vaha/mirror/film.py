"""Writing pictures as a video, whole or not at all."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaha.errors import InputError, OutputError
from vaha.files import prepare_folder, written_aside
from vaha.images import Image
from vaha.marking import mark_film

RATE = 25.0
"""Pictures a second in a film of a webcam's mirror."""

SLOWEST, QUICKEST = 5.0, 60.0
"""Between these is the rate of a film made of a video, which otherwise is the video's own."""


CODES = {".mp4": "mp4v", ".webm": "VP80"}
"""How a film is encoded, by the end of its name."""


class Film:
    """An open video of these pixels at `rate` pictures a second."""

    def __init__(self, path: Path, width: int, height: int, rate: float) -> None:
        import cv2

        code = cv2.VideoWriter.fourcc(*CODES[path.suffix.lower()])
        with _silence():
            self._writer = cv2.VideoWriter(str(path), code, rate, (width, height))
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
def filmed(
    path: Path, width: int, rate: float = RATE, height: int | None = None, recipe: str = ""
) -> Iterator[Film]:
    """A film that takes its name when the block ends well and something was written.

    It is as high as it is wide unless told, and its mark carries the recipe. Raises InputError for
    a name that ends neither in .mp4 nor in .webm, OutputError where it cannot be written or nothing
    was.
    """
    check_name(path)
    with written_aside(path) as aside:
        film = Film(aside, width, height or width, rate)
        try:
            if not film.is_open:
                other = " or ".join(code for code in CODES if code != path.suffix.lower())
                raise OutputError(
                    f"{path} cannot be written: this OpenCV has no encoder for "
                    f"{path.suffix.lower()} films; let its name end in {other}"
                )
            yield film
        finally:
            film.release()
        if not film.written:
            raise OutputError(f"{path} was not written: nothing was painted before the end")
        if not _is_whole(aside, film.written):
            raise OutputError(
                f"{path} could not be written to its end; is the disk full? Free some space"
            )
        mark_film(aside, recipe)


def check_name(path: Path) -> None:
    """Raise InputError for a name that is no video's, OutputError for a folder of no use."""
    if path.suffix.lower() not in CODES:
        raise InputError(f"{path} is no name for the video; let it end in .mp4 or .webm")
    prepare_folder(path.parent)


def _is_whole(path: Path, frames: int) -> bool:
    """Whether the video has all of them: its writer says nothing of a full disk."""
    import cv2

    with _silence():
        reader = cv2.VideoCapture(str(path))
        found = 0
        while found < frames and reader.grab():
            found += 1
        reader.release()
    return found == frames


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what video libraries print away from stderr: errors are said in one line of our own."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        for one in (kept, nothing):
            with suppress(OSError):
                os.close(one)


def rate_of(
    frames: Iterable[tuple[float, Image]],
) -> tuple[float, Iterator[tuple[float, Image]]]:
    """The rate of a video by its first two frames, and all of its frames."""
    frames = iter(frames)
    first = list(itertools.islice(frames, 2))
    gap = first[1][0] - first[0][0] if len(first) == 2 else 0.0
    rate = min(max(1 / gap, SLOWEST), QUICKEST) if gap > 0 else RATE
    return rate, itertools.chain(first, frames)
