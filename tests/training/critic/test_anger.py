"""The second opinion on anger."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.critic.anger import add_anger, fit_anger  # noqa: E402
from vaha.training.critic.embedding import fresh_head  # noqa: E402
from vaha.training.critic.network import POOLED  # noqa: E402
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402


def test_what_people_called_angry_is_found_again_where_nobody_was_asked() -> None:
    chance = np.random.default_rng(0)
    pooled = chance.normal(size=(4000, 20)).astype(np.float32)
    anger = pooled @ chance.normal(size=20)
    asked = np.arange(4000) < 3000
    angriest = np.where(asked, np.tanh(anger / 10), np.nan).astype(np.float32)
    weights, constant = fit_anger(pooled, angriest)
    predicted = pooled @ weights + constant
    assert predicted.mean() == pytest.approx(0, abs=0.01)
    assert predicted.std() == pytest.approx(1, abs=0.01)
    assert np.corrcoef(predicted[~asked], anger[~asked])[0, 1] > 0.95


def test_the_opinion_moves_anger_and_nothing_else(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    paintings = make_paintings(40)
    features = torch.rand(40, POOLED, generator=torch.Generator().manual_seed(0))
    head = fresh_head(paintings).eval()
    with torch.no_grad():
        before = head(features)[0]
        added = add_anger(head, features, paintings.angriest, strength=0.5)
        moved = (head(features)[0] - before).numpy()
    assert added.std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_allclose(moved[:, 4], added, atol=0.02)
    assert not moved[:, [0, 1, 2, 3, 5, 6, 7, 8]].any()
