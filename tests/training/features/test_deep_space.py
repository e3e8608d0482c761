from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.features.deep_space import DeepSpace, compare_deeply, kernel_distance  # noqa: E402
from vaha.training.features.network import FeatureNetwork  # noqa: E402


def test_kernel_distance_is_about_nothing_between_two_sets_of_one_kind() -> None:
    chance = np.random.default_rng(0)
    first, second = chance.normal(size=(2, 400, 16))
    assert abs(kernel_distance(first, second)) < 0.05
    assert kernel_distance(first, second + 1) > 1


def test_kernel_distance_is_what_its_definition_says() -> None:
    first, second = np.array([[1.0], [2.0]]), np.array([[0.0], [3.0]])
    within = (1 * 2 + 1) ** 3 + (0 * 3 + 1) ** 3
    across = sum((a * b + 1) ** 3 for a in (1, 2) for b in (0, 3)) / 4
    assert kernel_distance(first, second) == pytest.approx(within - 2 * across)


def test_real_paintings_stand_at_the_middle_and_works_are_compared_with_them() -> None:
    torch.manual_seed(0)
    network = FeatureNetwork("lite0").eval().requires_grad_(False)
    pictures = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8)
    space = DeepSpace.of(network, pictures, side=64)
    seen = space.features(pictures)
    assert seen.shape == (8, 1280)
    np.testing.assert_allclose(seen.mean(0), 0, atol=1e-4)
    found = compare_deeply(seen[:, :6], seen[:, :6])
    assert found["precision"] == found["recall"] == 1
    assert found["frechet_distance"] == pytest.approx(0, abs=0.01)
