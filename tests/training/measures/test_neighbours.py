from __future__ import annotations

import numpy as np
import pytest

from vaha.training.measures.neighbours import (
    copy_share,
    mean_pair_distance,
    nearest,
    precision_and_recall,
    radii,
    squared_distances,
)


def cloud(count: int, seed: int, spread: float = 1.0, away: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(away, spread, (count, 6))


def test_distances_are_those_of_the_definition() -> None:
    first, second = cloud(5, 0), cloud(7, 1)
    expected = np.square(first[:, None] - second[None]).sum(2)
    np.testing.assert_allclose(squared_distances(first, second), expected, atol=1e-9)
    places, distances = nearest(first, second, rows=2)
    np.testing.assert_array_equal(places, expected.argmin(1))
    np.testing.assert_allclose(distances, np.sqrt(expected.min(1)))


def test_a_row_is_not_its_own_neighbour() -> None:
    line = np.arange(6.0)[:, None]
    np.testing.assert_allclose(radii(line, 1), 1)
    assert radii(line, 3)[0] == 3


def test_the_same_distribution_is_precise_and_recalled() -> None:
    precision, recall = precision_and_recall(cloud(800, 0), cloud(800, 1))
    assert precision > 0.8 and recall > 0.8


def test_too_little_variety_costs_recall_and_what_is_no_painting_costs_precision() -> None:
    real = cloud(500, 0)
    precision, recall = precision_and_recall(real, cloud(500, 1, spread=0.2))
    assert precision > 0.9 and recall < 0.3
    precision, recall = precision_and_recall(real, cloud(500, 1, away=9.0))
    assert precision == recall == 0


def test_copies_are_found_out() -> None:
    learnt, held = cloud(400, 0), cloud(200, 1)
    assert copy_share(cloud(300, 2), learnt, held) < 0.05
    assert copy_share(learnt[:300] + 1e-3, learnt, held) == 1.0


def test_the_mean_distance_leaves_out_a_row_to_itself() -> None:
    assert mean_pair_distance(np.array([[0.0], [3.0]])) == pytest.approx(3.0)
    assert mean_pair_distance(np.array([[1.0]])) == 0
