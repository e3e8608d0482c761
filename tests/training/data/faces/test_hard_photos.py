from __future__ import annotations

import numpy as np
import pytest

from vaha.training.data.faces.hard_photos import HARD_PHOTOS


def faces() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)


@pytest.mark.parametrize("kind", HARD_PHOTOS)
def test_each_kind_spoils_alike_every_time_and_leaves_the_faces(kind: str) -> None:
    given = faces()
    once, twice = HARD_PHOTOS[kind](given), HARD_PHOTOS[kind](given)
    np.testing.assert_array_equal(once, twice)
    np.testing.assert_array_equal(given, faces())
    assert once.shape == given.shape and once.dtype == np.uint8
    assert np.abs(once.astype(int) - given).mean() > 5


def test_low_light_is_an_eighth_and_noisy() -> None:
    dark = HARD_PHOTOS["low light"](np.full((1, 48, 48), 200, np.uint8))
    assert dark.mean() == pytest.approx(25, abs=1) and 2 < dark.std() < 6


@pytest.mark.parametrize("kind", ["blur", "small face"])
def test_blur_and_few_pixels_keep_the_light_and_lose_detail(kind: str) -> None:
    spoilt = HARD_PHOTOS[kind](faces())
    assert spoilt.mean() == pytest.approx(faces().mean(), abs=3)
    assert np.diff(spoilt.astype(int)).std() < 0.5 * np.diff(faces().astype(int)).std()
