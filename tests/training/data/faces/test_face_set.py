from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.training.data.faces.face_set import (
    PARTS,
    FaceSet,
    contradictory,
    group_copies,
    hold_out,
    join,
    read_fer2013,
    read_ferplus,
)

Write = Callable[..., Path]
VOTE_COLUMNS = (
    "neutral", "happiness", "surprise", "sadness", "anger",
    "disgust", "fear", "contempt", "unknown", "NF",
)  # fmt: skip


def row(emotion: object = 0, level: int = 0, usage: str = "Training") -> dict[str, Any]:
    return {"emotion": emotion, "pixels": " ".join([str(level)] * 2304), "Usage": usage}


def votes(**counts: int) -> dict[str, Any]:
    return {"Usage": "", "Image name": ""} | dict.fromkeys(VOTE_COLUMNS, 0) | counts


ALL_PARTS = [row(), row(usage="PublicTest", level=1), row(usage="PrivateTest", level=2)]


def test_fer2013_s_numbers_mean_its_own_order_not_ours(tmp_path: Path, write_table: Write) -> None:
    table = [row(number, level=number) for number in range(7)] + ALL_PARTS[1:]
    faces = read_fer2013(write_table(tmp_path / "fer.csv", table))["Training"]
    assert [FACE_EMOTIONS[label].value for label in faces.labels] == [
        "angry", "disgusted", "fearful", "happy", "sad", "surprised", "neutral",
    ]  # fmt: skip


def test_parts_and_pixels_are_read_as_they_stand(tmp_path: Path, write_table: Write) -> None:
    first = row(3)
    first["pixels"] = " ".join(str(number % 256) for number in range(2304))
    parts = read_fer2013(write_table(tmp_path / "fer.csv", [first, *ALL_PARTS[1:]]))
    assert {name: len(faces) for name, faces in parts.items()} == {
        "Training": 1,
        "PublicTest": 1,
        "PrivateTest": 1,
    }
    pixels = parts["Training"].pixels
    assert pixels.shape == (1, 48, 48) and pixels.dtype == np.uint8
    assert pixels[0, 1, 2] == 50 and pixels[0, 47, 47] == 2303 % 256


def test_copies_share_a_group_across_the_parts(tmp_path: Path, write_table: Write) -> None:
    table = [row(level=5), row(level=6), row(level=7), row(usage="PublicTest", level=9)]
    table.append(row(usage="PrivateTest", level=6))
    parts = read_fer2013(write_table(tmp_path / "fer.csv", table))
    training, private = parts["Training"].group, parts["PrivateTest"].group
    assert len(set(training)) == 3 and private[0] == training[1]


