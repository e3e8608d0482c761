"""Frames from a webcam, a network's camera or a video file, as pictures with their times."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from vaha.camera.capture import Capture, Opener, PatientCapture, open_capture
from vaha.camera.names import CameraSource, is_address, number_named, shown
from vaha.errors import CameraError
from vaha.files import what_is_no_file
from vaha.images import Image

SETTLING_FRAMES = 10
"""A webcam's first frames are dark while it finds its exposure; this is a third of a second."""

PATIENCE = 15.0
"""Seconds without a frame after which a webcam counts as silent; some take five for their first."""

MOST_SQUEEZED = 4.0
"""A film that says that its pixels are more oblong than so is not believed."""

RECONNECTING, PAUSE = 20.0, 1.0
"""Seconds for which a network's camera that has fallen silent is called, and between calls."""

_MPEG_SUFFIXES = (".mp4", ".m4v", ".mov", ".mpg", ".mpeg", ".mjpg", ".3gp", ".ts", ".mts")
VIDEO_SUFFIXES = frozenset((*_MPEG_SUFFIXES, ".avi", ".mkv", ".webm", ".wmv", ".flv", ".ogv"))
_VIDEO_STARTS = (b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x00\x00\x01\xba", b"OggS")
_STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class Camera:
    """A camera or a video file (its path), to be used in a `with` statement.

    A camera is a webcam's number, its name as the system has it (Linux), or the address of one in
    the network (rtsp, http). Entering it raises CameraError where there is no such camera or file,
    or none that can be read. A camera that gives nothing for `patience` seconds counts as silent;
    one in the network is then called again for RECONNECTING seconds.

    Squeezed videos are stretched to the proportions in which they are shown, rotated ones turned.
    """

    def __init__(
        self,
        source: CameraSource | Path,
        opener: Opener = open_capture,
        patience: float = PATIENCE,
        reconnecting: float = RECONNECTING,
    ) -> None:
        self.source = source
        self._opener = opener
        self._patience = patience
        self._reconnecting = reconnecting
        self._capture: Capture | None = None

    @property
    def is_live(self) -> bool:
        """Whether the frames come from a camera, and so never end by themselves."""
        return not isinstance(self.source, Path)

    def __enter__(self) -> Camera:
        if isinstance(self.source, Path):
            _check_file(self.source)
        capture = self._opener(_opened_by(self.source))
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
        shape = _Shape.of(capture)
        seen = 0
        while True:
            good, frame = capture.read()
            if not good or frame is None:
                if is_address(self.source) and seen and (again := self._called_again()):
                    capture = again
                    continue
                if seen == 0 or self.is_live:
                    raise CameraError(self._no_frames(seen))
                return
            yield clock.time(seen), shape.put_right(_rgb(frame))
            seen += 1

    def _called_again(self) -> Capture | None:
        """The network's camera opened anew; None where it does not answer in time."""
        self.__exit__(None, None, None)
        until = time.monotonic() + self._reconnecting
        while time.monotonic() < until:
            with suppress(CameraError):
                return self.__enter__()._capture
            time.sleep(min(PAUSE, self._reconnecting / 10))
        return None

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
        if is_address(self.source):
            return f"{self._name} does not answer; check its address, and that it is switched on"
        if self.is_live:
            return (
                f"there is no {self._name}; plug one in or allow its use, "
                "or give a photo or a video file instead"
            )
        return (
            f"{self.source} is no video that can be read; give an MP4, AVI, MOV, MKV or WebM file"
        )

    def _no_frames(self, seen: int) -> str:
        if not self.is_live:
            return f"{self.source} holds no frame that can be read; the video is empty or damaged"
        if seen:
            return f"{self._name} stopped giving pictures; was it unplugged?"
        return (
            f"{self._name} gives no picture; close other programs that use it, "
            "or choose another camera"
        )

    @property
    def _name(self) -> str:
        return f"camera {shown(self.source)}"


def _opened_by(source: CameraSource | Path) -> int | str:
    """What OpenCV knows it by."""
    if isinstance(source, int):
        return source
    if isinstance(source, Path) or is_address(source):
        return str(source)
    return number_named(source)


@dataclass(frozen=True)
class _Shape:
    """How a film is to be shown: how many times wider than its frames are, and turned how far.

    `quarters` are turns against the clock, where OpenCV does not turn the frames itself.
    """

    wider: float = 1.0
    quarters: int = 0

    @classmethod
    def of(cls, capture: Capture) -> _Shape:
        """As the film says; what it does not say is left as it is."""
        import cv2

        across, down = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
        wider = across / down if across > 0 and down > 0 else 1.0
        turns = -round(capture.get(cv2.CAP_PROP_ORIENTATION_META) / 90) % 4
        if not 1 / MOST_SQUEEZED <= wider <= MOST_SQUEEZED:
            wider = 1.0
        if not capture.get(cv2.CAP_PROP_ORIENTATION_AUTO):
            return cls(wider, turns)
        return cls(1 / wider if turns % 2 else wider)

    def put_right(self, image: Image) -> Image:
        """The frame as it is to be seen."""
        import cv2

        if self.wider != 1.0:
            height, width = image.shape[:2]
            size = (round(width * self.wider), height)
            if self.wider < 1:
                size = (width, round(height / self.wider))
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        return np.ascontiguousarray(np.rot90(image, self.quarters)) if self.quarters else image


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
