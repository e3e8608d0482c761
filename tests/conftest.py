"""What the tests share: places, data beside the checkout, and pictures made on the spot."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import numpy as np
import pytest

import vaha
from vaha.images import Image

REPOSITORY = Path(__file__).parents[1]

# A busy machine takes its time: how long an example takes is no fault of what is tested.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the network that finds faces, what needs all weights says so and is skipped."""
    weights = Path(vaha.__file__).parent / "weights"
    if (weights / "centerface" / "centerface.onnx").is_file():
        return
    reason = "the face finder's network is not here; `python hatch_build.py` brings it"
    for item in items:
        if item.get_closest_marker("weights") is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def shared() -> Path:
    """The training data beside the checkout (or where VAHA_SHARED says); skips without it."""
    folder = Path(os.environ.get("VAHA_SHARED") or REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip("the data beside the checkout (../shared) is not here")
    return folder


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees what the user has fetched, or leaves anything there."""
    monkeypatch.setenv("VAHA_HOME", str(tmp_path_factory.getbasetemp() / "vaha-home"))


@pytest.fixture
def noise_picture() -> Callable[[int, int], Image]:
    """Makes a picture, height x width x 3, of noise that is the same every time."""

    def make(height: int, width: int) -> Image:
        return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)

    return make
