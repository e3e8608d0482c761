from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from vaha.artwork import Recipe, Variation
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.errors import InputError, ModelDamaged
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.stages.paint import NetworkPainter, noise_for, noise_of
from vaha.styles import Style

MakeModel = Callable[..., OnnxModel]

HAPPY = Mood.parse("happy")


@pytest.mark.parametrize("batch", [1, 7, 33, 70])
def test_one_seed_is_one_picture_at_any_batch_size(painter_model: MakeModel, batch: int) -> None:
    painter = NetworkPainter(painter_model())
    alone = painter.paint(HAPPY, [5])[0].image
    among = painter.paint(HAPPY, [5, *range(100, 99 + batch)])[0].image
    assert np.abs(alone.astype(int) - among.astype(int)).max() <= 1


def test_works_come_in_the_order_of_their_seeds(painter_model: MakeModel) -> None:
    works = NetworkPainter(painter_model()).paint(HAPPY, [9, 2, 9])
    assert [work.recipe.seed for work in works] == [9, 2, 9]
    assert np.array_equal(works[0].image, works[2].image)
    assert not np.array_equal(works[0].image, works[1].image)


def test_the_noise_of_a_seed_never_changes() -> None:
    expected = np.array([1.5219693, -1.1441058, 1.1501616])
    np.testing.assert_allclose(noise_of(7, 3), expected, rtol=1e-6)


def test_a_style_is_found_by_its_name_and_refused_where_it_is_not_known(
    painter_model: MakeModel,
) -> None:
    """In whatever order the card has them; a painter without styles paints only any."""
    two, turned = ["any", "ink"], ["ink", "any"]
    painter = NetworkPainter(painter_model(styles=two))
    plain = painter.paint(HAPPY, [5])[0]
    ink = painter.paint(HAPPY, [5], style=Style.INK)[0]
    assert ink.recipe.style is Style.INK and not np.array_equal(ink.image, plain.image)
    with pytest.raises(InputError, match="does not know the style cubism"):
        painter.paint(HAPPY, [5], style=Style.CUBISM)
    asked_second = NetworkPainter(painter_model(styles=turned)).paint(HAPPY, [5])[0]
    np.testing.assert_array_equal(asked_second.image, ink.image)
    with pytest.raises(InputError, match="does not know the style ink"):
        NetworkPainter(painter_model()).paint(HAPPY, [5], style=Style.INK)


def test_pictures_are_rgb_of_whole_levels(painter_model: MakeModel) -> None:
    image = NetworkPainter(painter_model()).paint(HAPPY, [1])[0].image
    assert image.shape == (64, 64, 3) and image.dtype == np.uint8
    assert image.min() == 0 and image.max() == 255  # clipped, not wrapped around


def test_the_mood_decides_what_is_painted(painter_model: MakeModel) -> None:
    painter = NetworkPainter(painter_model())
    happy, sad = (painter.paint(Mood.parse(name), [1])[0].image for name in ("happy", "sad"))
    assert not np.array_equal(happy, sad)


def test_the_condition_follows_the_card_s_labels(painter_model: MakeModel) -> None:
    """With the labels reversed, asking for surprised feeds the network's first input: angry."""
    straight = NetworkPainter(painter_model()).paint(Mood.parse("angry"), [1])[0].image
    backwards = [emotion.value for emotion in reversed(FACE_EMOTIONS)]
    turned = NetworkPainter(painter_model(labels=backwards)).paint(Mood.parse("surprised"), [1])
    assert np.array_equal(straight, turned[0].image)


def test_a_mixed_mood_lies_between_its_two(painter_model: MakeModel) -> None:
    painter = NetworkPainter(painter_model())
    happy, sad, mixed = (
        painter.paint(Mood.parse(text), [1], truncation=0.0)[0].image.astype(int)
        for text in ("happy", "sad", "happy=0.5,sad=0.5")
    )
    assert np.abs(mixed - (happy + sad) / 2).max() <= 1


