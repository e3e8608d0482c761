"""`vaha look --why`: the picture that it writes, and the circumplex in the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from vaha.affect import Affect
from vaha.artwork import Artwork, Recipe, save_artwork
from vaha.cli.look.why import circumplex
from vaha.emotions import Mood
from vaha.images import read_image, write_png
from vaha.stages.why_picture import SIDE

Run = Callable[..., Result]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    write_png(tmp_path / "me.png", np.full((60, 90, 3), 90, np.uint8))
    return tmp_path / "me.png"


def test_a_picture_of_each_face_is_written_beside_what_is_said(
    fakes: Any, run: Run, photo: Path
) -> None:
    fakes(faces=2, moods=[Mood.parse("happy"), Mood.parse("sad")])
    ran = run("look", photo, "--why")
    assert ran.exit_code == 0
    assert "face 1: happy" in ran.stderr and "pleasure +0.81, arousal +0.51" in ran.stderr
    (written,) = Path().glob("*-why.png")
    assert written.name in ran.stderr
    assert read_image(written).shape == (2 * SIDE + 12, 2 * SIDE + 12, 3)


def test_it_never_writes_over_what_is_there(fakes: Any, run: Run, photo: Path) -> None:
    fakes()
    kept = photo.read_bytes()
    assert run("look", photo, "--why", photo).exit_code == 1
    assert photo.read_bytes() == kept
    assert run("look", photo, "--why", "one.png").exit_code == 0
    assert run("look", photo, "--why").exit_code == run("look", photo, "--why").exit_code == 0
    assert len(list(Path().glob("*-why*.png"))) == 2


def test_of_a_work_it_shows_what_the_critic_sees(fakes: Any, run: Run, tmp_path: Path) -> None:
    fakes()
    image = np.full((64, 64, 3), 90, np.uint8)
    save_artwork(Artwork(image, Recipe(Mood.parse("sad"), 1)), tmp_path / "work.png")
    document = json.loads(run("look", tmp_path / "work.png", "--why", "--json").stdout)
    assert document["mood"] == "sad"
    assert read_image(document["picture"]).shape == (SIDE, 2 * SIDE + 12, 3)


def test_json_says_where_the_mood_stands(fakes: Any, run: Run, photo: Path) -> None:
    fakes(moods=[Mood.parse("happy=0.5,sad=0.5")])
    document = json.loads(run("look", photo, "--json").stdout)
    assert document["faces"][0]["affect"] == {"pleasure": 0.09, "arousal": 0.12}


def test_it_explains_one_picture_in_which_a_face_must_be(fakes: Any, run: Run, photo: Path) -> None:
    fakes(faces=0)
    assert "no face was found" in run("look", photo, "--why").stderr
    assert not list(Path().glob("*-why.png"))
    assert run("look", photo, photo, "--why").exit_code == 2
    assert run("look", "--camera", "0", "--why").exit_code == 2


def test_the_circumplex_has_a_dot_where_the_mood_stands() -> None:
    happy = circumplex(Affect(0.81, 0.51)).splitlines()
    assert len(happy) == 11 and happy[0].strip() == "aroused" and happy[-1].strip() == "calm"
    middle = happy[5].index("+")
    (row,) = [n for n, line in enumerate(happy) if "●" in line]
    assert row == 3 and happy[row].index("●") == middle + 10
    sad = circumplex(Affect(-0.63, -0.27)).splitlines()
    (row,) = [n for n, line in enumerate(sad) if "●" in line]
    assert row == 6 and sad[row].index("●") == middle - 8
    assert "●" in circumplex(Affect(-1, -1)).splitlines()[9]
