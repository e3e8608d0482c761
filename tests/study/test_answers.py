from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.study.voters import entries
from vaha.emotions import FaceEmotion
from vaha.errors import InputError
from vaha.study.answers import COLUMNS, answers_to_csv, read_answers
from vaha.study.key import Key

SHOWN = [replace(one, picture=f"00{place}.png") for place, one in enumerate(entries("VAHA", 1), 1)]
KEY = Key("abc", {one.picture: one for one in SHOWN})
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of answers: its head, and these rows after it."""

    def to_file(*rows: str, name: str = "one.csv", head: str = ",".join(COLUMNS)) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        return path

    return to_file


def test_answers_are_joined_to_the_key(write: Write, tmp_path: Path) -> None:
    first = write("abc,v1,001.png,angry,4,1,2.5", "abc,v1,002.png,cannot say,1,2,3.0")
    second = write("abc,v2,001.png,sad,5,1,9", name="two.csv")
    found = read_answers(KEY, [first, second])
    assert [(one.voter, one.perceived, one.hang, one.is_as_asked) for one in found] == [
        ("v1", FaceEmotion.ANGRY, 4, True),
        ("v1", None, 1, False),
        ("v2", FaceEmotion.SAD, 5, False),
    ]
    joined = list(csv.DictReader(answers_to_csv(found).decode().splitlines()))
    assert joined[1]["asked"] == "disgusted" and joined[1]["perceived"] == "cannot say"
    assert joined[0]["source"] == "VAHA" and joined[0]["seconds"] == "2.5"


def test_a_spreadsheet_may_have_saved_it_again(write: Write) -> None:
    path = write("abc,v1,001.png,angry,4,1,2.5")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_answers(KEY, [path])) == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("other,v1,001.png,angry,4,1,2", "answers the study other, not abc"),
        ("abc,v1,099.png,angry,4,1,2", "099.png, which is no picture of this study"),
        ("abc,v1,001.png,bored,4,1,2", "unknown emotion 'bored'"),
        ("abc,v1,001.png,,4,1,2", "unknown emotion ''"),
        ("abc,v1,001.png,angry,6,1,2", "'6' for 001.png is no vote"),
        ("abc,v1,001.png,angry,,1,2", "'' for 001.png is no vote"),
        ("abc,,001.png,angry,4,1,2", "'' is no voter"),
        ("abc,=1+1,001.png,angry,4,1,2", "'=1+1' is no voter"),
        ("abc,v1,001.png,angry,4,=1+1,2", "are no numbers"),
        ("abc,v1,001.png,angry,4", "is not whole"),
    ],
)
def test_what_does_not_belong_is_refused(write: Write, row: str, says: str) -> None:
    path = write("abc,v0,001.png,angry,4,1,2", row)
    with pytest.raises(InputError) as error:
        read_answers(KEY, [path])
    assert says in str(error.value) and "one.csv" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("where", ["in one file", "in two files"])
def test_who_answers_a_picture_twice_is_refused(write: Write, where: str) -> None:
    row = "abc,v1,001.png,angry,4,1,2"
    one = where == "in one file"
    paths = [write(row, row)] if one else [write(row), write(row, name="two.csv")]
    with pytest.raises(InputError, match=r"voter v1 answers 001\.png twice"):
        read_answers(KEY, paths)


def test_a_file_of_something_else_is_refused(write: Write, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00")
    with pytest.raises(InputError, match="cannot be read as a CSV"):
        read_answers(KEY, [picture])
    with pytest.raises(InputError, match="has not the columns study,voter"):
        read_answers(KEY, [write("1,2", head="a,b")])
    with pytest.raises(InputError, match="a head and no rows"):
        read_answers(KEY, [write()])
    with pytest.raises(InputError, match="there is no file"):
        read_answers(KEY, [tmp_path / "nowhere.csv"])
    picture.write_bytes(b"")
    with pytest.raises(InputError, match="has not the columns"):
        read_answers(KEY, [picture])
