from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from vaha.artwork import MOST_STEPS, Artwork, Recipe
from vaha.emotions import FaceEmotion, Mood
from vaha.errors import InputError, NoFaceFound
from vaha.hand.base import VERSION, Brushwork, Hand
from vaha.hand.brush import BrushHand
from vaha.hand.fake import FakeHand
from vaha.hand.manners import MANNERS
from vaha.hand.strokes import Strokes
from vaha.images import Image
from vaha.portraits.variations import candidate_seeds, morph, variations
from vaha.stages.base import Box, Face
from vaha.stages.fake import (
    FakeCritic,
    FakeEnlarger,
    FakeFaceFinder,
    FakeMoodReader,
    FakePainter,
    fake_studio_parts,
)
from vaha.studio import PortraitOptions, Studio
from vaha.styles import Style

PHOTO = np.zeros((200, 160, 3), np.uint8)
HAPPY, SAD = Mood.parse("happy"), Mood.parse("sad")


def studio(faces: int = 1, moods: Sequence[Mood] = (), hand: Hand | None = None) -> Studio:
    return Studio(
        FakeFaceFinder(faces),
        FakeMoodReader(moods),
        FakePainter(),
        FakeCritic(),
        FakeEnlarger(),
        hand or FakeHand(),
    )


def test_a_portrait_is_the_whole_path() -> None:
    portrait = studio().portrait(PHOTO, PortraitOptions(seed=1))
    assert len(portrait.faces) == len(portrait.readings) == 1
    assert portrait.mood == Mood.parse("happy=0.7,surprised=0.3")
    assert len(portrait.candidates) == 32 and len(portrait.works) == 3
    assert [work.image.shape for work in portrait.works] == [(512, 512, 3)] * 3
    assert all(work.recipe.hand == Brushwork() for work in portrait.works)
    assert all(work.strokes is not None for work in portrait.works)
    assert all(work.image.shape == (64, 64, 3) for work in portrait.candidates)


def test_the_kept_works_are_the_critic_s_best_of_the_candidates() -> None:
    portrait = studio().portrait(PHOTO, PortraitOptions(seed=1))
    best = sorted((work.recipe.seed for work in portrait.candidates), reverse=True)[:3]
    assert [work.recipe.seed for work in portrait.works] == best
    assert all(work.scores and work.lift is not None for work in portrait.candidates)


def test_the_same_seed_gives_the_same_portrait() -> None:
    first, again = (studio().portrait(PHOTO, PortraitOptions(seed=7)) for _ in range(2))
    assert first.seed == again.seed == 7
    for work, same in zip(first.works, again.works, strict=True):
        assert work.recipe == same.recipe and np.array_equal(work.image, same.image)


def test_without_a_seed_one_is_drawn_that_gives_the_portrait_again() -> None:
    drawn = studio().portrait(PHOTO)
    again = studio().portrait(PHOTO, PortraitOptions(seed=drawn.seed))
    assert [w.recipe for w in drawn.works] == [w.recipe for w in again.works]
    assert studio().portrait(PHOTO).seed != drawn.seed


def test_every_stage_is_told_and_timed_in_its_order() -> None:
    told: list[str] = []
    portrait = studio().portrait(PHOTO, tell=told.append)
    assert (
        told == list(portrait.timings) == ["faces", "mood", "paint", "choose", "enlarge", "brush"]
    )
    assert all(seconds >= 0 for seconds in portrait.timings.values())


def test_the_largest_face_is_read_unless_told() -> None:
    assert studio(2, [HAPPY, SAD]).portrait(PHOTO).mood == HAPPY


@pytest.mark.parametrize("face", ["largest", "all", 1])
def test_a_portrait_has_one_search_whatever_face_is_meant(face: str | int) -> None:
    """What is said of a photo beforehand (`find_faces`) and what is painted must not differ."""
    told: list[str] = []

    class Finder(FakeFaceFinder):
        def find(self, image: Image) -> list[Face]:
            told.append("find")
            return super().find(image)

        def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
            told.append("follow")
            return []

    parts = FakeMoodReader(), FakePainter(), FakeCritic(), FakeEnlarger(), FakeHand()
    painter = Studio(Finder(), *parts)
    portrait = painter.portrait(PHOTO, PortraitOptions(face=face))
    assert [face.box for face in portrait.faces] == [one.box for one in painter.find_faces(PHOTO)]
    assert told == ["find", "find"]