@pytest.mark.parametrize("column", ["emotion", "pixels"])
def test_a_missing_column_is_named_with_its_file(
    tmp_path: Path, write_table: Write, column: str
) -> None:
    table = [{name: value for name, value in row().items() if name != column}]
    file = write_table(tmp_path / "fer.csv", table)
    with pytest.raises(TrainingDataError, match=rf"fer\.csv has no column {column}"):
        read_fer2013(file)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pixels": "1 2 3"}, "3 pixels; expected 2304"),
        ({"pixels": ""}, "0 pixels"),
        ({"pixels": " ".join(["256"] * 2304)}, "0 to 255"),
        ({"pixels": " ".join(["-1"] * 2304)}, "0 to 255"),
        ({"pixels": "ab " * 2304}, "not numbers"),
        ({"pixels": "1.5 " * 2304}, "not numbers"),
        ({"pixels": " ".join(["9" * 30] * 2304)}, "0 to 255"),
        ({"Usage": "Practice"}, "unknown Usage 'Practice'"),
        ({"emotion": 7}, "unknown label '7'"),
        ({"emotion": "merry"}, "unknown label 'merry'"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_number(
    tmp_path: Path, write_table: Write, changes: dict[str, Any], says: str
) -> None:
    file = write_table(tmp_path / "fer.csv", [row(), row() | changes])
    with pytest.raises(TrainingDataError, match=r"fer\.csv, row 3: ") as caught:
        read_fer2013(file)
    assert says in str(caught.value)


def test_a_row_cut_short_is_named(tmp_path: Path) -> None:
    file = tmp_path / "fer.csv"
    file.write_text("emotion,pixels,Usage\n0\n")
    with pytest.raises(TrainingDataError, match="row 2: 0 pixels"):
        read_fer2013(file)


def test_files_that_are_no_tables_are_refused_by_name(tmp_path: Path) -> None:
    picture, empty = tmp_path / "picture.csv", tmp_path / "empty.csv"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    empty.write_bytes(b"")
    for file in (picture, empty, tmp_path / "none.csv"):
        for read in (read_fer2013, read_ferplus):
            if read is read_ferplus and file is empty:
                continue
            with pytest.raises(TrainingDataError, match=file.name):
                read(file)


def test_a_part_without_rows_is_missed_only_where_it_is_needed(
    tmp_path: Path, write_table: Write
) -> None:
    file = write_table(tmp_path / "fer.csv", [row(usage="PrivateTest")])
    with pytest.raises(TrainingDataError, match="no row whose Usage is Training"):
        read_fer2013(file)
    parts = read_fer2013(file, needed=["PrivateTest"])
    assert len(parts["PrivateTest"]) == 1 and len(parts["Training"]) == 0


def test_single_votes_are_dropped_and_the_rest_are_shares(
    tmp_path: Path, write_table: Write
) -> None:
    table = [votes(happiness=6, surprise=2, fear=1, contempt=1), votes(fear=1, NF=9)]
    shares = read_ferplus(write_table(tmp_path / "votes.csv", table))
    assert shares.shape == (2, 7)
    assert shares[0, FACE_EMOTIONS.index(FaceEmotion.HAPPY)] == 0.75
    assert shares[0, FACE_EMOTIONS.index(FaceEmotion.SURPRISED)] == 0.25
    assert shares[0].sum() == 1 and shares[1].sum() == 0


@pytest.mark.parametrize("fault", [{"anger": "many"}, {"anger": ""}])
def test_bad_votes_are_named_with_file_and_row(
    tmp_path: Path, write_table: Write, fault: dict[str, str]
) -> None:
    file = write_table(tmp_path / "votes.csv", [votes(), votes() | fault])
    with pytest.raises(TrainingDataError, match=r"votes\.csv, row 3"):
        read_ferplus(file)


def test_votes_of_another_number_of_faces_are_refused(tmp_path: Path, write_table: Write) -> None:
    faces = write_table(tmp_path / "fer.csv", ALL_PARTS)
    few = write_table(tmp_path / "votes.csv", [votes()])
    with pytest.raises(TrainingDataError, match="row by row"):
        read_fer2013(faces, few)


def test_votes_follow_their_faces_into_the_parts(tmp_path: Path, write_table: Write) -> None:
    faces = write_table(tmp_path / "fer.csv", ALL_PARTS)
    shares = [votes(anger=10), votes(fear=10), votes(sadness=10)]
    parts = read_fer2013(faces, write_table(tmp_path / "votes.csv", shares))
    assert parts["PrivateTest"].votes[0, FACE_EMOTIONS.index(FaceEmotion.SAD)] == 1


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_never_on_both_sides_of_a_split(
    make_faces: Callable[..., FaceSet], seed: int
) -> None:
    faces = make_faces(60)
    copied = FaceSet(faces.pixels, faces.labels, faces.votes, faces.group // 3)
    learn, held = hold_out(copied, seed=seed)
    assert len(learn) + len(held) == 60 and len(held) == 6
    assert not set(learn.group) & set(held.group)


def test_a_split_is_the_same_every_time(make_faces: Callable[..., FaceSet]) -> None:
    first, second = hold_out(make_faces(30))[1], hold_out(make_faces(30))[1]
    np.testing.assert_array_equal(first.group, second.group)


def test_groups_are_numbered_in_the_order_of_pixels(make_faces: Callable[..., FaceSet]) -> None:
    """Whoever holds out by group numbers must find the same tenth in every version."""
    pixels = make_faces(40).pixels
    pixels[30:] = pixels[:10]
    _, expected = np.unique(pixels.reshape(40, -1), axis=0, return_inverse=True)
    np.testing.assert_array_equal(group_copies(pixels), expected.reshape(-1))


def test_copies_with_different_labels_contradict_each_other() -> None:
    group, labels = np.array([0, 0, 1, 1, 2]), np.array([3, 3, 3, 4, 5])
    faces = FaceSet(np.zeros((5, 48, 48), np.uint8), labels, np.zeros((5, 7), np.float32), group)
    assert contradictory(faces).tolist() == [False, False, True, True, False]


def test_of_each_part_at_most_so_many_faces_are_read(tmp_path: Path, write_table: Write) -> None:
    table = [row(level=n) for n in range(5)] + ALL_PARTS[1:] * 3
    given = [votes(anger=10 - n) for n in range(len(table))]
    votes_file = write_table(tmp_path / "votes.csv", given)
    parts = read_fer2013(write_table(tmp_path / "fer.csv", table), votes_file, most=2)
    assert {name: len(faces) for name, faces in parts.items()} == dict.fromkeys(PARTS, 2)
    assert parts["Training"].pixels[:, 0, 0].tolist() == [0, 1]


def test_two_parts_joined_keep_rows_together(make_faces: Callable[..., FaceSet]) -> None:
    faces = make_faces(9)
    both = join(faces.first(4), faces.take(np.arange(4, 9)))
    for name in ("pixels", "labels", "votes", "group"):
        np.testing.assert_array_equal(getattr(both, name), getattr(faces, name))


def test_one_face_alone_cannot_be_split(make_faces: Callable[..., FaceSet]) -> None:
    learn, held = hold_out(make_faces(2))
    assert len(learn) == len(held) == 1
    with pytest.raises(TrainingDataError, match="no two different faces"):
        hold_out(make_faces(1))


KAGGLE = {"emotion": "emotion", "pixels": " pixels", "Usage": " Usage"}


def as_text(rows: list[dict[str, Any]], names: dict[str, str], separator: str = ",") -> str:
    """A csv table with these names in its head."""
    lines = [separator.join(str(one[name]) for name in names) for one in rows]
    return "\n".join([separator.join(names.values()), *lines]) + "\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (as_text(ALL_PARTS, KAGGLE), "utf-8"),
        (as_text(ALL_PARTS, {name: name.lower() for name in KAGGLE}), "utf-8"),
        (as_text(ALL_PARTS, {name: name for name in KAGGLE}), "utf-8-sig"),
        (as_text(ALL_PARTS, {name: name for name in KAGGLE}), "utf-16"),
        (as_text(ALL_PARTS, {name: name for name in KAGGLE}, ";"), "utf-8"),
        (as_text(ALL_PARTS, {name: name for name in KAGGLE}) + "\n\n,,\n", "utf-8"),
        (as_text([one | {"emotion": " 0.0"} for one in ALL_PARTS], KAGGLE), "utf-8"),
        (as_text([one | {"emotion": "Anger"} for one in ALL_PARTS], KAGGLE), "utf-8"),
    ],
    ids=["kaggle", "lower", "bom", "utf16", "semicolon", "blank rows", "numbers", "names"],
)
def test_tables_are_read_in_every_form_in_which_they_are_met(
    tmp_path: Path, text: str, encoding: str
) -> None:
    (tmp_path / "fer.csv").write_text(text, encoding=encoding)
    parts = read_fer2013(tmp_path / "fer.csv")
    assert {name: faces.pixels[:, 0, 0].tolist() for name, faces in parts.items()} == {
        "Training": [0], "PublicTest": [1], "PrivateTest": [2],
    }  # fmt: skip
    assert parts["Training"].labels.tolist() == [FACE_EMOTIONS.index(FaceEmotion.ANGRY)]


def test_a_table_that_names_no_parts_is_all_training(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(
        as_text([row(), row(3)], {"emotion": "emotion", "pixels": "pixels"})
    )
    parts = read_fer2013(tmp_path / "train.csv")
    assert {name: len(faces) for name, faces in parts.items()} == {
        "Training": 2, "PublicTest": 0, "PrivateTest": 0,
    }  # fmt: skip


def test_what_a_table_has_instead_of_a_column_is_said(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("pixels, Usage\n1 2,PublicTest\n")
    with pytest.raises(TrainingDataError, match="no column emotion; its columns are pixels, Usage"):
        read_fer2013(tmp_path / "test.csv")
