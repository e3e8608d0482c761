from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.training.critic import votes as critic_votes  # noqa: E402
from vaha.training.critic.embedding import CriticOptions, fresh_head  # noqa: E402
from vaha.training.critic.network import COMPONENTS, EMBEDDING, POOLED, CriticHead  # noqa: E402
from vaha.training.critic.votes import (  # noqa: E402
    cross_fit,
    read_votes_into,
    readings_of,
    softmax_regression,
    vote_targets,
)
from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402
from vaha.training.measures.folds import FOLDS, artist_folds  # noqa: E402

READ = COMPONENTS + EMBEDDING
MakePaintings = Callable[..., PaintingSet]


def test_targets_are_shares_of_votes_drawn_towards_the_mean_of_all() -> None:
    votes = np.zeros((4, 9), np.float32)
    votes[:3, 0] = 2
    votes[3, 8] = 2
    targets = vote_targets(votes, prior_votes=1.0)
    np.testing.assert_allclose(targets.sum(1), 1, rtol=1e-6)
    assert targets[0, 0] == pytest.approx((2 + 0.75) / 3)
    assert targets[0, 8] == pytest.approx(0.25 / 3)
    np.testing.assert_allclose(vote_targets(votes, 0.0), votes / 2)


def test_the_regression_finds_the_distributions_that_made_its_examples() -> None:
    chance = torch.Generator().manual_seed(0)
    values = torch.randn(3000, 4, generator=chance)
    true = torch.randn(9, 4, generator=chance)
    targets = (values @ true.T).softmax(1)
    weight, bias = softmax_regression(values, targets, penalty=1e-7)
    torch.testing.assert_close((values @ weight.T + bias).softmax(1), targets, atol=0.01, rtol=0)


def test_examples_count_as_much_as_they_weigh() -> None:
    values, targets = torch.zeros(4, 2), torch.eye(9)[[0, 0, 0, 1]]
    weighs = torch.tensor([0.4, 0.4, 0.4, 2.8])
    bias = softmax_regression(values, targets, 1.0, weighs)[1]
    torch.testing.assert_close(bias.softmax(0)[:2], torch.tensor([0.3, 0.7]), atol=0.01, rtol=0)


def test_a_penalty_draws_the_answer_to_the_mean_of_all() -> None:
    chance = torch.Generator().manual_seed(0)
    values = torch.randn(200, 4, generator=chance)
    targets = (3 * values @ torch.randn(4, 9, generator=chance)).softmax(1)
    sizes = [float(softmax_regression(values, targets, p)[0].norm()) for p in (1e-3, 0.1, 1e3)]
    assert sizes[0] > sizes[1] > sizes[2]
    weight, bias = softmax_regression(values, targets, 1e6)
    told = (values @ weight.T + bias).softmax(1)
    torch.testing.assert_close(told, targets.mean(0).expand_as(told), atol=1e-3, rtol=0)


def test_an_emotion_that_nobody_named_leaves_finite_numbers() -> None:
    values = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    targets = torch.zeros(50, 9)
    targets[:, :2] = 0.5
    weight, bias = softmax_regression(values, targets, 0.1)
    assert torch.isfinite(weight).all() and torch.isfinite(bias).all()
    assert (values @ weight.T + bias).softmax(1)[:, 2:].max() < 0.01


def test_readings_are_of_every_view(make_paintings: MakePaintings) -> None:
    head = fresh_head(make_paintings(12)).eval()
    features = torch.randn(2, 5, POOLED)
    readings = readings_of(head, features)
    assert readings.shape == (2, 5, READ)
    torch.testing.assert_close(readings[1, :, COMPONENTS:], head.embedding(features[1]).detach())


def test_votes_are_read_from_what_it_sees(make_paintings: MakePaintings) -> None:
    paintings, chance = make_paintings(60), torch.Generator().manual_seed(0)
    readings = torch.randn(2, 60, READ, generator=chance)
    for place, votes in enumerate(paintings.votes):
        readings[:, place, int(votes.argmax())] += 4
    head, places = fresh_head(paintings).eval(), np.flatnonzero(paintings.voted)
    read_votes_into(head, readings, paintings, places, CriticOptions(penalty=1e-3))
    told = head.emotion(readings[0, places]).argmax(1).numpy()
    assert (told == paintings.votes[places].argmax(1)).mean() > 0.9


def test_no_reading_ever_judges_a_painting_whose_votes_it_saw(
    make_paintings: MakePaintings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reading is replaced by its number, and what it learnt from is kept."""
    paintings = make_paintings(60)
    learnt: list[set[int]] = []

    def spy(head: CriticHead, readings: object, given: object, places: np.ndarray, *_: object):
        with torch.no_grad():
            head.emotion.weight.zero_()
            head.emotion.bias.fill_(float(len(learnt)))
        learnt.append(set(places.tolist()))

    monkeypatch.setattr(critic_votes, "read_votes_into", spy)
    names = np.array([f"Style/artist-{place // 3}_title-{place}" for place in range(60)])
    paintings = replace(paintings, names=names)
    readings = torch.zeros(1, 60, READ)
    judges = cross_fit(fresh_head(paintings), readings, paintings, CriticOptions())[:, 0]
    folds = artist_folds(names)
    assert len(learnt) == FOLDS
    for place in range(60):
        own = int(judges[place])
        assert own == folds[place] and place not in learnt[own]
        assert all(place in others for k, others in enumerate(learnt) if k != own)


def test_the_same_votes_give_the_same_reading(make_paintings: MakePaintings) -> None:
    paintings = make_paintings(40)
    readings = torch.randn(1, 40, READ, generator=torch.Generator().manual_seed(3))
    heads = [fresh_head(paintings) for _ in range(2)]
    places = np.flatnonzero(paintings.voted)
    for head in heads:
        read_votes_into(head, readings, paintings, places, replace(CriticOptions(), penalty=0.1))
    assert torch.equal(heads[0].emotion.weight, heads[1].emotion.weight)
