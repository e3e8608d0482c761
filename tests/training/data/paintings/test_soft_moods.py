from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
from vaha.training.data.paintings.soft_moods import (
    emotion_probabilities,
    lifted_moods,
)
from vaha.training.measures.folds import FOLDS


def test_a_probe_learns_what_features_say_and_never_a_paintings_own_votes() -> None:
    chance = np.random.default_rng(0)
    kind = chance.integers(0, 2, 400)
    features = (kind[:, None] * 2 - 1 + chance.normal(0, 0.3, (400, 5))).astype(np.float32)
    votes = np.zeros((400, 9), np.float32)
    votes[np.arange(400), np.where(kind == 1, 2, 6)] = 5
    folds = np.arange(400) % FOLDS
    learn = np.arange(400) < 350
    said = emotion_probabilities(features, votes, folds, learn)
    np.testing.assert_allclose(said.sum(1), 1, rtol=1e-4)
    assert ((said[:, 2] > said[:, 6]) == (kind == 1)).mean() > 0.98
    votes[0] = votes[399] = np.eye(9, dtype=np.float32)[4] * 50
    again = emotion_probabilities(features, votes, folds, learn)
    np.testing.assert_allclose(again[0, 4], said[0, 4], atol=0.02)
    np.testing.assert_array_equal(again[1:350][folds[1:350] == 0], said[1:350][folds[1:350] == 0])


def test_a_mood_counts_by_its_lift_over_its_base_rate() -> None:
    prior = np.array([0.1, 0.1, 0.4, 0.1, 0.01, 0.09, 0.1, 0.05, 0.05], np.float32)
    twice_as_angry = prior.copy()
    twice_as_angry[4] *= 6
    moods = lifted_moods(np.stack([prior, twice_as_angry / twice_as_angry.sum()]), prior)
    np.testing.assert_allclose(moods.sum(1), 1, rtol=1e-5)
    assert moods[1].argmax() == 0 and moods[1, 0] > 2 * moods[0, 0]
