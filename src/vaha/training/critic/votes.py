"""What people's votes add to the critic: a linear reading of what it sees, in five folds.

The votes are few and noisy, so the reading is a softmax regression with a penalty, which has one
best answer, found in seconds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.training.critic.embedding import CriticOptions
from vaha.training.critic.network import COMPONENTS, CriticHead
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.measures.folds import FOLDS, artist_folds

ITERATIONS = 100


def vote_targets(votes: npt.NDArray[np.float32], prior_votes: float) -> npt.NDArray[np.float32]:
    """Vote shares smoothed towards the mean of all (a Dirichlet prior): N x 9."""
    prior = votes.sum(0) / votes.sum()
    smoothed: npt.NDArray[np.float32] = votes + prior_votes * prior
    return (smoothed / smoothed.sum(1, keepdims=True)).astype(np.float32)


def softmax_regression(
    values: Tensor, targets: Tensor, penalty: float, weighs: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """(weight 9 x D, bias 9) with the least cross-entropy of distributions N x 9 from values N x D.

    `penalty` is on the weights' squares, against the mean over examples, which count as much as
    `weighs` (N, of mean 1) says.
    """
    weight = torch.zeros(targets.shape[1], values.shape[1], requires_grad=True)
    # An emotion that nobody named starts, and stays, far away rather than infinitely far.
    bias = targets.mean(0).clamp_min(1e-6).log().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [weight, bias], max_iter=ITERATIONS, history_size=10, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        optimiser.zero_grad()
        entropy = -(targets * (values @ weight.T + bias).log_softmax(1)).sum(1)
        if weighs is not None:
            entropy = weighs * entropy
        total: Tensor = entropy.mean() + penalty * weight.square().sum()
        total.backward()
        return total

    optimiser.step(loss)
    return weight.detach(), bias.detach()


@torch.no_grad()
def readings_of(head: CriticHead, features: Tensor) -> Tensor:
    """V x M x 384 of features V x M x 2304, on the processor."""
    parts = [
        torch.cat([head.reading(head.standardised(part)) for part in view.split(1024)])
        for view in features
    ]
    return torch.stack(parts).float().cpu()


def read_votes_into(
    head: CriticHead,
    readings: Tensor,
    paintings: PaintingSet,
    places: npt.NDArray[np.int64],
    options: CriticOptions,
) -> None:
    """Set the head's reading of emotion from the votes for the paintings at these places.

    A painting counts by the root of its number of votes.
    """
    votes = paintings.votes[places]
    targets = torch.from_numpy(vote_targets(votes, options.prior_votes)).repeat(len(readings), 1)
    weighs = torch.from_numpy(np.sqrt(votes.sum(1))).repeat(len(readings))
    values = readings[:, torch.from_numpy(places)].flatten(0, 1)
    scale = torch.ones(values.shape[1])
    scale[COMPONENTS:] = options.embedding / (values[:, COMPONENTS:].std(0) + 1e-3)
    weight, bias = softmax_regression(
        values * scale, targets, options.penalty, weighs / weighs.mean()
    )
    with torch.no_grad():
        head.emotion.weight.copy_(weight * scale)
        head.emotion.bias.copy_(bias)


def cross_fit(
    head: CriticHead, readings: Tensor, paintings: PaintingSet, options: CriticOptions
) -> Tensor:
    """Logits M x 9 for M voted paintings, none by a reading that saw the votes for its artist."""
    folds = artist_folds(paintings.names)
    logits = torch.zeros(len(paintings), head.emotion.out_features)
    for fold in range(FOLDS):
        read_votes_into(head, readings, paintings, np.flatnonzero(folds != fold), options)
        own = torch.from_numpy(folds == fold)
        with torch.no_grad():
            logits[own] = head.emotion.cpu()(readings[0, own])
    return logits
