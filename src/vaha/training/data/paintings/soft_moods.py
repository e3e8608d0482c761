"""The moods of all paintings, people's votes or none: a linear softmax on what lite0 sees.

Each painting is judged by a probe that saw none of its artist's works.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from vaha.emotions import ART_EMOTIONS
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.measures.folds import FOLDS, artist_folds
from vaha.training.measures.votes import face_table

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

PENALTY = 0.3
"""Of the squared weights: features are many, votes few."""
PRIOR_VOTES = 0.5
LIFT = 1.5
"""How strongly a mood's lift over its base rate counts, so that rare moods have paintings too."""


def soft_moods(features: Floats, paintings: PaintingSet) -> Floats:
    """N x 7 of all paintings, by probes that saw neither held-out votes nor the same artist's."""
    learn = ~paintings.held & paintings.voted
    probabilities = emotion_probabilities(
        features, paintings.votes, artist_folds(paintings.names), learn
    )
    prior = paintings.votes[learn].sum(0) / paintings.votes[learn].sum()
    return lifted_moods(probabilities, prior)


def emotion_probabilities(
    features: Floats, votes: Floats, folds: npt.NDArray[np.int64], learn: Bools
) -> Floats:
    """N x 9 by probes taught with the votes N x 9 of the `learn` paintings of other folds.

    `features` is N x D. Paintings that teach no probe are judged by all of them.
    """
    teaches = learn & (votes.sum(1) > 0)
    mean, spread = features[teaches].mean(0), features[teaches].std(0) + 1e-3
    scaled = torch.from_numpy(((features - mean) / spread).astype(np.float32))
    total = torch.zeros(len(features), len(ART_EMOTIONS))
    times = torch.zeros(len(features), 1)
    for fold in range(FOLDS):
        probe = _probe(scaled[teaches & (folds != fold)], votes[teaches & (folds != fold)])
        asked = torch.from_numpy(~teaches | (folds == fold))
        with torch.no_grad():
            total[asked] += probe(scaled[asked]).softmax(1)
        times[asked] += 1
    answer: Floats = (total / times).numpy()
    return answer


def _probe(features: torch.Tensor, votes: Floats) -> nn.Linear:
    """A softmax regression on shares of votes; a painting counts by the root of its votes."""
    number = votes.sum(1, keepdims=True)
    prior = votes.sum(0) / votes.sum()
    shares = torch.from_numpy((votes + PRIOR_VOTES * prior) / (number + PRIOR_VOTES)).float()
    weight = torch.from_numpy(np.sqrt(number) / np.sqrt(number).mean()).float()
    probe = nn.Linear(features.shape[1], len(ART_EMOTIONS))
    with torch.no_grad():
        probe.weight.zero_()
        probe.bias.copy_(torch.from_numpy(np.log(prior + 1e-6)))
    optimiser = torch.optim.LBFGS(
        probe.parameters(), max_iter=300, history_size=10, line_search_fn="strong_wolfe"
    )

    def closure() -> Any:  # noqa: ANN401 - as LBFGS is typed
        optimiser.zero_grad()
        errors = -(weight * shares * probe(features).log_softmax(1)).sum(1).mean()
        loss = errors + PENALTY * probe.weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return probe


def lifted_moods(probabilities: Floats, prior: Floats) -> Floats:
    """N x 7: moods by how far each emotion stands above its base rate `prior` (9), sums 1."""
    lift = LIFT * (np.log(probabilities) - np.log(prior + 1e-6))
    weights = np.exp(lift - lift.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    moods: Floats = (weights @ face_table()).astype(np.float32)
    return moods
