"""Frames from a webcam or a video file, as pictures with their times."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from vaha.capture import Capture, Opener, PatientCapture, open_capture
from vaha.errors import CameraError
from vaha.files import what_is_no_file
from vaha.images import Image

SETTLING_FRAMES = 10
"""A webcam's first frames are dark while it finds its exposure; this is a third of a second."""

PATIENCE = 15.0
"""Seconds without a frame after which a webcam counts as silent; some take five for their first."""

_MPEG_SUFFIXES = (".mp4", ".m4v", ".mov", ".mpg", ".mpeg", ".mjpg", ".3gp", ".ts", ".mts")
VIDEO_SUFFIXES = frozenset((*_MPEG_SUFFIXES, ".avi", ".mkv", ".webm", ".wmv", ".flv", ".ogv"))
_VIDEO_STARTS = (b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x00\x00\x01\xba", b"OggS")
_STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class Camera:
    """A webcam (its number) or a video file (its path), to be used in a `with` statement.

    Entering it raises CameraError where there is no such camera or file, or none that can be read.
    A webcam that gives nothing for `patience` seconds counts as silent.
    """

    def __init__(
        self, source: int | Path, opener: Opener = open_capture, patience: float = PATIENCE
    ) -> None:
        self.source = source
        self._opener = opener
        self._patience = patience
        self._capture: Capture | None = None

    @property
    def is_live(self) -> bool:
        """Whether the frames come from a webcam, and so never end by themselves."""
        return isinstance(self.source, int)

    def __enter__(self) -> Camera:
        if isinstance(self.source, Path):
            _check_file(self.source)
        capture = self._opener(self.source if isinstance(self.source, int) else str(self.source))
        if not capture.isOpened():
            capture.release()
            raise CameraError(self._cannot_open())
        self._capture = PatientCapture(capture, self._patience) if self.is_live else capture
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def frames(self) -> Iterator[tuple[float, Image]]:
        """Each frame with its time: seconds since the first (webcam) or in the video (file).

        Raises CameraError where not even one frame comes, or where a webcam falls silent.
        """
        capture = self._opened()
        clock = _LiveClock() if self.is_live else _VideoClock(capture)
        seen = 0
        while True:
            good, frame = capture.read()
            if not good or frame is None:
                if seen == 0 or self.is_live:
                    raise CameraError(self._no_frames(seen))
                return
            yield clock.time(seen), _rgb(frame)
            seen += 1

    def snap(self) -> Image:
        """One picture: of a webcam once it has settled, of a video its first frame."""
        wanted = SETTLING_FRAMES if self.is_live else 0
        for number, (_, image) in enumerate(self.frames()):
            if number >= wanted:
                return image
        raise CameraError(self._no_frames(0))  # pragma: no cover - frames() has raised it already

    def sample(self, every_seconds: float = 1.0) -> Iterator[tuple[float, Image]]:
        """The first frame at or after 0, 1, 2 ... times `every_seconds`, with its time."""
        if every_seconds <= 0:
            raise CameraError(
                f"the time between two frames must be above 0 s, not {every_seconds:g}"
            )
        due = 0.0
        for seconds, image in self.frames():
            if seconds >= due - 1e-3:  # a frame at 0.9999 s is the one of the first second
                yield seconds, image
                due = (int((seconds + 1e-3) / every_seconds) + 1) * every_seconds

    def _opened(self) -> Capture:
        if self._capture is None:
            raise CameraError("the camera is not open; use it in a `with` statement")
        return self._capture

    def _cannot_open(self) -> str:
        if self.is_live:
            return (
                f"there is no camera {self.source}; plug one in or allow its use, "
                "or give a photo or a video file instead"
            )
        return (
            f"{self.source} is no video that can be read; give an MP4, AVI, MOV, MKV or WebM file"
        )

    def _no_frames(self, seen: int) -> str:
        if not self.is_live:
            return f"{self.source} holds no frame that can be read; the video is empty or damaged"
        if seen:
            return f"camera {self.source} stopped giving pictures; was it unplugged?"
        return (
            f"camera {self.source} gives no picture; close other programs that use it, "
            "or choose another camera"
        )


class _LiveClock:
    """The time since the first frame was asked for."""

    def __init__(self) -> None:
        self._start: float | None = None

    def time(self, number: int) -> float:
        now = time.monotonic()
        if self._start is None:
            self._start = now
        return now - self._start


class _VideoClock:
    """A frame's own timestamp; where the file gives none, its number over the frame rate."""

    def __init__(self, capture: Capture) -> None:
        import cv2

        self._capture = capture
        self._position = cv2.CAP_PROP_POS_MSEC
        rate = capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if 0 < rate <= 1000 else 25.0
        self._last = 0.0

    def time(self, number: int) -> float:
        stamp = self._capture.get(self._position) / 1000
        self._last = stamp if stamp > self._last else max(self._last, number / self._rate)
        return self._last


def is_video(path: Path) -> bool:
    """Whether this is a video, by its suffix or, where that says nothing, by its first bytes."""
    if path.suffix.lower() in VIDEO_SUFFIXES:
        return True
    try:
        if what_is_no_file(path.stat().st_mode) is not None:
            return False
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    if head[4:8] == b"ftyp":
        return not head[8:12].startswith(_STILL_BRANDS)
    is_avi = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return is_avi or head.startswith(_VIDEO_STARTS)


def _check_file(path: Path) -> None:
    try:
        if (kind := what_is_no_file(path.stat().st_mode)) is not None:
            raise CameraError(f"{path} is {kind}; give a video file")
        with path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise CameraError(f"there is no file {path}; check its name") from error
    except IsADirectoryError as error:
        raise CameraError(f"{path} is a folder; give a video file") from error
    except OSError as error:
        raise CameraError(f"{path} cannot be opened ({error.strerror}); check it") from error
    if empty:
        raise CameraError(f"{path} is empty (0 bytes); was it copied completely?")


def _rgb(frame: npt.NDArray[np.uint8]) -> Image:
    """BGR (or grey) as OpenCV gives it, uint8 -> RGB, height x width x 3."""
    import cv2

    code = cv2.COLOR_GRAY2RGB if frame.ndim == 2 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(frame, code), np.uint8)
