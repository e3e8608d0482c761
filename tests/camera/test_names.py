"""Cameras by number, name and address; films that are squeezed or turned; cameras called again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from vaha.camera.camera import Camera
from vaha.camera.names import camera_source, is_address, number_named, shown
from vaha.cli import main
from vaha.errors import CameraError

ADDRESS = "rtsp://visitor:secret@camera.local:554/stream"


class Film:
    """Gives frames of 4 x 6, the left half black and the right one white, and says of itself."""

    def __init__(self, frames: int = 2, **says: float) -> None:
        self.frames, self.says, self.given = frames, says, 0

    def isOpened(self) -> bool:
        return self.frames > 0

    def read(self) -> tuple[bool, np.ndarray | None]:
        if self.given >= self.frames:
            return False, None
        self.given += 1
        frame = np.zeros((4, 6, 3), np.uint8)
        frame[:, 3:] = 255
        return True, frame

    def get(self, prop: int, /) -> float:
        names = {name: getattr(cv2, f"CAP_PROP_{name}") for name in self.says}
        return next((self.says[name] for name, number in names.items() if number == prop), 0.0)

    def release(self) -> None:
        pass


def first_of(tmp_path: Path, **says: float) -> np.ndarray:
    (tmp_path / "film.mp4").write_bytes(b"film")
    with Camera(tmp_path / "film.mp4", opener=lambda source: Film(**says)) as camera:
        return next(camera.frames())[1]


def test_a_number_is_a_number_and_all_else_is_a_name_or_an_address() -> None:
    assert (camera_source("2"), camera_source(0), camera_source("C920")) == (2, 0, "C920")
    assert is_address(ADDRESS) and is_address("HTTP://host/video") and not is_address("C920")


def test_messages_say_no_password() -> None:
    assert shown(ADDRESS) == "rtsp://camera.local:554/stream"
    with (
        pytest.raises(CameraError, match=r"camera rtsp://camera\.local:554/stream does not answer"),
        Camera(ADDRESS, opener=lambda source: Film(0)),
    ):
        pass


def test_a_name_is_looked_up_where_the_system_keeps_it(tmp_path: Path) -> None:
    for number, name in ((0, "Integrated Camera"), (10, "HD Pro Webcam C920")):
        (tmp_path / f"video{number}").mkdir()
        (tmp_path / f"video{number}" / "name").write_text(f"{name}\n")
    assert number_named("c920", tmp_path) == 10
    assert number_named("/dev/video3", tmp_path) == 3
    with pytest.raises(CameraError, match=r"there are 0 \(Integrated Camera\), 10 \(HD Pro"):
        number_named("Logitech", tmp_path)
    with pytest.raises(CameraError, match="give its number"):
        number_named("Logitech", tmp_path / "nothing")


def test_squeezed_films_are_stretched(tmp_path: Path) -> None:
    assert first_of(tmp_path).shape == (4, 6, 3)
    assert first_of(tmp_path, SAR_NUM=2, SAR_DEN=1).shape == (4, 12, 3)
    assert first_of(tmp_path, SAR_NUM=1, SAR_DEN=2).shape == (8, 6, 3)
    assert first_of(tmp_path, SAR_NUM=1000, SAR_DEN=1).shape == (4, 6, 3)


def test_rotated_films_are_turned_once(tmp_path: Path) -> None:
    turned = first_of(tmp_path, ORIENTATION_META=90)
    assert turned.shape == (6, 4, 3)  # clockwise: what was at the right is below
    assert turned[-1].min() == 255 and turned[0].max() == 0
    by_opencv = first_of(tmp_path, ORIENTATION_META=90, ORIENTATION_AUTO=1, SAR_NUM=2, SAR_DEN=1)
    assert by_opencv.shape == (8, 6, 3)  # the frame has been turned, and its wide side is upright


def test_a_camera_in_the_network_is_called_again() -> None:
    calls: Iterator[Film] = iter([Film(2), Film(0), Film(3)])
    asked: list[int | str] = []

    def opener(source: int | str) -> Film:
        asked.append(source)
        return next(calls)

    with Camera(ADDRESS, opener=opener, reconnecting=5.0) as camera:
        frames = camera.frames()
        times = [next(frames)[0] for _ in range(5)]
    assert asked == [ADDRESS] * 3 and times == sorted(times)


def test_one_that_stays_silent_is_given_up() -> None:
    calls = iter([Film(1), *[Film(0)] * 1000])
    with (
        Camera(ADDRESS, opener=lambda source: next(calls), reconnecting=0.2) as camera,
        pytest.raises(CameraError, match="stopped giving pictures"),
    ):
        list(camera.frames())


@pytest.mark.parametrize("command", ["look", "portrait", "mirror"])
def test_every_command_takes_a_name(command: str) -> None:
    ran = CliRunner().invoke(main, [command, "--camera", "no such camera"])
    assert ran.exit_code == 1 and "there is no camera called 'no such camera'" in ran.stderr
