from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.critic import run as critic_run  # noqa: E402
from vaha.training.critic.embedding import CriticOptions, EmbeddingRun  # noqa: E402
from vaha.training.critic.network import CriticTrunk  # noqa: E402
from vaha.training.critic.run import read_critic_logits, train_critic  # noqa: E402
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]
TINY = CriticOptions(tuned=16, tuning_batch=8, steps=5, batch=8)


def test_a_run_is_taken_up_after_each_of_its_parts(
    make_paintings: MakePaintings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paintings, trunk = make_paintings(20), CriticTrunk()
    first = train_critic(paintings, trunk, tmp_path, TINY)
    assert first.logits.shape == (14, 9) and np.isfinite(first.logits).all()
    np.testing.assert_array_equal(read_critic_logits(tmp_path), first.logits)

    for part in ("compute_features", "compute_cuts", "tune_trunk"):
        monkeypatch.setattr(critic_run, part, None)
    monkeypatch.setattr(EmbeddingRun, "learn", None)
    again = train_critic(paintings, trunk, tmp_path, TINY)
    np.testing.assert_array_equal(again.logits, first.logits)
    for ours, theirs in zip(again.head.parameters(), first.head.parameters(), strict=True):
        assert torch.equal(ours, theirs)

    with pytest.raises(TrainingDataError, match="on 20 paintings, not 15"):
        train_critic(make_paintings(15), trunk, tmp_path, TINY)


def test_paintings_without_votes_are_refused(make_paintings: MakePaintings, tmp_path: Path) -> None:
    paintings = make_paintings(9)
    with pytest.raises(TrainingDataError, match="no painting has votes"):
        train_critic(paintings.take(~paintings.voted), CriticTrunk(), tmp_path, TINY)


def test_a_folder_without_a_critic_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="run `vaha train critic` first"):
        read_critic_logits(tmp_path)
