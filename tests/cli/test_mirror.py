"""`vaha mirror`: into a film, into a window, and what it says; fakes paint."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import vaha.camera.camera
import vaha.mirror.window
from vaha.camera.camera import Camera
from vaha.emotions import Mood
from vaha.errors import OutputError
from vaha.images import Image
from vaha.mirror.options import MirrorParts
from vaha.stages.fake import FakeEnlarger, FakeFaceFinder, FakeMoodReader, FakePainter

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FakeMoodReader([Mood.parse("happy")])
    made = MirrorParts(FakeFaceFinder(), reader, FakePainter(), FakeEnlarger())
    monkeypatch.setattr(MirrorParts, "open", lambda settings=None, painting=None: made)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two seconds at ten frames a second."""
    path = tmp_path / "me.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (64, 48))
    for number in range(20):
        writer.write(np.full((48, 64, 3), 10 * number, np.uint8))
    writer.release()
    return path


class FakeWindow:
    """Keeps what it is shown, and closes after so many pictures."""

    closes_after: int | None = None
    opened: list[FakeWindow]

    def __init__(self) -> None:
        self.shown: list[Image] = []
        self.closed = False
        FakeWindow.opened.append(self)

    def show(self, image: Image, seconds: float, title: str) -> bool:
        self.shown.append(image)
        return len(self.shown) != self.closes_after

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> type[FakeWindow]:
    FakeWindow.opened = []
    monkeypatch.setattr(FakeWindow, "closes_after", None)
    monkeypatch.setattr(vaha.mirror.window, "Window", FakeWindow)
    return FakeWindow


@pytest.fixture
def webcam(monkeypatch: pytest.MonkeyPatch) -> list[int | Path]:
    """An endless webcam; gives the numbers that were opened."""
    opened: list[int | Path] = []

    class Webcam(vaha.camera.camera.Camera):
        def __enter__(self) -> Webcam:
            opened.append(self.source)
            return self

        def frames(self) -> Iterator[tuple[float, Image]]:
            frame = np.zeros((48, 64, 3), np.uint8)
            while True:
                time.sleep(0.001)  # lets the other threads have the processor, as a webcam does
                yield 0.0, frame

    monkeypatch.setattr(vaha.camera.camera, "Camera", Webcam)
    return opened


def pictures_of(path: Path) -> list[Image]:
    with Camera(path) as camera:  # the real one, whatever a test has put in its place
        return [image for _, image in camera.frames()]


@pytest.mark.parametrize("size", [256, 512])
def test_a_video_becomes_a_film_of_as_many_pictures(run: Run, video: Path, size: int) -> None:
    ran = run("mirror", video, "--record", "out.mp4", "--size", size)
    assert ran.exit_code == 0, ran.stderr
    pictures = pictures_of(video.with_name("out.mp4"))
    assert len(pictures) == 20 and pictures[0].shape == (size, size, 3)
    assert "20 pictures written" in ran.stderr and "from frame to picture" in ran.stderr
    assert "levels of 255" in ran.stderr and ran.stdout == ""
    assert sorted(path.name for path in video.parent.iterdir()) == ["me.avi", "out.mp4"]


def test_a_manner_lays_strokes(run: Run, video: Path) -> None:
    for manner in ("none", "ink"):
        film = ("--record", f"{manner}.mp4", "--manner", manner, "--seconds", "0.35")
        ran = run("mirror", video, *film)
        assert ran.exit_code == 0, ran.stderr
    smooth, ink = (pictures_of(video.with_name(f"{name}.mp4"))[-1] for name in ("none", "ink"))
    assert np.ptp(ink, axis=2).mean() < np.ptp(smooth, axis=2).mean() / 2  # black on white


def test_the_film_is_the_same_every_time(run: Run, video: Path) -> None:
    run("mirror", video, "--record", "one.mp4", "--seed", 3)
    run("mirror", video, "--record", "two.mp4", "--seed", 3)
    run("mirror", video, "--record", "three.mp4", "--seed", 4)
    one, two, three = (
        pictures_of(video.with_name(f"{name}.mp4")) for name in ("one", "two", "three")
    )
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert not all((a == b).all() for a, b in zip(one, three, strict=True))


def test_seconds_cut_a_film_short_and_json_counts(run: Run, video: Path) -> None:
    ran = run("mirror", video, "--record", "out.mp4", "--seconds", "0.95", "--json")
    document = json.loads(ran.stdout)
    assert document["frames"] == document["painted"] == 10
    assert document["change_most"] <= 6 and document["latency_p95"] > 0


def test_a_mood_that_is_asked_for_is_painted(run: Run, video: Path) -> None:
    run("mirror", video, "--record", "angry.mp4", "--mood", "angry")
    red, green, blue = pictures_of(video.with_name("angry.mp4"))[0].mean(axis=(0, 1))
    assert red > 150 and green < 90 and blue < 90  # the fake's colour of anger


