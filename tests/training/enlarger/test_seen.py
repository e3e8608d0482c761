from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.runtime.card import ModelCard  # noqa: E402
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402
from vaha.training.enlarger.seen import distances_seen  # noqa: E402


class Edges(torch.nn.Module):
    """Sees how light changes from pixel to pixel, in 32 columns."""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        changes = pictures.mean(1).diff(dim=1).abs()
        return torch.nn.functional.adaptive_avg_pool2d(changes[:, None], (1, 32)).flatten(1)


class Remembering:
    """Draws the paintings themselves, in their order."""

    card = ModelCard("fake", "test", "fake.onnx", "", "fake", "none", "2026", settings={"scale": 4})

    def __init__(self, paintings: np.ndarray) -> None:
        self.left = iter(paintings)

    def run(self, given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        picture = next(self.left).transpose(2, 0, 1)[None].astype(np.float32) / 255
        assert given["picture"].shape[2] * 4 == picture.shape[2]
        return {"enlarged": picture}


def test_an_enlarger_that_knew_the_paintings_is_seen_nearer_to_them_than_bicubic(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    paintings = make_paintings(40, size=64).pixels
    found = distances_seen(Remembering(paintings), paintings, Edges())
    assert found["frechet_distance"] < 1e-3 < found["frechet_distance_of_bicubic"]
    assert "Lite2" in found["feature_space"]
