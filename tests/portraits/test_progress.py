from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from vaha.artwork import Artwork
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import NoFaceFound
from vaha.portraits.making import AT_ONCE
from vaha.portraits.progress import Unobserved
from vaha.stages.base import Face, MoodReading
from vaha.stages.fake import FakeFaceFinder, FakeMoodReader, fake_studio_parts
from vaha.studio import PortraitOptions, Studio

PHOTO = np.zeros((200, 160, 3), np.uint8)


class Seen(Unobserved):
    """Notes what it is shown, in its order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.works: list[Artwork] = []
        self.sure: bool | None = None

    def stage(self, name: str) -> None:
        self.told.append(name)

    def found(self, faces: Sequence[Face], readings: Sequence[MoodReading]) -> None:
        self.told.append(f"{len(faces)} faces, {len(readings)} readings")

    def felt(self, mood: Mood, sure: bool | None) -> None:
        self.told.append(f"felt {mood.top.value}")
        self.sure = sure

    def painted(self, works: Sequence[Artwork]) -> None:
        self.told.append(f"painted {len(works)}")
        self.works += works

    def judged(self, works: Sequence[Artwork]) -> None:
        assert all(work.scores for work in works)
        self.told.append(f"judged {len(works)}")

    def chosen(self, candidates: Sequence[Artwork], kept: Sequence[Artwork]) -> None:
        self.told.append(f"chosen {len(kept)} of {len(candidates)}")

    def finished(self, index: int, work: Artwork) -> None:
        self.told.append(f"finished {index}: {work.image.shape[0]}")


@pytest.fixture
def studio() -> Studio:
    return Studio(*fake_studio_parts())


def test_everything_is_shown_as_it_happens(studio: Studio) -> None:
    seen = Seen()
    studio.portrait(PHOTO, PortraitOptions(candidates=AT_ONCE + 2, keep=2), observer=seen)
    assert seen.told == [
        "faces", "mood", "1 faces, 1 readings", "felt happy",
        "paint", "painted 8", "painted 2",
        "choose", "judged 8", "judged 2", "chosen 2 of 10",
        "enlarge", "brush", "finished 0: 512", "finished 1: 512",
    ]  # fmt: skip


def test_watching_changes_nothing(studio: Studio) -> None:
    options = PortraitOptions(seed=5)
    seen = Seen()
    watched = studio.portrait(PHOTO, options, observer=seen)
    alone = studio.portrait(PHOTO, options)
    assert [work.recipe for work in watched.works] == [work.recipe for work in alone.works]
    for shown, candidate in zip(seen.works, alone.candidates, strict=True):
        assert np.array_equal(shown.image, candidate.image)


def test_candidates_are_those_that_one_batch_would_give(studio: Studio) -> None:
    portrait = studio.portrait(PHOTO, PortraitOptions(seed=5, candidates=20))
    seeds = [work.recipe.seed for work in portrait.candidates]
    at_once = studio.paint(portrait.mood, seeds)
    for one, other in zip(portrait.candidates, at_once, strict=True):
        assert np.array_equal(one.image, other.image)


@pytest.mark.parametrize(
    "moment", ["faces", "felt happy", "painted 8", "judged 8", "finished 0: 512"]
)
def test_an_observer_ends_the_portrait_by_raising(studio: Studio, moment: str) -> None:
    class Enough(Exception):
        pass

    class Told(list):
        def append(self, said: str) -> None:
            super().append(said)
            if said == moment:
                raise Enough

    seen = Seen()
    seen.told = Told()
    with pytest.raises(Enough):
        studio.portrait(PHOTO, observer=seen)
    assert seen.told[-1] == moment and seen.told.count(moment) == 1


def test_both_the_teller_and_the_observer_hear_of_stages(studio: Studio) -> None:
    told: list[str] = []
    seen = Seen()
    studio.portrait(PHOTO, tell=told.append, observer=seen)
    assert told == [name for name in seen.told if " " not in name]


def test_a_mood_is_sure_as_its_reading_is_and_a_given_one_is_nobody_s(studio: Studio) -> None:
    unsure = Studio(FakeFaceFinder(), FakeMoodReader(sure=False), *fake_studio_parts()[2:])
    for one, options, sure in (
        (studio, PortraitOptions(), True),
        (unsure, PortraitOptions(), False),
        (unsure, PortraitOptions(mood=Mood.parse("sad")), None),
    ):
        seen = Seen()
        one.portrait(PHOTO, options, observer=seen)
        assert seen.sure is sure


def test_without_an_image_the_mood_must_be_given(studio: Studio) -> None:
    portrait = studio.portrait(None, PortraitOptions(mood=Mood.parse("sad")))
    assert portrait.faces == () and len(portrait.works) == 3
    with pytest.raises(NoFaceFound):
        studio.portrait(None)


def test_varying_paints_near_a_recipe_in_its_mood_and_strength(studio: Studio) -> None:
    start = replace(studio.paint(Mood.parse("sad"), [3], 0.5)[0].recipe, scale=4)
    portrait = studio.portrait(None, PortraitOptions(vary=start, candidates=9))
    assert portrait.mood == start.mood
    for work in portrait.candidates:
        assert (work.recipe.seed, work.recipe.truncation, work.recipe.scale) == (3, 0.5, 1)
        assert work.recipe.variation is not None
    assert len({work.recipe.variation for work in portrait.candidates}) == 9
    assert np.array_equal(studio.repaint(portrait.works[0].recipe).image, portrait.works[0].image)


def test_varying_in_another_mood_and_strength(studio: Studio) -> None:
    start = studio.paint(Mood.parse("sad"), [3])[0].recipe
    options = PortraitOptions(vary=start, mood=Mood.parse("happy"), truncation=0.25, candidates=3)
    work = studio.portrait(None, options).works[0]
    assert work.recipe.mood.top is FaceEmotion.HAPPY and work.recipe.truncation == 0.25
