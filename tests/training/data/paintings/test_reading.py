from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from vaha.emotions import ART_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.training.data.paintings.reading import PaintingSet, read_paintings, read_votes

Row = dict[str, Any]
Folder = Callable[..., tuple[Path, Path]]

GOOD = {"public_domain_likely": "1", "squashed": "0", "chroma": "20", "split": "train"}


def painting(name: str, style: str = "Cubism", artist: str = "a", **more: str) -> Row:
    return {"art_style": style, "painting": name, "artist": artist} | GOOD | more


def vote(name: str, emotion: str, style: str = "Cubism") -> Row:
    return {"art_style": style, "painting": name, "emotion": emotion, "repetition": 1}


@pytest.fixture
def folder(tmp_path: Path, write_table: Callable[..., Path]) -> Folder:
    """A WikiArt folder with these rows, each painting a left half of 40 and a right half of 200."""

    def make(rows: list[Row], votes: Sequence[Row] = ()) -> tuple[Path, Path]:
        pixels = np.full((128, 128, 3), 40, np.uint8)
        pixels[:, 64:] = 200
        for row in rows:
            file = tmp_path / row["art_style"] / f"{row['painting']}.webp"
            file.parent.mkdir(exist_ok=True)
            Pillow.fromarray(pixels).save(file, lossless=True)
        write_table(tmp_path / "paintings.csv", rows)
        return tmp_path, write_table(tmp_path / "votes.csv", list(votes) or [vote("x", "awe")])

    return make


def test_pictures_are_averaged_down_and_named_by_style_and_title(folder: Folder) -> None:
    paintings = read_paintings(*folder([painting("one"), painting("two", style="Pop_Art")]))
    assert paintings.names.tolist() == ["Cubism/one", "Pop_Art/two"]
    assert paintings.pixels.shape == (2, 64, 64, 3) and paintings.pixels.dtype == np.uint8
    assert (paintings.pixels[0, :, :32] == 40).all() and (paintings.pixels[0, :, 32:] == 200).all()
    assert read_paintings(*folder([painting("one")]), size=128).pixels.shape == (1, 128, 128, 3)


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"public_domain_likely": "0"}, False),
        ({"public_domain_likely": ""}, False),
        ({"squashed": "1"}, False),
        ({"chroma": "5"}, False),
        ({"chroma": ""}, False),
    ],
)
def test_only_colour_in_proportion_and_likely_public_domain_may_be_painted(
    folder: Folder, changes: dict[str, str], allowed: bool
) -> None:
    paintings = read_paintings(*folder([painting("one", **changes)]))
    assert paintings.may_paint.tolist() == [allowed]


def test_the_validation_part_is_held_out(folder: Folder) -> None:
    rows = [painting("one"), painting("two", split="val"), painting("three", split="")]
    assert read_paintings(*folder(rows)).held.tolist() == [False, True, False]


def test_rare_styles_and_artists_count_as_unknown(folder: Folder) -> None:
    rows = [painting(str(number), style="Realism", artist="z") for number in range(3)]
    rows += [painting("one", style="Baroque", artist=""), painting("two", artist="y")]
    rows += [painting("three", style="Cubism", artist="y")]
    paintings = read_paintings(*folder(rows), rare_artist=2, rare_style=2)
    assert paintings.style.tolist() == [1, 1, 1, -1, 0, 0]
    assert paintings.artist.tolist() == [1, 1, 1, -1, 0, 0]


def test_votes_are_counted_in_artemis_order(folder: Folder) -> None:
    votes = [vote("one", "awe"), vote("one", "awe"), vote("one", "something else")]
    paintings = read_paintings(*folder([painting("one"), painting("two")], votes))
    assert paintings.votes[0].tolist() == [0, 2, 0, 0, 0, 0, 0, 0, 1]
    assert [emotion.value for emotion in ART_EMOTIONS][1] == "awe"
    assert paintings.voted.tolist() == [True, False]


def test_an_unknown_emotion_is_named_with_its_row(folder: Folder) -> None:
    _, file = folder([painting("one")], [vote("one", "awe"), vote("one", "joy")])
    with pytest.raises(TrainingDataError, match=r"votes\.csv, row 3: unknown emotion 'joy'"):
        read_votes(file)


