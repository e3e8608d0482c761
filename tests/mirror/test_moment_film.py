"""The film of a moment shows its recipes, painted again, for ten seconds, and is marked."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from vaha.artwork import Recipe
from vaha.camera.camera import Camera
from vaha.emotions import Mood
from vaha.errors import InputError
from vaha.marking import SOURCES, VAHA
from vaha.mirror.film import RATE
from vaha.mirror.moment_film import film_of, frames, there_and_back
from vaha.moments import SECONDS, Moment
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio

MOMENT = Moment(
    tuple(Recipe(Mood.parse(mood), 3) for mood in ("happy", "sad", "angry")), (0.0, 2.0, 4.0)
)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(*fake_studio_parts(1))


def test_each_recipe_is_seen_at_its_time_and_fades_into_the_next(studio: Studio) -> None:
    shown = list(frames(MOMENT, studio, 64))
    assert len(shown) == SECONDS * RATE
    [happy, sad, angry] = [
        next(iter(frames(Moment((one, one), (0.0, 1.0)), studio, 64))) for one in MOMENT.recipes
    ]
    for seconds, wanted in ((0, happy), (2, sad), (4, angry), (6, sad), (8, happy)):
        assert np.array_equal(shown[round(seconds * RATE)], wanted), f"at {seconds} s"
    middle = shown[round(RATE)].astype(int)
    assert np.abs(middle - (happy.astype(int) + sad) / 2).max() <= 1


def test_a_walk_turns_at_its_ends() -> None:
    assert [there_and_back(at, 2.0) for at in (0, 1, 2, 3, 4, 5)] == [0, 1, 2, 1, 0, 1]
    assert there_and_back(9.96, 9.96) == pytest.approx(9.96)


@pytest.mark.parametrize("ending", ["webm", "mp4"])
def test_a_film_lasts_ten_seconds_is_marked_and_carries_its_recipes(
    studio: Studio, tmp_path: Path, ending: str
) -> None:
    data = film_of(MOMENT, studio, f".{ending}", side=32)
    (tmp_path / f"film.{ending}").write_bytes(data)
    with Camera(tmp_path / f"film.{ending}") as camera:
        assert len(list(camera.frames())) == SECONDS * RATE
    packet = data[data.index(b"<x:xmpmeta") : data.index(b"<?xpacket end")]
    [said] = ElementTree.fromstring(packet).iter(
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
    )
    assert SOURCES["trained"] in said.attrib.values()
    assert Moment.from_json(said.attrib[f"{{{VAHA}}}Recipe"]) == MOMENT


def test_no_other_film_is_made(studio: Studio) -> None:
    with pytest.raises(InputError, match="webm"):
        film_of(MOMENT, studio, ".gif", side=32)
