from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.mood.mixing import mix_faces  # noqa: E402


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    """Faces of one level each, and the target that goes with the level."""
    levels = torch.linspace(0, 1, 4)
    return levels.view(-1, 1, 1, 1).expand(-1, 1, 44, 44).clone(), torch.eye(4)


def test_without_probability_nothing_is_mixed() -> None:
    views, targets = batch()
    mixed = mix_faces(views, targets, 0.0, 0.3, np.random.default_rng(0))
    assert mixed[0] is views and mixed[1] is targets


@pytest.mark.parametrize("seed", range(12))
def test_targets_are_mixed_as_the_pixels_are(seed: int) -> None:
    """Blended or cut: the mean level of a mixed face is what its targets say."""
    views, targets = batch()
    mixed, mixed_targets = mix_faces(views, targets, 1.0, 1.0, np.random.default_rng(seed))
    torch.testing.assert_close(mixed_targets.sum(1), torch.ones(4))
    levels = torch.linspace(0, 1, 4)
    torch.testing.assert_close(mixed.mean((1, 2, 3)), mixed_targets @ levels, rtol=0, atol=1e-5)
    assert torch.equal(views, batch()[0]), "the batch itself stays"


def test_both_ways_of_mixing_happen() -> None:
    kinds = set()
    for seed in range(12):
        mixed, _ = mix_faces(*batch(), 1.0, 1.0, np.random.default_rng(seed))
        kinds.add("blended" if len(mixed[1].unique()) == 1 else "cut")
    assert kinds == {"blended", "cut"}