def test_a_window_shows_a_video_until_its_end(
    run: Run, video: Path, window: type[FakeWindow]
) -> None:
    ran = run("mirror", video)
    assert ran.exit_code == 0, ran.stderr
    (opened,) = window.opened
    assert opened.closed and len(opened.shown) > 1 and opened.shown[0].shape == (256, 256, 3)
    assert "pictures shown" in ran.stderr and "20 frames came" in ran.stderr


def test_a_window_that_is_closed_ends_the_webcam(
    run: Run, window: type[FakeWindow], webcam: list[int | Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "closes_after", 3)
    ran = run("mirror", "--camera", 2)
    assert ran.exit_code == 0 and webcam == [2]
    assert len(window.opened[0].shown) == 3 and window.opened[0].closed


def test_without_a_source_it_looks_through_the_first_webcam(
    run: Run, window: type[FakeWindow], webcam: list[int | Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "closes_after", 1)
    assert run("mirror").exit_code == 0 and webcam == [0]


def test_a_webcam_can_be_filmed(run: Run, webcam: list[int | Path], tmp_path: Path) -> None:
    ran = run("mirror", "--camera", "--record", "me.mp4", "--seconds", "0.3")
    assert ran.exit_code == 0, ran.stderr
    assert 1 <= len(pictures_of(tmp_path / "me.mp4")) <= 9  # fewer where the machine stutters


@pytest.fixture
def broken_webcam(monkeypatch: pytest.MonkeyPatch) -> None:
    """A webcam that is unplugged after so many frames that some are painted."""

    class Capture:
        left = 400

        def isOpened(self) -> bool:
            return True

        def read(self) -> tuple[bool, Any]:
            time.sleep(0.002)
            self.left -= 1
            return self.left > 0, np.zeros((48, 64, 3), np.uint8)

        def get(self, prop: int, /) -> float:
            return 0.0

        def release(self) -> None: ...

    class Webcam(vaha.camera.camera.Camera):
        def __init__(self, source: int | Path) -> None:
            super().__init__(source, lambda asked: Capture())

    monkeypatch.setattr(vaha.camera.camera, "Camera", Webcam)


@pytest.mark.usefixtures("broken_webcam")
def test_a_webcam_that_is_unplugged_ends_the_film_and_keeps_it(
    run: Run, tmp_path: Path, assert_one_line: Callable[..., None]
) -> None:
    ran = run("mirror", "--camera", "--record", "me.mp4")
    assert_one_line(ran, "was it unplugged?", "painted until then is in me.mp4")
    assert len(pictures_of(tmp_path / "me.mp4")) >= 1
    assert [path.name for path in tmp_path.iterdir()] == ["me.mp4"]


@pytest.mark.usefixtures("broken_webcam")
def test_a_webcam_that_is_unplugged_closes_the_window_with_one_line(
    run: Run, window: type[FakeWindow], assert_one_line: Callable[..., None]
) -> None:
    assert_one_line(run("mirror", "--camera"), "stopped giving pictures")
    assert window.opened[0].closed and window.opened[0].shown


def test_ctrl_c_ends_it_and_keeps_the_film(
    run: Run, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vaha.mirror.film import Film

    show = Film.show

    def interrupted(self: Film, image: Image, seconds: float, title: str) -> bool:
        show(self, image, seconds, title)
        if self.written == 7:
            raise KeyboardInterrupt
        return True

    monkeypatch.setattr(Film, "show", interrupted)
    ran = run("mirror", video, "--record", "out.mp4")
    assert ran.exit_code == 0 and "7 pictures written" in ran.stderr
    assert len(pictures_of(video.with_name("out.mp4"))) == 7


def test_no_camera_gets_one_clear_line(
    run: Run, window: type[FakeWindow], assert_one_line: Callable[..., None]
) -> None:
    assert_one_line(run("mirror", "--camera", 97), "there is no camera 97")
    assert window.opened == []


def test_no_window_gets_one_clear_line(
    run: Run, video: Path, assert_one_line: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_display() -> None:
        raise OutputError("no window can be opened here; use --record out.mp4")

    monkeypatch.setattr(vaha.mirror.window, "Window", no_display)
    assert_one_line(run("mirror", video), "no window can be opened", "--record")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--record", "out.gif"], "end in .mp4"),
        (["--strength", "2"], "strength 2 is out of range"),
        (["--mood", "hungry"], "unknown emotion"),
        (["--seed", "-1"], "seed -1"),
        (["--manner", "oill"], "did you mean oil"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    run: Run,
    video: Path,
    assert_one_line: Callable[..., None],
    arguments: list[str],
    said: str,
) -> None:
    assert_one_line(run("mirror", video, *arguments), said)
    assert [path.name for path in video.parent.iterdir()] == ["me.avi"]


def test_one_source_only(run: Run, video: Path) -> None:
    assert run("mirror", video, "--camera", 0).exit_code == 2
    assert run("mirror", video, "--size", 300).exit_code == 2


def test_a_missing_video_leaves_nothing_behind(
    run: Run, tmp_path: Path, assert_one_line: Callable[..., None]
) -> None:
    assert_one_line(run("mirror", tmp_path / "gone.mp4", "--record", "out.mp4"), "gone.mp4")
    assert list(tmp_path.iterdir()) == []
