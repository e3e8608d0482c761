from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.images import write_png
from vaha.training.data.faces.folders import read_face_folders

SHORT = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
LONG = tuple(emotion.value for emotion in FACE_EMOTIONS)


def write_folders(folder: Path, names: tuple[str, ...], each: int = 2, size: int = 48) -> Path:
    """Faces of one level each: ten times the class's place, plus the picture's number."""
    for part in ("train", "test"):
        for place, name in enumerate(names):
            for number in range(each):
                level = 10 * place + number + 100 * (part == "test")
                path = folder / part / name / f"im{number}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_png(path, np.full((size, size, 3), level, np.uint8))
    return folder


@pytest.mark.parametrize("names", [SHORT, LONG])
def test_both_ways_of_naming_the_classes_are_read(tmp_path: Path, names: tuple[str, ...]) -> None:
    parts = read_face_folders(write_folders(tmp_path, names))
    assert {name: len(faces) for name, faces in parts.items()} == {"Training": 14, "test": 14}
    training = parts["Training"]
    assert training.pixels.shape == (14, 48, 48) and training.pixels.dtype == np.uint8
    np.testing.assert_array_equal(training.labels, np.repeat(np.arange(7), 2))
    np.testing.assert_array_equal(training.pixels[:, 0, 0] // 10, training.labels)
    assert not training.votes.any()


def test_jpeg_colour_and_other_sizes_become_grey_faces_of_48_px(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    write_folders(tmp_path, SHORT, each=1, size=96)
    red = np.zeros((60, 60, 3), np.uint8)
    red[..., 0] = 200
    Pillow.fromarray(red).save(tmp_path / "train/angry/red.JPG", quality=95)
    training = read_face_folders(tmp_path)["Training"]
    assert len(training) == 8
    reddish = training.pixels[training.labels == 0][1]
    assert reddish.mean() == pytest.approx(0.299 * 200, abs=2)


def test_copies_share_a_group_across_the_parts(tmp_path: Path) -> None:
    write_folders(tmp_path, LONG)
    write_png(tmp_path / "test/sad/copy.png", np.full((48, 48, 3), 0, np.uint8))
    parts = read_face_folders(tmp_path)
    assert np.isin(parts["test"].group, parts["Training"].group).sum() == 1


def test_a_picture_that_cannot_be_read_is_skipped_and_named(tmp_path: Path) -> None:
    write_folders(tmp_path, SHORT, each=15)
    (tmp_path / "train/sad/broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    (tmp_path / "train/sad/notes.txt").write_text("no picture, and not called one")
    told: list[str] = []
    parts = read_face_folders(tmp_path, told.append)
    assert len(parts["Training"]) == 105
    assert len(told) == 1 and "broken.png" in told[0] and told[0].startswith("skipped: ")


def test_too_many_unreadable_pictures_are_refused(tmp_path: Path) -> None:
    write_folders(tmp_path, SHORT)
    (tmp_path / "train/sad/im0.png").write_bytes(b"")
    with pytest.raises(TrainingDataError, match=r"1 of 14 pictures .*sad/im0\.png"):
        read_face_folders(tmp_path)


def test_a_class_that_is_no_emotion_is_refused_by_its_folder(tmp_path: Path) -> None:
    write_folders(tmp_path, (*SHORT, "bored"))
    with pytest.raises(TrainingDataError, match="train/bored is no emotion"):
        read_face_folders(tmp_path)


def test_a_missing_class_or_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="has no folder train "):
        read_face_folders(tmp_path)
    write_folders(tmp_path, SHORT[1:])
    with pytest.raises(TrainingDataError, match="train has no pictures of angry faces"):
        read_face_folders(tmp_path)


def test_of_each_part_so_many_faces_of_all_classes_are_read(
    tmp_path: Path, make_faces: Callable[..., object]
) -> None:
    parts = read_face_folders(write_folders(tmp_path, SHORT, each=4), most=14)
    assert np.bincount(parts["Training"].labels).tolist() == [2] * 7


@pytest.mark.parametrize(
    "name", [".ipynb_checkpoints", "@eaDir", "__MACOSX", "$RECYCLE.BIN", "lost+found"]
)
def test_folders_of_systems_are_passed_over(tmp_path: Path, name: str) -> None:
    write_folders(tmp_path, SHORT)
    (tmp_path / "train" / name).mkdir()
    (tmp_path / name).mkdir()
    assert len(read_face_folders(tmp_path)["Training"]) == 14


def test_what_systems_leave_beside_pictures_is_passed_over(tmp_path: Path) -> None:
    write_folders(tmp_path, SHORT)
    (tmp_path / "train/angry/._im0.png").write_bytes(b"\0\5\x16\7")
    (tmp_path / "train/angry/sub.png").mkdir()
    (tmp_path / "train/.DS_Store").write_bytes(b"")
    assert len(read_face_folders(tmp_path)["Training"]) == 14


@pytest.mark.parametrize(
    ("learn", "test"),
    [("Train", "Test"), ("train", "validation"), ("Training", "PrivateTest"), ("train", "val")],
)
def test_parts_are_known_by_all_their_names(tmp_path: Path, learn: str, test: str) -> None:
    write_folders(tmp_path / "images", SHORT)
    (tmp_path / "images/train").rename(tmp_path / "images/learn").rename(
        tmp_path / "images" / learn
    )
    (tmp_path / "images/test").rename(tmp_path / "images/other").rename(tmp_path / "images" / test)
    for folder in (tmp_path, tmp_path / "images"):
        parts = read_face_folders(folder)
        assert {name: len(faces) for name, faces in parts.items()} == {"Training": 14, "test": 14}


def test_both_tests_are_one(tmp_path: Path) -> None:
    write_folders(tmp_path, SHORT)
    (tmp_path / "test").rename(tmp_path / "PublicTest")
    write_folders(tmp_path / "more", SHORT, each=1)
    (tmp_path / "more/test").rename(tmp_path / "PrivateTest")
    assert len(read_face_folders(tmp_path)["test"]) == 21


def test_ferplus_names_are_known_and_contempt_is_told_and_left_out(tmp_path: Path) -> None:
    names = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")
    write_folders(tmp_path, (*names, "contempt"))
    told: list[str] = []
    training = read_face_folders(tmp_path, told.append)["Training"]
    np.testing.assert_array_equal(training.labels, np.repeat(np.arange(7), 2))
    assert len(told) == 2 and all("contempt" in line for line in told)
