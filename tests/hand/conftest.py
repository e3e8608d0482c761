"""Pictures that a hand is tried on."""

from __future__ import annotations

import numpy as np
import pytest

from vaha.images import Image, resize


@pytest.fixture(scope="session")
def coffee() -> Image:
    """A photograph of a cup, 160 x 240."""
    from skimage import data

    return resize(np.ascontiguousarray(data.coffee()[:, :600]), 160, 240)


@pytest.fixture
def stripes() -> Image:
    """Stripes that run down to the right at 45 degrees, 128 x 128."""
    row, column = np.mgrid[:128, :128]
    light = np.where((row - column) % 24 < 12, 60, 190).astype(np.uint8)
    return np.repeat(light[..., None], 3, 2)
