from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402
from vaha.training.enlarger.adversarial import (  # noqa: E402
    AdversarialOptions,
    AdversarialRun,
    FeatureDiscriminators,
    mixed,
    teach_detail,
)
from vaha.training.enlarger.network import EnlargerNetwork  # noqa: E402
from vaha.training.features.network import FeatureNetwork  # noqa: E402

OPTIONS = AdversarialOptions(steps=3, batch=2, crop=64)


@pytest.fixture
def plain() -> EnlargerNetwork:
    torch.manual_seed(0)
    return EnlargerNetwork(width=8, depth=1)


@pytest.fixture
def features() -> FeatureNetwork:
    torch.manual_seed(1)
    return FeatureNetwork("lite0").eval().requires_grad_(False)


def test_a_mixture_lies_between_both_networks(plain: EnlargerNetwork) -> None:
    torch.manual_seed(5)
    other, picture = EnlargerNetwork(width=8, depth=1), torch.rand(1, 3, 8, 8)
    for share, same in ((0.0, plain), (1.0, other)):
        torch.testing.assert_close(mixed(plain, other, share)(picture), same(picture))
    half = mixed(plain, other, 0.5)
    for ours, a, b in zip(half.parameters(), plain.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(ours, (a + b) / 2)


def test_discriminators_learn_to_tell_soft_pictures_from_sharp_ones(
    plain: EnlargerNetwork, features: FeatureNetwork
) -> None:
    """Of the same features a hundred times over, the hinge loss falls towards 0."""
    pixels = np.zeros((2, 64, 64, 3), np.uint8)
    run = AdversarialRun(plain, pixels, pixels, features, OPTIONS.but(learning_rate=2e-3))
    widths = features.architecture.level_widths
    chance = torch.Generator().manual_seed(0)
    sharp = [torch.randn(2, width, 8, 8, generator=chance) for width in widths[:4]]
    soft = [torch.nn.functional.avg_pool2d(one, 3, 1, 1) for one in sharp]
    for group in run.other_optimiser.param_groups:
        group["lr"] = 2e-3
    first = run._teach_discriminators(sharp, soft).item()
    for _ in range(100):
        last = run._teach_discriminators(sharp, soft).item()
    assert first > 6 and last < first / 2


def test_the_enlarger_learns_and_the_frozen_network_does_not(
    plain: EnlargerNetwork, features: FeatureNetwork, make_paintings: Callable[..., PaintingSet]
) -> None:
    pixels = make_paintings(4, size=64).pixels
    run = AdversarialRun(plain, pixels, pixels, features, OPTIONS)
    before = [part.clone() for part in features.parameters()]
    judges = [part.clone() for part in run.discriminators.parameters()]
    for step in range(2):
        run.learn((step + 1) / 3)
    assert all(torch.equal(a, b) for a, b in zip(before, features.parameters(), strict=True))
    for old, new in ((plain, run.network.parameters()), (judges, run.discriminators.parameters())):
        olds = old.parameters() if isinstance(old, EnlargerNetwork) else old
        assert any(not torch.equal(a, b) for a, b in zip(olds, new, strict=True))
    assert all(part.requires_grad for part in run.discriminators.parameters())


def test_a_run_that_was_stopped_ends_as_one_that_was_not_to_the_bit(
    plain: EnlargerNetwork,
    features: FeatureNetwork,
    make_paintings: Callable[..., PaintingSet],
    tmp_path: Path,
) -> None:
    pixels = make_paintings(4, size=64).pixels
    whole = teach_detail(plain, pixels, pixels, features, tmp_path / "whole", OPTIONS)
    stopped = AdversarialRun(plain, pixels, pixels, features, OPTIONS)
    stopped.learn(0)
    stopped.step += 1
    stopped.follow()
    stopped.save(tmp_path / "stopped")
    torch.manual_seed(99)  # chance that others drew from means nothing
    resumed = teach_detail(plain, pixels, pixels, features, tmp_path / "stopped", OPTIONS)
    for ours, theirs in zip(resumed.parameters(), whole.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    (said,) = read_log(tmp_path / "stopped")
    assert said["step"] == 3 and said["features"] > 0 and said["discriminators"] > 0


def test_each_scale_is_judged_everywhere(features: FeatureNetwork) -> None:
    levels = features.levels(torch.rand(2, 3, 64, 64) * 255)[:4]
    logits = FeatureDiscriminators(features.architecture.level_widths)(levels)
    assert [tuple(one.shape) for one in logits] == [(2, 1, side, side) for side in (32, 16, 8, 4)]
