"""A webcam whose driver hangs, fails or works: what is handed on, and that no wait lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from vaha.camera.camera import Camera
from vaha.camera.capture import PatientCapture, Read
from vaha.errors import CameraError

PATIENCE = 0.2


class Driver:
    """Gives so many frames, each of its number's grey, and then hangs until it is let go."""

    def __init__(self, frames: int) -> None:
        self.frames, self.given, self.released = frames, 0, False
        self.let_go = threading.Event()

    def isOpened(self) -> bool:
        return True

    def read(self) -> Read:
        if self.given >= self.frames:
            self.let_go.wait()
        self.given += 1
        return True, np.full((4, 6, 3), self.given - 1, np.uint8)

    def get(self, prop: int, /) -> float:
        return 7.0 + prop

    def release(self) -> None:
        self.released = True


@pytest.fixture
def driver() -> Iterator[Driver]:
    made = Driver(3)
    yield made
    made.let_go.set()


def webcam_threads() -> int:
    return sum(thread.name == "webcam" for thread in threading.enumerate())


def test_frames_come_in_order_and_the_rest_is_passed_on(driver: Driver) -> None:
    before = webcam_threads()
    capture = PatientCapture(driver, PATIENCE)
    assert capture.isOpened() and capture.get(2) == 9.0
    for number in range(3):
        good, frame = capture.read()
        assert good and frame is not None and frame[0, 0, 0] == number
    capture.release()
    assert driver.released and webcam_threads() == before


def test_a_driver_that_hangs_is_given_up_and_not_touched_again(driver: Driver) -> None:
    capture = PatientCapture(driver, PATIENCE)
    for _ in range(3):
        capture.read()
    assert capture.read() == (False, None)
    assert not capture.isOpened()
    driver.let_go.set()  # what comes too late is no answer to the next question
    assert capture.read() == (False, None)
    capture.release()
    assert not driver.released


def test_what_a_driver_raises_reaches_the_caller(driver: Driver) -> None:
    def broken() -> Read:
        raise OSError("the bus is gone")

    driver.read = broken  # type: ignore[method-assign]
    capture = PatientCapture(driver, PATIENCE)
    for _ in range(2):
        with pytest.raises(OSError, match="the bus is gone"):
            capture.read()
    capture.release()
    assert driver.released


def test_a_webcam_that_hangs_ends_its_frames_with_a_clear_error(driver: Driver) -> None:
    with (
        Camera(0, opener=lambda source: driver, patience=PATIENCE) as camera,
        pytest.raises(CameraError, match="camera 0 stopped giving pictures"),
    ):
        list(camera.frames())
    assert not driver.released