def test_any_face_can_be_chosen_by_its_number() -> None:
    assert studio(2, [HAPPY, SAD]).portrait(PHOTO, PortraitOptions(face=2)).mood == SAD


def test_all_faces_blend_into_the_mean_of_their_moods() -> None:
    mood = studio(4, [HAPPY, SAD, SAD, SAD]).portrait(PHOTO, PortraitOptions(face="all")).mood
    assert mood[FaceEmotion.HAPPY] == pytest.approx(0.25)
    assert mood[FaceEmotion.SAD] == pytest.approx(0.75)


def test_a_face_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no face 3"):
        studio(2).portrait(PHOTO, PortraitOptions(face=3))


def test_a_photo_without_a_face_has_no_portrait() -> None:
    with pytest.raises(NoFaceFound, match="no face was found"):
        studio(0).portrait(PHOTO)


def test_a_given_mood_replaces_the_one_that_was_read() -> None:
    portrait = studio().portrait(PHOTO, PortraitOptions(mood=SAD))
    assert portrait.mood == SAD
    assert portrait.readings[0].mood.top is FaceEmotion.HAPPY  # and is still reported


def test_a_given_mood_needs_no_face() -> None:
    portrait = studio(0).portrait(PHOTO, PortraitOptions(mood=SAD))
    assert portrait.faces == () and len(portrait.works) == 3


