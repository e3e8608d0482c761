"""The trunk's last blocks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.critic.embedding import (  # noqa: E402
    CriticOptions,
    View,
    compute_cuts,
    compute_features,
)
from vaha.training.critic.network import CriticTrunk  # noqa: E402
from vaha.training.critic.tuning import TuningRun, finish_all, tune_trunk  # noqa: E402
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]
TINY = CriticOptions(tuned=40, tuning_batch=8, tuning_rate=1e-3)


def test_what_is_begun_and_finished_is_what_the_trunk_sees(make_paintings: MakePaintings) -> None:
    trunk, pixels = CriticTrunk(), make_paintings(5).pixels
    cuts, early = compute_cuts(trunk, pixels, View.PLAIN)
    assert cuts.shape == (5, 112, 8, 8) and early.shape == (5, 384)
    whole = compute_features(trunk, pixels)
    torch.testing.assert_close(finish_all(trunk, cuts, early), whole, atol=2e-3, rtol=2e-2)


def test_the_last_blocks_learn_to_answer_as_of_large_pictures_and_the_first_stay(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    trunk, paintings = CriticTrunk(), make_paintings(24)
    cuts, early = compute_cuts(trunk, paintings.pixels, View.PLAIN)
    large = compute_features(trunk, paintings.pixels)
    before = {name: value.clone() for name, value in trunk.state_dict().items()}
    unknown = np.full(24, -1)
    told_nothing = replace(paintings, style=unknown, artist=unknown)
    tune_trunk(trunk, cuts, early, large, told_nothing, TINY, tmp_path)
    moved = {name for name, value in trunk.state_dict().items() if not value.equal(before[name])}
    assert moved and all(name.split("stages.")[-1][0] in "56" or "head" in name for name in moved)
    assert not any(parameter.requires_grad for parameter in trunk.parameters())


def test_tuning_brings_what_is_seen_nearer_to_what_is_expected(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    """A trunk whose last layer was made anew learns to answer as it did before."""
    torch.manual_seed(1)
    trunk, paintings = CriticTrunk(), make_paintings(24)
    for layer in trunk.network.modules():
        if isinstance(layer, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(layer.weight)
    cuts, early = compute_cuts(trunk, paintings.pixels, View.PLAIN)
    expected = finish_all(trunk, cuts, early).float()
    torch.nn.init.kaiming_normal_(trunk.network.head.weight)

    def likeness() -> float:
        both = (finish_all(trunk, cuts, early).float()[:, :1280], expected[:, :1280])
        seen, wanted = ((one - one.mean(0)) / (one.std(0) + 1e-3) for one in both)
        return float((seen * wanted).mean())

    unknown = np.full(24, -1)
    told_nothing = replace(paintings, style=unknown, artist=unknown)
    before = likeness()
    tune_trunk(trunk, cuts, early, expected, told_nothing, replace(TINY, tuned=480), tmp_path)
    assert likeness() > before + 0.2


def test_tuning_that_was_stopped_ends_as_one_that_was_not_to_the_bit(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    whole, paintings = CriticTrunk(), make_paintings(24)
    stopped, resumed = copy.deepcopy(whole), copy.deepcopy(whole)
    cuts, early = compute_cuts(whole, paintings.pixels, View.PLAIN)
    large = compute_features(whole, paintings.pixels)
    tune_trunk(whole, cuts, early, large, paintings, TINY, tmp_path / "whole")
    run = TuningRun(stopped, cuts, early, large, paintings, TINY)
    for step in range(2):
        run.learn(step / 5)
        run.step += 1
    run.save(tmp_path / "stopped")
    tune_trunk(resumed, cuts, early, large, paintings, TINY, tmp_path / "stopped")
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