def test_what_is_wrong_with_a_table_is_said_with_its_name(tmp_path: Path, folder: Folder) -> None:
    with pytest.raises(TrainingDataError, match=r"cannot read .*nowhere"):
        read_paintings(tmp_path / "nowhere", tmp_path / "votes.csv")
    place, votes = folder([painting("one", chroma="red")])
    with pytest.raises(TrainingDataError, match=r"paintings\.csv, row 2: chroma is 'red'"):
        read_paintings(place, votes)
    for text, says in (
        ("art_style,painting\n", "no column artist"),
        ("art_style,painting,artist\n", "has no rows"),
        ("art_style,painting,artist\nCubism\n", "row 2: no artist, painting"),
    ):
        (place / "paintings.csv").write_text(text)
        with pytest.raises(TrainingDataError, match=says):
            read_paintings(place, votes)
    (place / "paintings.csv").write_bytes(b"\xff\x81\x00\x81")
    with pytest.raises(TrainingDataError, match="not a csv file"):
        read_paintings(place, votes)


def test_a_missing_picture_is_named(folder: Folder) -> None:
    place, votes = folder([painting("one")])
    file = place / "Cubism" / "one.webp"
    file.write_bytes(b"no picture")
    with pytest.raises(TrainingDataError, match=r"cannot read the painting .*one\.webp"):
        read_paintings(place, votes)
    file.unlink()
    with pytest.raises(TrainingDataError, match=r"cannot read the painting .*one\.webp"):
        read_paintings(place, votes)


def test_what_may_be_painted_is_split_and_both_sides_are_needed(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    paintings = make_paintings(30)
    learn, held = paintings.split()
    assert (learn | held).tolist() == paintings.may_paint.tolist() and not (learn & held).any()
    with pytest.raises(TrainingDataError, match="0 held out"):
        paintings.take(~paintings.held).split()
    with pytest.raises(TrainingDataError, match="0 paintings to learn from"):
        paintings.take(paintings.held).split()


def test_of_an_oblong_picture_of_any_size_the_middle_is_seen(folder: Folder) -> None:
    place, votes = folder([painting("one")])
    pixels = np.full((150, 431, 3), 40, np.uint8)
    pixels[:, 215:] = 200
    Pillow.fromarray(pixels).save(place / "Cubism" / "one.webp", lossless=True)
    (seen,) = read_paintings(place, votes).pixels
    assert seen.shape == (64, 64, 3)
    assert (seen[:, :31] == 40).all() and (seen[:, 33:] == 200).all()


def test_one_broken_picture_in_a_hundred_is_left_out_and_told(folder: Folder) -> None:
    place, votes = folder([painting(str(number)) for number in range(100)])
    (place / "Cubism" / "7.webp").write_bytes(b"no picture")
    told: list[str] = []
    paintings = read_paintings(place, votes, tell=told.append)
    assert len(paintings) == len(paintings.pixels) == len(paintings.held) == 99
    assert "Cubism/7" not in paintings.names
    assert told[0].startswith("left out: cannot read the painting") and "7.webp" in told[0]
    (place / "Cubism" / "8.webp").unlink()
    with pytest.raises(TrainingDataError, match="2 of 100"):
        read_paintings(place, votes)


def test_a_folder_without_a_table_is_read_as_it_unpacks(
    tmp_path: Path, write_table: Callable[..., Path]
) -> None:
    names = [f"artist-{number % 3}_title-{number}-été" for number in range(40)]
    for number, name in enumerate(names):
        file = tmp_path / "Ukiyo_e" / f"{unicodedata.normalize('NFD', name)}.jpg"
        file.parent.mkdir(exist_ok=True)
        Pillow.new("RGB", (80 + number, 90), (200, 60, 60) if number else (9, 9, 9)).save(file)
    (tmp_path / "Ukiyo_e" / "._x.jpg").write_bytes(b"")
    (tmp_path / ".git").mkdir()
    table = [vote(names[1], "awe", "Ukiyo_e"), vote("nowhere", "awe", "Ukiyo_e")]
    told: list[str] = []
    votes = write_table(tmp_path / "votes.csv", table)
    paintings = read_paintings(tmp_path, votes, rare_artist=2, tell=told.append)
    assert len(paintings) == 40 and set(paintings.artist.tolist()) == {0, 1, 2}
    assert paintings.voted.sum() == 1 and told == [
        f"1 of 2 paintings with votes are not in {tmp_path}"
    ]
    grey = paintings.names.tolist().index(f"Ukiyo_e/{names[0]}")
    assert not paintings.may_paint[grey] and paintings.may_paint.sum() == 39
    learn, held = paintings.split()
    assert held.sum() >= 1 and learn.sum() > held.sum()