def test_a_portrait_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        studio().portrait(PHOTO).seed = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"candidates": 0}, "0 candidates; choose 1 to 1024"),
        ({"candidates": 1025}, "1025 candidates"),
        ({"keep": 0}, "keep 0 of 32"),
        ({"candidates": 2, "keep": 3}, "keep 3 of 2 candidates"),
        ({"seed": -1}, "seed -1 is out of range"),
        ({"scale": 0}, "enlarge 0 times"),
        ({"scale": 17}, "enlarge 17 times"),
        ({"truncation": 1.5}, "truncation 1.5"),
        ({"face": "tallest"}, "'tallest' is no face"),
        ({"manner": "oils"}, "no manner 'oils'; did you mean oil"),
        ({"effect": -1}, "by -1; give 0 to 2"),
        ({"size": 8193}, "8193 px; choose 16 to 8192"),
        ({"manner": "none", "size": 8}, "8 px; choose 16"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        PortraitOptions(**options)


def test_candidate_seeds_are_different_and_the_first_ones_stay_when_there_are_more() -> None:
    many = candidate_seeds(5, 1024)
    assert len(set(many)) == 1024 and all(0 <= seed < 2**32 for seed in many)
    assert candidate_seeds(5, 32) == many[:32]
    assert candidate_seeds(6, 32) != many[:32]


def test_enlarging_is_written_into_the_recipe() -> None:
    work = studio().paint(HAPPY, [3])[0]
    large = studio().enlarge(studio().enlarge(work, 2), 4)
    assert large.image.shape == (512, 512, 3)
    assert large.recipe.scale == 8
    assert set(large.recipe.models) == {"painter", "enlarger"}


def test_scale_one_leaves_a_work_as_it_is() -> None:
    work = studio().paint(HAPPY, [3])[0]
    assert studio().enlarge(work, 1) is work


def test_a_work_is_enlarged_16_times_at_most_in_all() -> None:
    work = studio().enlarge(studio().paint(HAPPY, [3])[0], 8)
    with pytest.raises(InputError, match="8 times enlarged already"):
        studio().enlarge(work, 4)


def test_a_recipe_paints_the_same_picture_again() -> None:
    work = studio().portrait(PHOTO, PortraitOptions(seed=1, truncation=0.5)).works[0]
    again = studio().repaint(Recipe.from_json(work.recipe.to_json()))
    assert np.array_equal(again.image, work.image)
    assert again.recipe == work.recipe
    assert studio().differences(work.recipe) == []


def test_other_models_than_the_recipe_s_are_told() -> None:
    recipe = studio().portrait(PHOTO).works[0].recipe
    other = replace(recipe, models=recipe.models | {"painter": "f" * 64})
    assert len(studio().differences(other)) == 1
    assert "painter" in studio().differences(other)[0]


def test_a_recipe_that_names_a_model_we_do_not_use_is_told() -> None:
    recipe = replace(studio().portrait(PHOTO).works[0].recipe, models={"painter": "0" * 64})
    assert any("enlarger" in sentence for sentence in studio().differences(recipe))


def test_works_are_scored_and_chosen_on_their_own() -> None:
    works = studio().paint(SAD, range(5))
    assert [w.lift for w in studio().score(works, SAD)] == [s / 2**64 for s in range(5)]
    assert [w.recipe.seed for w in studio().choose(works, SAD, keep=2)] == [4, 3]


def test_the_painter_s_own_strength_is_used_unless_told() -> None:
    class Remembering(FakePainter):
        def paint(
            self,
            mood: Mood,
            seeds: Sequence[int],
            truncation: float | None = None,
            style: Style = Style.ANY,
        ) -> list[Artwork]:
            asked.append(truncation)
            return super().paint(mood, seeds, truncation, style)

    asked: list[float | None] = []
    parts = (
        FakeFaceFinder(),
        FakeMoodReader(),
        Remembering(),
        FakeCritic(),
        FakeEnlarger(),
        FakeHand(),
    )
    Studio(*parts).portrait(PHOTO)
    Studio(*parts).portrait(PHOTO, PortraitOptions(truncation=0.3))
    assert list(dict.fromkeys(asked)) == [None, 0.3]


def test_a_style_moves_painter_and_hand_and_stays_with_the_variations() -> None:
    parts = fake_studio_parts()
    portrait = Studio(*parts).portrait(PHOTO, PortraitOptions(seed=1, style=Style.INK))
    work = portrait.works[0]
    assert work.recipe.style is Style.INK
    assert work.recipe.hand is not None and work.recipe.hand.manner == "ink"
    plain = Studio(*parts).portrait(PHOTO, PortraitOptions(seed=1))
    assert not np.array_equal(portrait.candidates[0].image, plain.candidates[0].image)
    varied = Studio(*parts).portrait(None, PortraitOptions(seed=2, vary=work.recipe))
    assert varied.works[0].recipe.style is Style.INK
    again = PortraitOptions(vary=work.recipe, style=Style.CUBISM, manner="pastel")
    assert again.hand is not None and again.hand.manner == "pastel"


def test_a_variation_is_repainted_from_its_recipe() -> None:
    recipe = studio().paint(HAPPY, [3])[0].recipe
    near, far = studio().paint_recipes(
        [*variations(recipe, [8], amount=0.1), *variations(recipe, [8], amount=0.9)]
    )
    original = studio().repaint(recipe).image.astype(int)
    assert np.array_equal(studio().repaint(near.recipe).image, near.image)
    assert 0 < np.abs(near.image - original).mean() < np.abs(far.image - original).mean()


def test_a_variation_of_a_variation_goes_on_from_where_that_one_stands() -> None:
    """Twice as near to the work that was varied as to the first of all, and to its own sisters."""
    first = studio().paint(HAPPY, [3])[0]
    once = studio().portrait(
        None, PortraitOptions(vary=first.recipe, candidates=8, seed=1, scale=1, keep=1)
    )
    work = once.works[0]
    again = studio().portrait(
        None, PortraitOptions(vary=work.recipe, candidates=8, seed=2, scale=1, keep=1)
    )
    for candidate in again.candidates:
        assert apart(candidate, work) < 0.9 * apart(candidate, first)
        assert apart(studio().repaint(candidate.recipe), candidate) == 0


def apart(one: Artwork, other: Artwork) -> float:
    """The mean difference of two pictures, in levels of 255."""
    return float(np.abs(one.image.astype(int) - other.image.astype(int)).mean())


def test_a_work_is_not_varied_without_end() -> None:
    recipe = studio().paint(HAPPY, [3])[0].recipe
    for seed in range(MOST_STEPS):
        recipe = variations(recipe, [seed])[0]
    assert Recipe.from_json(recipe.to_json()) == recipe
    with pytest.raises(InputError, match="64 times already"):
        PortraitOptions(vary=recipe)


def test_a_morph_goes_from_one_mood_to_another_with_one_seed() -> None:
    start = studio().paint(HAPPY, [3])[0].recipe
    steps = morph(start, SAD, 5)
    shares = [step.mood[FaceEmotion.SAD] for step in steps]
    assert shares == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert {step.seed for step in steps} == {3}
    with pytest.raises(InputError, match="2 or more"):
        morph(start, SAD, 1)


def test_a_work_is_painted_in_its_own_mood_and_with_its_own_seed() -> None:
    asked: list[tuple[Brushwork, Mood | None, int]] = []

    class Asked(FakeHand):
        def plan(
            self, picture: Image, brushwork: Brushwork, mood: Mood | None = None, seed: int = 0
        ) -> Strokes:
            asked.append((brushwork, mood, seed))
            return super().plan(picture, brushwork, mood, seed)

    work = studio(hand=Asked()).brush(studio().paint(SAD, [9])[0], Brushwork("ink", 0.5, 64))
    assert asked == [(Brushwork("ink", 0.5, 64), SAD, 9)]
    assert work.image.shape == (64, 64, 3) and work.recipe.hand == Brushwork("ink", 0.5, 64)
    assert work.strokes is not None and work.strokes.manner == MANNERS["ink"]


def test_several_works_are_painted_as_each_alone() -> None:
    """The real hand, on threads beside each other."""
    painting = studio(hand=BrushHand())
    works = painting.paint(HAPPY, range(2))
    together = painting.brush_all(works, Brushwork(size=48))
    for work, painted in zip(works, together, strict=True):
        assert np.array_equal(painting.brush(work, Brushwork(size=48)).image, painted.image)
    assert apart(together[0], together[1]) > 1


def test_a_painted_work_is_neither_painted_over_nor_enlarged() -> None:
    work = studio().brush(studio().paint(HAPPY, [3])[0], Brushwork())
    with pytest.raises(InputError, match="stroke by stroke already"):
        studio().brush(work, Brushwork("ink"))
    with pytest.raises(InputError, match=r"paint it larger.*vaha brush FILE --size"):
        studio().enlarge(work, 2)


def test_without_a_manner_works_stay_smooth_and_no_stage_of_strokes_is_told() -> None:
    told: list[str] = []
    portrait = studio().portrait(PHOTO, PortraitOptions(manner="none"), told.append)
    assert told == list(portrait.timings) == ["faces", "mood", "paint", "choose", "enlarge"]
    assert all(work.image.shape == (256, 256, 3) for work in portrait.works)
    assert all(work.recipe.hand is None and work.strokes is None for work in portrait.works)


def test_strokes_of_another_version_of_the_hand_are_told_and_laid_anew() -> None:
    recipe = studio().portrait(PHOTO).works[0].recipe
    older = replace(recipe, hand=Brushwork(version=1))
    assert studio().differences(older) == [
        f"version 1 of the hand laid the strokes, and this is version {VERSION}; "
        "the picture will differ"
    ]
    assert studio().repaint(older).recipe == recipe


def test_a_variation_is_painted_as_the_work_it_came_from_unless_told() -> None:
    smooth = studio().enlarge(studio().paint(HAPPY, [3])[0])
    work = studio().brush(smooth, Brushwork("pastel", 0.5, 64))

    def hand(vary: Artwork, **options: Any) -> Brushwork | None:
        wanted = PortraitOptions(vary=vary.recipe, candidates=1, keep=1, **options)
        return studio().portrait(None, wanted).works[0].recipe.hand

    assert hand(work) == Brushwork("pastel", 0.5, 64)
    assert hand(work, manner="ink", size=32) == Brushwork("ink", 0.5, 32)
    assert hand(work, manner="none") is None
    assert hand(smooth) is None
    assert hand(smooth, manner="oil") == Brushwork("oil")


def test_the_steps_of_a_morph_from_a_painted_work_are_smooth() -> None:
    work = studio().brush(studio().paint(HAPPY, [3])[0], Brushwork())
    assert {step.hand for step in morph(work.recipe, SAD, 3)} == {None}


def test_a_studio_that_is_to_be_sent_to_another_process_says_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"Studio\.open\(\) in the other"):
        pickle.dumps(studio())
