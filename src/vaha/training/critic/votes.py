"""What people's votes add to the critic: a linear reading of its embedding, in five folds.

The votes are few and noisy, so the reading is a softmax regression with a penalty, which has one
best answer, found to the last digit in seconds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.emotions import ART_EMOTIONS
from vaha.training.critic.embedding import CriticOptions
from vaha.training.critic.network import CriticHead
from vaha.training.data.paintings import PaintingSet
from vaha.training.measures.folds import FOLDS, fold_of

ITERATIONS = 200


def vote_targets(votes: npt.NDArray[np.float32], prior_votes: float) -> npt.NDArray[np.float32]:
    """Vote shares smoothed towards the mean of all (a Dirichlet prior): N x 9."""
    prior = votes.sum(0) / votes.sum()
    smoothed: npt.NDArray[np.float32] = votes + prior_votes * prior
    return (smoothed / smoothed.sum(1, keepdims=True)).astype(np.float32)


def softmax_regression(values: Tensor, targets: Tensor, penalty: float) -> tuple[Tensor, Tensor]:
    """(weight 9 x D, bias 9) with the least cross-entropy of distributions N x 9 from values N x D.

    `penalty` is half a Gaussian prior's on the weights of standardised values, against N examples.
    """
    deviation = values.std(0) + 1e-3
    scaled = values / deviation
    weight = torch.zeros(targets.shape[1], values.shape[1], requires_grad=True)
    # An emotion that nobody named starts, and stays, far away rather than infinitely far.
    bias = targets.mean(0).clamp_min(1e-6).log().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [weight, bias], max_iter=ITERATIONS, history_size=10, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        optimiser.zero_grad()
        entropy = -(targets * (scaled @ weight.T + bias).log_softmax(1)).sum(1).mean()
        total: Tensor = entropy + penalty / (2 * len(values)) * weight.square().sum()
        total.backward()
        return total

    optimiser.step(loss)
    return weight.detach() / deviation, bias.detach()


@torch.no_grad()
def embeddings_of(head: CriticHead, features: Tensor) -> Tensor:
    """V x N x 128 of features V x N x 2176, on the processor."""
    parts = [torch.cat([head.embedding(part) for part in view.split(1024)]) for view in features]
    return torch.stack(parts).float().cpu()


def read_votes_into(
    head: CriticHead,
    embeddings: Tensor,
    paintings: PaintingSet,
    places: npt.NDArray[np.int64],
    options: CriticOptions,
) -> None:
    """Set the head's reading of emotion from the votes for the paintings at these places."""
    targets = torch.from_numpy(vote_targets(paintings.votes[places], options.prior_votes))
    values = embeddings[:, torch.from_numpy(places)].flatten(0, 1)
    weight, bias = softmax_regression(values, targets.repeat(len(embeddings), 1), options.penalty)
    with torch.no_grad():
        head.emotion.weight.copy_(weight)
        head.emotion.bias.copy_(bias)


def cross_fit(
    head: CriticHead, embeddings: Tensor, paintings: PaintingSet, options: CriticOptions
) -> Tensor:
    """Logits N x 9 for every painting, none by a reading that saw its votes.

    A voted painting is judged by the reading of its fold, the others by the mean of all five. The
    head keeps the last reading.
    """
    folds, voted = fold_of(paintings.names), paintings.voted
    total = torch.zeros(len(paintings), len(ART_EMOTIONS))
    unvoted = torch.from_numpy(~voted)
    for fold in range(FOLDS):
        places = np.flatnonzero(voted & (folds != fold))
        read_votes_into(head, embeddings, paintings, places, options)
        with torch.no_grad():
            logits = head.emotion.cpu()(embeddings[0])
        own = torch.from_numpy(voted & (folds == fold))
        total[own] = logits[own]
        total[unvoted] += logits[unvoted] / FOLDS
    return total
