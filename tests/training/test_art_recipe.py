from __future__ import annotations

import pytest

pytest.importorskip("torch")

from vaha.errors import InputError
from vaha.training.art_recipe import art_recipe
from vaha.training.autoencoder import AutoencoderOptions
from vaha.training.drawing import DrawingOptions
from vaha.training.painter_options import PRESETS


def test_a_preset_alone_is_as_it_is_written_down() -> None:
    recipe = art_recipe("latents", batch=None)
    assert recipe.painter == PRESETS["latents"]
    assert (recipe.autoencoder, recipe.drawing) == (AutoencoderOptions(), DrawingOptions())


def test_a_gpu_takes_larger_batches_in_all_three_stages() -> None:
    ours, theirs = art_recipe("latents-gpu"), art_recipe("latents")
    for stage in ("autoencoder", "painter", "drawing"):
        assert getattr(ours, stage).batch > 2 * getattr(theirs, stage).batch


@pytest.mark.parametrize("preset", ["latents", "latents-gpu"])
def test_minutes_are_shared_out_unless_a_stage_has_its_own(preset: str) -> None:
    recipe = art_recipe(preset, minutes=100.0, seed=3)
    stages = recipe.autoencoder, recipe.painter, recipe.drawing
    assert sum(stage.minutes for stage in stages) == pytest.approx(100)
    assert recipe.painter.seed == 3
    assert recipe.drawing.batch == art_recipe(preset).drawing.batch
    own = art_recipe(preset, autoencoder_minutes=7.0, drawing_minutes=9.0, minutes=100.0)
    assert (own.autoencoder.minutes, own.drawing.minutes) == (7, 9)
    assert own.painter == recipe.painter.but(seed=0)


def test_painters_of_pixels_have_the_minutes_for_themselves() -> None:
    assert art_recipe("dcgan", minutes=61.0).painter.minutes == 61


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="batches of at least 2"):
        art_recipe("latents", batch=1)
