"""One call each, on the bundled models."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from skimage import data

import vaha
from vaha.artwork import read_recipe
from vaha.shortcuts import calls as shortcuts
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio

FACE = data.astronaut()


@pytest.fixture(autouse=True)
def studio(monkeypatch: pytest.MonkeyPatch) -> Studio:
    made = Studio(*fake_studio_parts())
    monkeypatch.setattr(shortcuts, "_studio", lambda: made)
    return made


def test_a_portrait_in_one_call(studio: Studio) -> None:
    portrait = vaha.portrait(FACE, keep=2, candidates=4, seed=7)
    again = studio.portrait(FACE, vaha.PortraitOptions(keep=2, candidates=4, seed=7))
    assert [work.recipe for work in portrait.works] == [work.recipe for work in again.works]
    assert vaha.portrait(FACE, mood="sad", candidates=3).mood == vaha.Mood.parse("sad")


def test_portraits_may_be_awaited_several_at_a_time() -> None:
    async def both() -> list[vaha.Portrait]:
        calls = [asyncio.to_thread(vaha.portrait, FACE, candidates=3, seed=seed) for seed in (7, 8)]
        return await asyncio.gather(*calls)

    for made, seed in zip(asyncio.run(both()), (7, 8), strict=True):
        alone = vaha.portrait(FACE, candidates=3, seed=seed)
        pairs = zip(made.works, alone.works, strict=True)
        assert all((one.image == other.image).all() for one, other in pairs)


def test_works_of_a_mood_and_style() -> None:
    (work,) = vaha.paint("happy", style="Impressionism", candidates=2, keep=1)
    assert work.recipe.style is vaha.Style.IMPRESSIONISM


def test_a_look_names_each_face() -> None:
    ((face, reading),) = vaha.look(FACE)
    assert face.box.area > 0 and reading.mood.top


def test_portraits_of_many_come_one_by_one() -> None:
    few = (FACE for _ in range(2))
    assert len(list(vaha.portrait_many(few, candidates=3, size=64))) == 2
    with pytest.raises(vaha.PictureError):
        list(vaha.portrait_many([FACE, None]))


def test_a_wrong_word_is_told() -> None:
    with pytest.raises(TypeError, match="wings"):
        vaha.portrait(FACE, wings=2)
    with pytest.raises(vaha.InputError, match="did you mean"):
        vaha.paint("happy", style="impresionism")


def test_a_portrait_is_saved_and_shown(tmp_path: Path) -> None:
    portrait = vaha.portrait(FACE, keep=2, candidates=4, seed=7, size=128)
    paths = portrait.save(tmp_path / "mine")
    assert [read_recipe(path) for path in paths] == [work.recipe for work in portrait.works]
    html = portrait._repr_html_()
    assert html.count("<img") == 2 and portrait.mood.top.value in html
    assert "array(" not in repr(portrait)


def test_a_work_is_a_picture_for_others(tmp_path: Path) -> None:
    work = vaha.paint("happy", candidates=2, keep=1, size=64)[0]
    assert np.array_equal(np.asarray(work.pil), work.image)
    shown = PIL.Image.open(io.BytesIO(work._repr_png_()))
    assert np.array_equal(np.asarray(shown), work.image)
    assert read_recipe(work.save(tmp_path / "a.png")) == work.recipe


def test_a_mood_prints_its_emotions() -> None:
    mood = vaha.Mood.parse("happy=0.75,sad=0.25")
    assert repr(mood) == "Mood.parse('happy=0.75,sad=0.25')"
    assert str(mood) == "happy=0.75,sad=0.25"
