"""The camera: a generated video stands in for a webcam; the real class opens the real file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from vaha.camera.camera import SETTLING_FRAMES, Camera, is_video
from vaha.errors import CameraError

RATE = 10


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds and a half at ten frames a second; the red of a frame is 6 times its number."""
    path = tmp_path_factory.mktemp("video") / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), RATE, (64, 48))
    assert writer.isOpened()
    for number in range(35):
        frame = np.zeros((48, 64, 3), np.uint8)
        frame[:, :, 2] = 6 * number
        writer.write(frame)
    writer.release()
    return path


class FakeCapture:
    """A webcam with so many frames left, each of the grey value of its number."""

    def __init__(self, frames: int, opens: bool = True) -> None:
        self.frames, self.opens, self.read_so_far, self.released = frames, opens, 0, False

    def isOpened(self) -> bool:
        return self.opens

    def read(self) -> tuple[bool, np.ndarray | None]:
        if self.read_so_far >= self.frames:
            return False, None
        self.read_so_far += 1
        return True, np.full((4, 6, 3), self.read_so_far - 1, np.uint8)

    def get(self, prop: int, /) -> float:
        return 0.0

    def release(self) -> None:
        self.released = True


def test_frames_of_a_video_are_rgb_in_order_with_their_times(video: Path) -> None:
    with Camera(video) as camera:
        frames = list(camera.frames())
    assert len(frames) == 35
    assert frames[0][1].shape == (48, 64, 3) and frames[0][1].dtype == np.uint8
    times = [seconds for seconds, _ in frames]
    assert times == pytest.approx([number / RATE for number in range(35)], abs=0.02)
    red = frames[30][1].mean(axis=(0, 1))
    assert red[0] > 150 and red[1] < 30 and red[2] < 30


def test_sampling_gives_one_frame_a_second(video: Path) -> None:
    with Camera(video) as camera:
        times = [seconds for seconds, _ in camera.sample()]
    assert times == pytest.approx([0, 1, 2, 3], abs=0.02)


def test_sampling_can_be_finer(video: Path) -> None:
    with Camera(video) as camera:
        assert len(list(camera.sample(0.5))) == 7
    with Camera(video) as camera, pytest.raises(CameraError, match="above 0"):
        next(camera.sample(0))


def test_snap_of_a_video_is_its_first_frame(video: Path) -> None:
    with Camera(video) as camera:
        assert camera.snap().mean() < 10


def test_snap_of_a_webcam_waits_until_it_has_settled() -> None:
    webcam = FakeCapture(100)
    with Camera(0, opener=lambda source: webcam) as camera:
        assert camera.snap()[0, 0, 0] == SETTLING_FRAMES
    assert webcam.released


def test_times_of_a_webcam_start_at_zero_and_grow() -> None:
    with Camera(0, opener=lambda source: FakeCapture(3)) as camera:
        frames: Iterator[tuple[float, np.ndarray]] = camera.frames()
        times = [next(frames)[0] for _ in range(3)]
    assert times[0] == 0 and times == sorted(times)


def test_no_camera_is_said_plainly_and_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CameraError, match="there is no camera 97"), Camera(97):
        pass
    assert capfd.readouterr().err == ""


def test_a_camera_that_opens_and_gives_nothing_is_busy() -> None:
    with (
        Camera(2, opener=lambda source: FakeCapture(0)) as camera,
        pytest.raises(CameraError, match="camera 2 gives no picture; close other programs"),
    ):
        camera.snap()


def test_a_webcam_that_falls_silent_is_an_error() -> None:
    with (
        Camera(0, opener=lambda source: FakeCapture(3)) as camera,
        pytest.raises(CameraError, match="stopped giving pictures"),
    ):
        list(camera.frames())


def test_a_missing_video_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(CameraError, match=r"there is no file .*nowhere\.mp4"),
        Camera(tmp_path / "nowhere.mp4"),
    ):
        pass


def test_a_folder_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="is a folder"), Camera(tmp_path):
        pass


def test_an_empty_video_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").touch()
    with pytest.raises(CameraError, match="0 bytes"), Camera(tmp_path / "film.mp4"):
        pass


def test_nonsense_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + b"nonsense" * 500)
    with pytest.raises(CameraError, match="no video that can be read"), Camera(path):
        pass


def test_the_video_decoder_says_nothing_of_its_own(tmp_path: Path) -> None:
    """In a process of its own, since the decoder settles how much it says at its first use."""
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + b"nonsense" * 500)
    code = (
        "import sys, pathlib, vaha.camera.camera, vaha.errors\n"
        "try:\n    vaha.camera.camera.Camera(pathlib.Path(sys.argv[1])).__enter__()\n"
        "except vaha.errors.CameraError as error:\n    print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert "no video that can be read" in ran.stdout
    assert ran.stderr == ""


def test_a_video_cut_short_gives_one_clear_line(tmp_path: Path, video: Path) -> None:
    path = tmp_path / "film.avi"
    path.write_bytes(video.read_bytes()[:300])
    with pytest.raises(CameraError, match="video"), Camera(path) as camera:
        camera.snap()


def test_a_camera_outside_its_with_statement_says_so() -> None:
    with pytest.raises(CameraError, match="`with`"):
        Camera(0).snap()


def test_videos_are_known_by_suffix_and_by_content(tmp_path: Path, video: Path) -> None:
    assert is_video(Path("gone.MP4"))
    assert not is_video(Path("gone.jpg"))
    (tmp_path / "film").write_bytes(video.read_bytes())
    assert is_video(tmp_path / "film")
    (tmp_path / "photo").write_bytes(b"\0\0\0\x18ftypheic0000")
    assert not is_video(tmp_path / "photo")
    (tmp_path / "clip").write_bytes(b"\0\0\0\x18ftypisom0000")
    assert is_video(tmp_path / "clip")
