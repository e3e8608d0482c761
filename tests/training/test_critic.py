from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training import critic  # noqa: E402
from vaha.training.critic import (  # noqa: E402
    CriticOptions,
    Features,
    compute_features,
    cross_fit,
    fresh_head,
    head_logits,
    painting_weights,
    pretrain_head,
    train_head,
    vote_targets,
)
from vaha.training.critic_folds import FOLDS, fold_of  # noqa: E402
from vaha.training.critic_network import CriticNetwork, CriticTrunk  # noqa: E402
from vaha.training.painting_data import PaintingSet  # noqa: E402

MakePaintings = Callable[..., PaintingSet]
TINY = CriticOptions(pretrain_minutes=1, minutes=1, batch=8)


def random_features(count: int, views: int = 2) -> Features:
    chance = torch.Generator().manual_seed(0)
    form = torch.randn(views, count, 256, 8, 8, generator=chance).half()
    return Features(form, torch.randn(views, count, 384, generator=chance).half())


def test_a_painting_stands_in_one_fold_under_whatever_style() -> None:
    titles = [f"artist-{number}_title-{number}" for number in range(200)]
    cubism = fold_of(np.array([f"Cubism/{title}" for title in titles]))
    np.testing.assert_array_equal(cubism, fold_of(np.array([f"Fauvism/{t}" for t in titles])))
    assert set(cubism) == set(range(FOLDS))
    assert np.bincount(cubism).min() > 20


def test_targets_are_shares_of_votes_drawn_towards_the_mean_of_all() -> None:
    votes = np.zeros((4, 9), np.float32)
    votes[:3, 0] = 2
    votes[3, 8] = 2
    targets = vote_targets(votes, prior_votes=1.0)
    np.testing.assert_allclose(targets.sum(1), 1, rtol=1e-6)
    assert targets[0, 0] == pytest.approx((2 + 0.75) / 3)
    assert targets[0, 8] == pytest.approx(0.25 / 3)
    np.testing.assert_allclose(vote_targets(votes, 0.0), votes / 2)


def test_paintings_with_rare_emotions_weigh_more_up_to_a_bound() -> None:
    targets = torch.zeros(100, 9) + 0.001
    targets[:99, 2], targets[99, 4] = 1, 1
    weights = painting_weights(targets, CriticOptions(balance=0.5, heaviest=4.0))
    assert weights[99] == 4.0 and weights[:99].max() < 1.0
    even = painting_weights(targets, CriticOptions(balance=0.0))
    torch.testing.assert_close(even, torch.ones(100))


@pytest.mark.parametrize("count", [1, 5])
def test_features_of_every_view_have_the_shapes_that_heads_expect(
    make_paintings: MakePaintings, count: int
) -> None:
    features = compute_features(CriticTrunk(), make_paintings(count).pixels, views=2, batch=3)
    assert features.form.shape == (2, count, 256, 8, 8)
    assert features.colour.shape == (2, count, 384)
    assert not torch.equal(features.form[0], features.form[1])


def test_the_trunk_is_never_trained() -> None:
    assert not any(parameter.requires_grad for parameter in CriticTrunk().parameters())


def test_no_head_ever_judges_a_painting_whose_votes_it_saw(
    make_paintings: MakePaintings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each head is replaced by the set of paintings that it learnt from."""
    paintings = make_paintings(60)
    learnt: list[set[int]] = []

    def spy(start: object, features: object, given: object, places: np.ndarray, *_: object):
        learnt.append(set(places.tolist()))
        return len(learnt) - 1

    def judge(head: int, features: object, places: np.ndarray):
        return torch.full((len(places), 9), float(head))

    monkeypatch.setattr(critic, "train_head", spy)
    monkeypatch.setattr(critic, "head_logits", judge)
    judges = cross_fit(fresh_head(paintings), random_features(1), paintings, TINY)[:, 0]
    folds = fold_of(paintings.names)
    assert len(learnt) == FOLDS
    for place in range(60):
        if paintings.voted[place]:
            head = int(judges[place])
            assert head == folds[place] and place not in learnt[head]
            assert all(place in others for k, others in enumerate(learnt) if k != head)
        else:
            assert judges[place] == pytest.approx(2.0)  # the mean of heads 0 to 4
            assert not any(place in others for others in learnt)


def test_a_head_learns_votes_and_leaves_its_start_as_it_was(
    make_paintings: MakePaintings, clock
) -> None:
    clock()
    paintings, features = make_paintings(18), random_features(18)
    start = fresh_head(paintings)
    before = {name: value.clone() for name, value in start.state_dict().items()}
    places = np.flatnonzero(paintings.voted)
    options = CriticOptions(minutes=1, batch=12, mixup=0.0, prior_votes=0.1)
    head = train_head(start, features, paintings, places, options)
    logits = head_logits(head, features, places)
    assert logits.shape == (len(places), 9)
    found, told = logits.argmax(1).numpy(), paintings.votes[places].argmax(1)
    assert (found == told).mean() > 0.6
    for name, value in start.state_dict().items():
        assert torch.equal(value, before[name])


def test_mixup_keeps_targets_distributions(make_paintings: MakePaintings) -> None:
    target = torch.softmax(torch.randn(6, 9), 1)
    form, colour, weight = torch.randn(10, 4), torch.randn(10, 3), torch.rand(6)
    mixed = critic._mix(form, colour, target, weight, 0.3)
    torch.testing.assert_close(mixed[2].sum(1), torch.ones(6))
    assert torch.equal(mixed[0][6:], form[6:]) and torch.equal(mixed[1][6:], colour[6:])


def test_pretraining_goes_through_paintings_of_no_known_style(
    make_paintings: MakePaintings, clock
) -> None:
    clock(tick=6.0)
    paintings = make_paintings(12)
    unknown = np.full(12, -1)
    strangers = PaintingSet(
        paintings.pixels,
        paintings.names,
        unknown,
        unknown,
        paintings.votes,
        paintings.may_paint,
        paintings.held,
        paintings.angriest,
    )
    for given in (paintings, strangers):
        head = pretrain_head(random_features(12), given, TINY)
        assert all(torch.isfinite(value).all() for value in head.parameters())


def test_the_shipped_network_calibrates_its_logits(make_paintings: MakePaintings) -> None:
    head, bias = fresh_head(make_paintings(12)).eval(), torch.arange(9.0)
    trunk, pictures = CriticTrunk(), torch.rand(2, 3, 64, 64)
    logits, embedding = CriticNetwork(trunk, head, 2.0, bias)(pictures)
    torch.testing.assert_close(logits, head(*trunk(pictures)) / 2 + bias)
    assert embedding.shape == (2, 128)
