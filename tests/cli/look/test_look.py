"""`vaha look`: a table for people, one JSON document for programs, with fakes behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

import vaha.camera.camera
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.images import Image, write_png


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    write_png(path, np.zeros((60, 90, 3), np.uint8))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two seconds and a half."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (64, 48))
    for _ in range(25):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    return path


def test_a_photo_gives_a_line_for_each_face(fakes: Callable, run: Callable, photo: Path) -> None:
    fakes(faces=2, moods=[Mood.parse("happy=0.7,sad=0.3"), Mood.parse("angry")])
    ran = run("look", photo)
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert lines[0].endswith("happy: happy 70 %, sad 30 %")
    assert lines[1].endswith("angry: angry 100 %")
    assert len(lines) == 2


def test_a_mood_that_is_not_sure_names_both_candidates(
    fakes: Callable, run: Callable, photo: Path
) -> None:
    fakes(moods=[Mood.parse("sad=0.4,fearful=0.35,neutral=0.25")], sure=False)
    assert "sad or fearful?" in run("look", photo).stdout


def test_json_of_a_photo_is_one_document(fakes: Callable, run: Callable, photo: Path) -> None:
    fakes(faces=2, moods=[Mood.parse("happy=0.7,sad=0.3"), Mood.parse("angry")])
    faces = json.loads(run("look", photo, "--json").stdout)["faces"]
    assert [face["number"] for face in faces] == [1, 2]
    assert faces[0]["mood"] == "happy" and faces[0]["sure"] is True
    assert list(faces[0]["moods"]) == [emotion.value for emotion in FACE_EMOTIONS]
    assert faces[0]["moods"]["happy"] == 0.7
    assert len(faces[0]["box"]) == 4 and 0 <= faces[0]["confidence"] <= 1


def test_one_face_can_be_chosen(fakes: Callable, run: Callable, photo: Path) -> None:
    fakes(faces=3)
    faces = json.loads(run("look", photo, "--face", 2, "--json").stdout)["faces"]
    assert [face["number"] for face in faces] == [2]
    ran = run("look", photo, "--face", 9)
    assert ran.exit_code == 1 and "there is no face 9" in ran.stderr


def test_a_photo_without_a_face_gets_one_clear_line(
    fakes: Callable, run: Callable, photo: Path
) -> None:
    fakes(faces=0)
    ran = run("look", photo, "--json")
    assert ran.exit_code == 1 and json.loads(ran.stdout)["error"]["kind"] == "NoFaceFound"
    assert ran.stderr.startswith("vaha: no face was found") and ran.stderr.count("\n") == 1


def test_a_video_gives_a_row_a_second(fakes: Callable, run: Callable, video: Path) -> None:
    fakes(moods=[Mood.parse("happy")])
    rows = json.loads(run("look", video, "--json").stdout)["rows"]
    assert [round(row["time"]) for row in rows] == [0, 1, 2]
    assert rows[0]["faces"][0]["mood"] == "happy"
    lines = run("look", video).stdout.splitlines()
    assert len(lines) == 3
    assert lines[1].split()[0] == "0:01" and "happy (100 %)" in lines[1]


def test_a_video_without_a_face_is_no_error(fakes: Callable, run: Callable, video: Path) -> None:
    fakes(faces=0)
    assert json.loads(run("look", video, "--json").stdout)["rows"][0]["faces"] == []
    assert "no face" in run("look", video).stdout


def test_a_video_can_be_cut_short(fakes: Callable, run: Callable, video: Path) -> None:
    fakes()
    rows = json.loads(run("look", video, "--seconds", "1.5", "--json").stdout)["rows"]
    assert len(rows) == 2


def test_ctrl_c_ends_a_camera_and_keeps_what_was_seen(
    fakes: Callable, run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FakeCamera(vaha.camera.camera.Camera):
        def __enter__(self) -> FakeCamera:
            assert self.source == 3
            return self

        def sample(self, every_seconds: float = 1.0) -> Iterator[tuple[float, Image]]:
            yield 0.0, np.zeros((48, 64, 3), np.uint8)
            raise KeyboardInterrupt

    fakes()
    monkeypatch.setattr(vaha.camera.camera, "Camera", FakeCamera)
    ran = run("look", "--camera", 3, "--json")
    assert ran.exit_code == 0
    assert len(json.loads(ran.stdout)["rows"]) == 1


def test_no_camera_gets_one_clear_line(fakes: Callable, run: Callable) -> None:
    fakes()
    ran = run("look", "--camera", 97)
    assert ran.exit_code == 1 and "there is no camera 97" in ran.stderr


def test_one_source_must_be_given(fakes: Callable, run: Callable, photo: Path) -> None:
    fakes()
    assert run("look").exit_code == 2
    assert run("look", photo, "--camera", 0).exit_code == 2


def test_a_missing_photo_is_named(fakes: Callable, run: Callable, tmp_path: Path) -> None:
    fakes()
    ran = run("look", tmp_path / "nowhere.jpg")
    assert ran.exit_code == 1 and "nowhere.jpg" in ran.stderr


def test_in_a_pipe_no_number_and_no_size_is_lost(
    fakes: Callable, run: Callable, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On 80 columns the table lost `face` and `size` where a mood was not sure."""
    for columns in ("80", "20", "0"):
        monkeypatch.setenv("COLUMNS", columns)
        fakes(faces=2, moods=[Mood.parse("sad=0.4,fearful=0.35,neutral=0.25")], sure=False)
        lines = run("look", photo).stdout.splitlines()
        assert [line.split()[:2] for line in lines] == [["face", "1"], ["face", "2"]]
        assert all("sad or fearful?: sad 40 %, fearful 35 %" in line for line in lines)
        assert "30x30" in lines[0] and "…" not in "".join(lines)
