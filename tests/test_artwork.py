from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaha.artwork import (
    RECIPE_KEY,
    Artwork,
    Recipe,
    Variation,
    encode_artwork,
    read_recipe,
    save_artwork,
    strokes_in,
)
from vaha.emotions import Mood
from vaha.errors import InputError, PictureError, RecipeError
from vaha.hand.base import Brushwork
from vaha.hand.manners import MANNERS
from vaha.hand.strokes import Strokes, to_bytes
from vaha.images import encode_picture, read_image, write_png
from vaha.styles import Style

RECIPE = Recipe(
    mood=Mood.parse("happy=0.7,surprised=0.3"),
    seed=42,
    truncation=0.8,
    scale=4,
    models={"painter": "ab" * 32},
    version="0.1.0",
)


def changed(**changes) -> str:
    return json.dumps(json.loads(RECIPE.to_json()) | changes)


def test_a_recipe_says_its_style_and_an_older_one_has_none() -> None:
    styled = replace(RECIPE, style=Style.UKIYO_E)
    assert json.loads(styled.to_json())["style"] == "ukiyo-e"
    assert Recipe.from_json(styled.to_json()) == styled
    assert "style" not in json.loads(RECIPE.to_json())
    assert Recipe.from_json(RECIPE.to_json()).style is Style.ANY
    with pytest.raises(RecipeError):
        Recipe.from_json(changed(style="grand"))


def deeply(document: dict, times: int) -> dict:
    """The document with itself inside, so many deep."""
    found = dict(document)
    for _ in range(times - 1):
        found = document | {"before": found}
    return found


def test_a_saved_work_carries_its_recipe(tmp_path: Path, noise_picture) -> None:
    path = tmp_path / "work.png"
    save_artwork(Artwork(noise_picture(8, 8), RECIPE), path)

    assert read_recipe(path) == RECIPE
    assert (read_image(path) == noise_picture(8, 8)).all()


@given(
    st.lists(st.floats(0, 1), min_size=7, max_size=7).filter(lambda values: sum(values) > 0.01),
    st.integers(0, 2**63),
    st.floats(0, 1),
    st.recursive(
        st.none(),
        lambda before: st.builds(Variation, st.integers(0, 2**63), st.floats(0, 1), before),
        max_leaves=1,
    ),
    st.none()
    | st.builds(
        Brushwork,
        st.sampled_from(sorted(MANNERS)),
        st.floats(0, 2),
        st.integers(16, 8192),
        st.integers(0, 99),
    ),
)
def test_every_recipe_is_read_as_it_was_written(
    values: list[float],
    seed: int,
    truncation: float,
    variation: Variation | None,
    hand: Brushwork | None,
) -> None:
    recipe = Recipe(Mood.of(values), seed, truncation, variation=variation, hand=hand)

    assert Recipe.from_json(recipe.to_json()) == recipe


def test_a_recipe_says_nothing_of_a_face() -> None:
    assert set(json.loads(replace(RECIPE, hand=Brushwork()).to_json())) == {
        "format",
        "mood",
        "seed",
        "truncation",
        "scale",
        "models",
        "version",
        "hand",
    }


def test_a_smooth_work_s_recipe_is_written_as_before_there_was_a_hand() -> None:
    assert "hand" not in json.loads(RECIPE.to_json())
    assert Recipe.from_json(changed()).hand is None


@pytest.mark.parametrize("amount", [-0.1, 1.1, float("nan")])
def test_a_variation_goes_no_further_than_the_other_seed(amount: float) -> None:
    with pytest.raises(InputError, match="out of range"):
        Variation(seed=1, amount=amount)


def test_a_png_without_recipe_is_refused(tmp_path: Path, noise_picture) -> None:
    path = tmp_path / "plain.png"
    write_png(path, noise_picture(4, 4), {"title": "no recipe"})

    with pytest.raises(RecipeError, match=r"plain\.png carries no recipe"):
        read_recipe(path)


def test_a_jpeg_carries_no_recipe(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    PIL.Image.new("RGB", (4, 4)).save(path)

    with pytest.raises(RecipeError, match="carries no recipe"):
        read_recipe(path)


def test_a_missing_file_is_a_picture_error(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="there is no file"):
        read_recipe(tmp_path / "nowhere.png")


def test_a_damaged_chunk_is_refused(tmp_path: Path, noise_picture) -> None:
    path = tmp_path / "work.png"
    write_png(path, noise_picture(4, 4), {RECIPE_KEY: RECIPE.to_json()[:-5]})

    with pytest.raises(RecipeError, match="cannot be read"):
        read_recipe(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        "{}",
        changed(format=99),
        changed(mood={"joyful": 1}),
        changed(mood={"happy": 0.5}),
        changed(mood={"happy": "x"}),
        changed(mood=["happy"]),
        changed(seed=-1),
        changed(seed="x"),
        changed(seed=None),
        changed(seed=1e400),
        changed(truncation=2),
        changed(truncation=float("nan")),
        changed(scale=0),
        changed(scale=17),
        changed(models=[]),
        changed(variation=[1]),
        changed(hand=[1]),
        changed(hand={"manner": "oil"}),
        changed(hand={"manner": "fingers", "effect": 1, "size": 512, "version": 1}),
        changed(hand={"manner": "none", "effect": 1, "size": 512, "version": 1}),
        changed(hand={"manner": "oil", "effect": 3, "size": 512, "version": 1}),
        changed(hand={"manner": "oil", "effect": 1, "size": 9000, "version": 1}),
        changed(hand={"manner": "oil", "effect": 1, "size": 512, "version": "x"}),
        changed(variation={"seed": 1}),
        changed(variation={"seed": -1, "amount": 0.5}),
        changed(variation={"seed": 1, "amount": 1.5}),
        changed(variation={"seed": 1, "amount": 0.5, "before": {"seed": -1, "amount": 0.5}}),
        changed(variation=deeply({"seed": 1, "amount": 0.5}, 65)),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        Recipe.from_json(text)
    assert "\n" not in str(refusal.value)


def test_a_painted_work_s_png_carries_its_strokes(tmp_path: Path, noise_picture) -> None:
    strokes = Strokes.none(1.0, 1.0, MANNERS["oil"], noise_picture(8, 8))
    work = Artwork(noise_picture(8, 8), replace(RECIPE, hand=Brushwork()), strokes=strokes)
    save_artwork(work, tmp_path / "work.png")
    for data in (encode_artwork(work), (tmp_path / "work.png").read_bytes()):
        assert strokes_in(data) == to_bytes(strokes)
    assert read_recipe(tmp_path / "work.png") == work.recipe


def test_other_pictures_carry_no_strokes(noise_picture) -> None:
    smooth = encode_artwork(Artwork(noise_picture(8, 8), RECIPE))
    assert strokes_in(smooth) is None
    assert strokes_in(encode_picture(noise_picture(8, 8), "JPEG")) is None
    with pytest.raises(PictureError, match="is not a picture"):
        strokes_in(b"no picture at all")
