"""`vaha data check` says what is there, in whatever form, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from vaha.cli import main
from vaha.errors import TrainingDataError
from vaha.images import write_png
from vaha.training.data.check import FACES, FERPLUS, VOTES, WIKIART, check_folder

PICTURE = np.zeros((48, 48, 3), np.uint8)
FER = "emotion, pixels, Usage\n" + "0,1 2,Training\n" * 3 + "1,1 2,PublicTest\n"
ARTEMIS = "art_style,painting,emotion,utterance\nBaroque,a_b,awe,x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """FER-2013's table, ArtEmis' votes, and WikiArt's pictures."""
    place = tmp_path / "data"
    for name in ("wikiart/Baroque/rembrandt_a.png", "wikiart/Cubism/picasso_b.png"):
        write_png(place / name, PICTURE)
    (place / "kaggle").mkdir()
    (place / "kaggle/icml_face_data.csv").write_text(FER)
    (place / "artemis.csv").write_text(ARTEMIS, encoding="utf-8-sig")
    (place / ".cache").mkdir()
    return place


def test_each_form_is_known_and_counted(folder: Path) -> None:
    found = {one.what: one.count for one in check_folder(folder).found}
    assert found == {
        FACES: "3 of Training, 1 of PublicTest",
        VOTES: "1 rows",
        WIKIART: "2 pictures of 2 styles",
    }


def test_what_is_missing_is_said_and_where_it_is_had(folder: Path) -> None:
    (missing,) = check_folder(folder).missing
    assert missing.startswith(FERPLUS) and "fer2013new.csv" in missing


def test_folders_of_faces_are_counted_by_their_parts(tmp_path: Path) -> None:
    for part, name in (("train", "angry"), ("train", "happy"), ("validation", "sad")):
        write_png(tmp_path / "images" / part / name / "1.png", PICTURE)
    (one,) = check_folder(tmp_path).found
    assert (one.what, one.count, one.fault) == (FACES, "2 of Training, 1 of test", None)


def test_what_cannot_be_used_is_a_fault_and_the_exit_code(tmp_path: Path) -> None:
    write_png(tmp_path / "train/angry/1.png", PICTURE)
    ran = CliRunner().invoke(main, ["data", "check", str(tmp_path), "--json"])
    document = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert document["found"][0]["fault"] == "there are no pictures of test"
    assert len(document["missing"]) == 4


def test_a_good_folder_is_told_in_lines(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["data", "check", str(folder)])
    assert ran.exit_code == 0
    assert f"{folder / 'kaggle/icml_face_data.csv'}: {FACES}: 3 of Training" in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith(f"missing: {FERPLUS}")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"cannot read .*nowhere"):
        check_folder(tmp_path / "nowhere")
