from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from tests.study.voters import entries
from vaha.emotions import FACE_EMOTIONS
from vaha.errors import OutputError
from vaha.study.key import read_key
from vaha.study.make import Picture
from vaha.study.write import refuse_a_second, study_page, write_study

PICTURES = [
    Picture(np.full((16, 16, 3), 9 * place, np.uint8), entry)
    for place, entry in enumerate(entries("VAHA", 1) + entries("rival", 1))
]


def test_the_pictures_that_are_shown_say_nothing(tmp_path: Path) -> None:
    """No recipe, no mark, no name: a PNG's pixels and what is needed to read them."""
    write_study(tmp_path, PICTURES)
    shown = sorted((tmp_path / "show").glob("*.png"))
    assert [path.name for path in shown] == [f"{number:03d}.png" for number in range(1, 15)]
    for path, picture in zip(shown, PICTURES, strict=True):
        with PIL.Image.open(path) as image:
            assert not image.info
            assert np.array_equal(np.asarray(image), picture.image)
        chunks = re.findall(rb"IHDR|IDAT|IEND|[a-z][A-Za-z]{2}[tT]|iTXt|eXIf", path.read_bytes())
        assert chunks[0] == b"IHDR" and b"iTXt" not in chunks and b"tEXt" not in chunks


def test_nothing_that_is_shown_names_a_source(tmp_path: Path) -> None:
    write_study(tmp_path, PICTURES)
    for path in (tmp_path / "show").iterdir():
        assert b"rival" not in path.read_bytes() and b"seed" not in path.read_bytes()
    assert not (tmp_path / "show" / "key.csv").exists()


def test_the_key_says_what_each_picture_is(tmp_path: Path) -> None:
    study = write_study(tmp_path, PICTURES)
    key = read_key(tmp_path)
    assert key.study == study
    for number, picture in enumerate(PICTURES, 1):
        entry = key.entries[f"{number:03d}.png"]
        assert (entry.source, entry.asked) == (picture.entry.source, picture.entry.asked)


def test_other_pictures_are_another_study(tmp_path: Path) -> None:
    names = [write_study(tmp_path / str(last), PICTURES[:last]) for last in (13, 14)]
    again = write_study(tmp_path / "again", PICTURES)
    assert names[0] != names[1] == again


def test_a_study_is_not_written_over(tmp_path: Path) -> None:
    refuse_a_second(tmp_path)
    write_study(tmp_path, PICTURES)
    with pytest.raises(OutputError, match="holds a study already"):
        refuse_a_second(tmp_path)
    (tmp_path / "key.csv").unlink()
    with pytest.raises(OutputError, match="holds a study already"):
        refuse_a_second(tmp_path)


def test_the_page_knows_its_study_and_asks_nobody_else() -> None:
    page = study_page("0123", ["001.png", "</script>.png"])
    (about,) = re.findall(r"const about = (.*);", page)
    assert json.loads(about)["pictures"] == ["001.png", "</script>.png"]
    assert json.loads(about)["moods"] == [emotion.value for emotion in FACE_EMOTIONS]
    assert page.count("</script>") == 1
    assert "default-src 'none'" in page and not re.search(r"https?://|fetch\(|XMLHttp", page)


def test_the_page_says_that_an_algorithm_made_some() -> None:
    page = " ".join(study_page("0123", ["001.png"]).split())
    assert "Pictures made by a trained algorithm (artificial intelligence) are among them" in page
