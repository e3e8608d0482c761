from __future__ import annotations

import numpy as np
import pytest

from vaha.hand.manners import Manner
from vaha.hand.rendering import light as lighting
from vaha.hand.rendering.light import light
from vaha.hand.rendering.render import Surface


def surface(height: np.ndarray) -> Surface:
    return Surface(np.full((3, *height.shape), 120, np.float32), height.astype(np.float32))


def test_flat_paint_keeps_its_colour() -> None:
    assert (light(surface(np.ones((40, 60))), Manner()) == 120).all()


def test_a_ridge_is_light_towards_the_lamp_and_dark_behind() -> None:
    height = np.zeros((512, 512))
    height[:, 250:262] = 2.0
    lit = light(surface(height), Manner(relief=1.0, gloss=0.0)).mean(2)
    assert lit[256, 248] > 124 and lit[256, 262] < 110  # the lamp stands to the upper left


def test_no_relief_shows_no_height() -> None:
    height = np.random.default_rng(0).random((20, 20)) * 3
    assert (light(surface(height), Manner(relief=0.0)) == 120).all()


def test_gloss_only_adds_light() -> None:
    height = np.random.default_rng(0).random((64, 64)) * 2
    plain, shiny = (light(surface(height), Manner(gloss=gloss)).astype(int) for gloss in (0, 1))
    assert (shiny >= plain).all() and (shiny > plain).any()


def test_bands_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rough = surface(np.random.default_rng(0).random((200, 90)) * 2)
    whole = light(rough, Manner())
    for rows in (1, 37):
        monkeypatch.setattr(lighting, "BAND", rows)
        assert np.array_equal(light(rough, Manner()), whole)
