"""What gives a camera's frames: `cv2.VideoCapture`, opened here only, and one that never hangs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

SILENT = 0
"""OpenCV's level of its log at which it says nothing."""

Read = tuple[bool, "npt.NDArray[np.uint8] | None"]
"""Whether a frame came, and the frame: BGR, uint8, height x width x 3."""


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...

    def read(self) -> Read: ...

    def get(self, prop: int, /) -> float: ...

    def release(self) -> None: ...


Opener = Callable[["int | str"], Capture]


def open_capture(source: int | str) -> Capture:
    """Open a webcam by number or a video by path, with OpenCV's own talk on stderr silenced."""
    os.environ.setdefault(
        "OPENCV_FFMPEG_LOGLEVEL", "-8"
    )  # read by OpenCV when it first opens a video
    import cv2

    # OpenCV before 4.11 has no cv2.utils.logging.
    set_level = getattr(getattr(cv2.utils, "logging", cv2), "setLogLevel")  # noqa: B009
    level = set_level(SILENT)
    try:
        return cast(Capture, cv2.VideoCapture(source))
    finally:
        set_level(level)


class PatientCapture:
    """A webcam whose `read` ends after `patience` seconds, whatever its driver does.

    A driver that hangs cannot be interrupted: it is left alone in a thread that ends with the
    program, and is neither asked nor released again, since that would hang too.
    """

    def __init__(self, capture: Capture, patience: float) -> None:
        self._capture = capture
        self._patience = patience
        self._hangs = False
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._answered: SimpleQueue[Read | Exception] = SimpleQueue()
        self._thread = threading.Thread(target=self._answer, name="webcam", daemon=True)
        self._thread.start()

    def isOpened(self) -> bool:
        return not self._hangs and self._capture.isOpened()

    def read(self) -> Read:
        """The next frame; none where the driver hangs. Raises what the driver raised."""
        if self._hangs:
            return False, None
        self._asked.put(True)
        try:
            answer = self._answered.get(timeout=self._patience)
        except Empty:
            self._hangs = True
            return False, None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, prop: int, /) -> float:
        return self._capture.get(prop)

    def release(self) -> None:
        self._asked.put(False)
        if not self._hangs:
            self._thread.join()
            self._capture.release()

    def _answer(self) -> None:
        while self._asked.get():
            try:
                self._answered.put(self._capture.read())
            except Exception as error:
                self._answered.put(error)
