from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.critic import embedding as critic  # noqa: E402
from vaha.training.critic.embedding import (  # noqa: E402
    CriticOptions,
    View,
    compute_features,
    fresh_head,
    learn_embedding,
)
from vaha.training.critic.network import (  # noqa: E402
    COMPONENTS,
    POOLED,
    SIDE,
    CriticHead,
    CriticNetwork,
    CriticTrunk,
)
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]
TINY = CriticOptions(steps=10, batch=8)


class Trunk(torch.nn.Module):
    """Stands in for a trunk: the pictures' first numbers, and what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[torch.Tensor] = []

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        self.shown.append(pictures)
        return pictures.flatten(1)[:, :POOLED]


def random_features(count: int) -> torch.Tensor:
    return torch.randn(count, POOLED, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("count", [1, 5])
def test_features_have_the_shape_that_heads_expect(
    make_paintings: MakePaintings, count: int
) -> None:
    features = compute_features(CriticTrunk(), make_paintings(count).pixels)
    assert features.shape == (count, POOLED) and torch.isfinite(features).all()


@pytest.mark.parametrize("size", [64, 128, 256])
def test_paintings_of_any_size_are_shown_at_the_side_that_the_critic_reads(
    make_paintings: MakePaintings, size: int
) -> None:
    for view in View:
        trunk = Trunk()
        compute_features(trunk, make_paintings(3, size).pixels, view)
        assert trunk.shown[0].shape == (3, 3, SIDE, SIDE)
        assert trunk.shown[0].min() >= 0 and trunk.shown[0].max() <= 1


def test_shown_as_a_work_a_painting_has_no_more_detail_than_one(
    make_paintings: MakePaintings,
) -> None:
    """One of 128 px and the same averaged down to 64 px are then alike, as they are not plain."""
    large = make_paintings(2, 128).pixels
    small = large.reshape(2, 64, 2, 64, 2, 3).mean((2, 4)).round().astype(np.uint8)
    looks = {}
    for view in (View.PLAIN, View.AS_WORK):
        trunk = Trunk()
        for pixels in (large, small):
            compute_features(trunk, pixels, view)
        looks[view] = (trunk.shown[0] - trunk.shown[1]).abs().max()
    assert looks[View.AS_WORK] < 0.01 < 0.2 < looks[View.PLAIN]


def test_mixed_some_are_mirrored_and_some_as_works(make_paintings: MakePaintings) -> None:
    plain, mixed = Trunk(), Trunk()
    pixels = make_paintings(40, 128).pixels
    compute_features(plain, pixels)
    compute_features(mixed, pixels, View.MIXED)
    shown, whole = mixed.shown[0], plain.shown[0]
    same = [torch.equal(one, other) for one, other in zip(shown, whole, strict=True)]
    turned = [torch.equal(one, other.flip(2)) for one, other in zip(shown, whole, strict=True)]
    assert 3 < sum(same) < 20 and 3 < sum(turned) < 20
    assert sum(same) + sum(turned) < 35


def test_the_trunk_is_never_trained() -> None:
    assert not any(parameter.requires_grad for parameter in CriticTrunk().parameters())


def test_an_embedding_learns_to_tell_styles(make_paintings: MakePaintings, tmp_path: Path) -> None:
    """Each style moves a few of the features."""
    paintings, features = make_paintings(60), random_features(60)
    for style in range(2):
        features[paintings.style == style, 200 * style : 200 * style + 200] += 3
    head = learn_embedding(features, paintings, replace(TINY, steps=60, batch=32), tmp_path)
    known = paintings.style >= 0
    with torch.no_grad():
        told = head.style(head.embedding(features)).argmax(1).numpy()
    assert (told[known] == paintings.style[known]).mean() > 0.9


def test_features_are_standardised_by_the_paintings_and_strays_drawn_in(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    features = 5 * random_features(200) + 7
    head = learn_embedding(features, make_paintings(200), replace(TINY, steps=1), tmp_path)
    standard = head.standardised(features)
    assert abs(float(standard.mean())) < 0.01 and float(standard.std()) == pytest.approx(1, 0.01)
    assert head.standardised(features + 1e6).max() == 6


def test_components_keep_the_directions_in_which_paintings_differ_most() -> None:
    """300 features that always say one thing make the first component."""
    features = random_features(500)
    features[:, :300] = features[:, :1] + 0.1 * features[:, :300]
    head = CriticHead(1, 1)
    head.fit_components(features)
    directions = head.components.weight
    torch.testing.assert_close(directions @ directions.T, torch.eye(COMPONENTS), atol=1e-4, rtol=0)
    assert float(directions[0, :300].square().sum()) > 0.95
    assert float(head.spread[0]) == pytest.approx(300**0.5, rel=0.1)
    assert (head.spread.diff() <= 0).all() and head.spread[-1] == head.spread[100]


def test_a_time_budget_replaces_the_number_of_steps(
    make_paintings: MakePaintings, clock, tmp_path: Path
) -> None:
    clock(tick=20.0)
    steps: list[float] = []
    options = replace(TINY, minutes=1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(critic, "set_rate", lambda _, rate: steps.append(rate))
        learn_embedding(random_features(12), make_paintings(12), options, tmp_path)
    assert 1 <= len(steps) <= 4


def test_an_embedding_that_was_stopped_ends_as_one_that_was_not_to_the_bit(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    features, paintings = random_features(30), make_paintings(30)
    whole = learn_embedding(features, paintings, TINY, tmp_path / "whole")
    stopped = critic.EmbeddingRun(features, paintings, TINY)
    for step in range(4):
        stopped.learn(step / 10)
        stopped.step += 1
    stopped.save(tmp_path / "stopped")
    torch.manual_seed(99)  # chance that others drew from means nothing
    resumed = learn_embedding(features, paintings, TINY, tmp_path / "stopped")
    for ours, theirs in zip(resumed.parameters(), whole.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_paintings_of_no_known_style_teach_nothing_and_break_nothing(
    make_paintings: MakePaintings, tmp_path: Path
) -> None:
    paintings = make_paintings(12)
    unknown = np.full(12, -1)
    for name, given in (
        ("some", paintings),
        ("none", replace(paintings, style=unknown, artist=unknown)),
    ):
        head = learn_embedding(random_features(12), given, TINY, tmp_path / name)
        assert all(torch.isfinite(value).all() for value in head.parameters())


def test_the_shipped_network_calibrates_its_logits(make_paintings: MakePaintings) -> None:
    head, bias = fresh_head(make_paintings(12)).eval(), torch.arange(9.0)
    trunk, pictures = CriticTrunk(), torch.rand(2, 3, SIDE, SIDE)
    logits, embedding, evidence = CriticNetwork(trunk, head, 2.0, bias)(pictures)
    torch.testing.assert_close(logits, head(trunk(pictures))[0] / 2 + bias)
    assert embedding.shape == (2, 128) and evidence.shape == (2, 9, 4, 4)


def test_evidence_sums_to_what_the_last_layer_adds_to_the_logits() -> None:
    """A head that reads emotion from components alone, and from nothing but the last layer."""
    torch.manual_seed(0)
    trunk, head = CriticTrunk(), CriticHead(2, 2).eval()
    head.components.weight[:, :1280].normal_(std=0.01)
    head.components.weight[:, 1280:] = 0
    head.emotion.weight[:, :COMPONENTS].normal_()
    logits, _, evidence = CriticNetwork(trunk, head, 2.0, torch.zeros(9))(
        torch.rand(3, 3, 128, 128)
    )
    torch.testing.assert_close(evidence.sum((2, 3)), logits, atol=1e-4, rtol=1e-3)


def test_the_head_keeps_its_second_opinion_to_anger() -> None:
    head = CriticHead(2, 2).eval()
    features = random_features(5)
    before = head(features)[0].detach()
    with torch.no_grad():
        head.anger.bias.fill_(2.0)
    moved = head(features)[0].detach() - before
    torch.testing.assert_close(moved[:, 4], torch.full((5,), 2.0))
    assert not moved[:, [0, 1, 2, 3, 5, 6, 7, 8]].any()