def test_no_truncation_given_means_the_card_s(painter_model: MakeModel) -> None:
    work = NetworkPainter(painter_model(truncation=0.5)).paint(HAPPY, [3])[0]
    told = NetworkPainter(painter_model()).paint(HAPPY, [3], truncation=0.5)[0]
    assert work.recipe.truncation == 0.5
    assert np.array_equal(work.image, told.image)


def test_the_recipe_says_how_it_was_painted(painter_model: MakeModel) -> None:
    recipe = NetworkPainter(painter_model()).paint(HAPPY, [3], truncation=0.25)[0].recipe
    assert (recipe.mood, recipe.seed, recipe.truncation, recipe.scale) == (HAPPY, 3, 0.25, 1)
    assert recipe.models == {"painter": "ab" * 32}


def test_no_seeds_give_no_works(painter_model: MakeModel) -> None:
    assert NetworkPainter(painter_model()).paint(HAPPY, []) == []


def test_the_largest_seed_is_painted(painter_model: MakeModel) -> None:
    assert NetworkPainter(painter_model()).paint(HAPPY, [2**64 - 1])[0].recipe.seed == 2**64 - 1


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(painter_model: MakeModel, seed: int) -> None:
    with pytest.raises(InputError, match="out of range"):
        NetworkPainter(painter_model()).paint(HAPPY, [0, seed])


@pytest.mark.parametrize("truncation", [-0.1, 1.1, float("nan")])
def test_a_truncation_out_of_range_is_refused(painter_model: MakeModel, truncation: float) -> None:
    with pytest.raises(InputError, match="out of range"):
        NetworkPainter(painter_model()).paint(HAPPY, [0], truncation)


def test_a_card_with_other_labels_is_refused(painter_model: MakeModel) -> None:
    with pytest.raises(ModelDamaged):
        NetworkPainter(painter_model(labels=["happy"])).paint(HAPPY, [0])


def test_recipes_of_one_batch_keep_their_own_mood_strength_and_variation(
    painter_model: MakeModel,
) -> None:
    painter = NetworkPainter(painter_model())
    recipes = [
        Recipe(HAPPY, 1),
        Recipe(Mood.parse("sad"), 1, truncation=0.5),
        Recipe(HAPPY, 1, variation=Variation(2, 0.4)),
    ]
    together = painter.paint_recipes(recipes)
    for recipe, work in zip(recipes, together, strict=True):
        alone = painter.paint_recipes([recipe])[0]
        assert np.abs(alone.image.astype(int) - work.image.astype(int)).max() <= 1
        assert (work.recipe.mood, work.recipe.truncation) == (recipe.mood, recipe.truncation)
        assert work.recipe.variation == recipe.variation
    assert len({work.image.tobytes() for work in together}) == 3


def test_a_variation_leads_from_one_seed_to_the_other() -> None:
    own, other = noise_of(1, 4000), noise_of(2, 4000)
    steps = [noise_for(Recipe(HAPPY, 1, variation=Variation(2, a)), 4000) for a in (0, 0.5, 1)]
    np.testing.assert_allclose(steps[0], own, atol=1e-6)
    np.testing.assert_allclose(steps[2], other, atol=1e-6)
    assert np.corrcoef(steps[1], own)[0, 1] == pytest.approx(0.71, abs=0.03)
    assert steps[1].std() == pytest.approx(1.0, abs=0.05)  # as strong as either


def test_several_variations_go_on_from_one_another_at_the_same_strength() -> None:
    size, first = 4000, Variation(2, 0.3)
    one = noise_for(Recipe(HAPPY, 1, variation=first), size)
    two = noise_for(Recipe(HAPPY, 1, variation=Variation(3, 0.3, first)), size)
    likeness = [float(np.corrcoef(noise, two)[0, 1]) for noise in (one, noise_of(1, size))]
    turn = math.cos(0.3 * math.pi / 2)
    assert likeness == pytest.approx([turn, turn**2], abs=0.03)
    assert float(two.std()) == pytest.approx(1, abs=0.05)


def test_a_variation_towards_a_seed_out_of_range_is_refused(painter_model: MakeModel) -> None:
    with pytest.raises(InputError, match="out of range"):
        NetworkPainter(painter_model()).paint_recipes(
            [Recipe(HAPPY, 1, variation=Variation(-1, 0))]
        )
