"""A second opinion on anger: which of four abstract paintings people called the angriest.

ArtEmis has few votes for anger, and most fall on empty or careless-looking pictures: annoyance.
FeelingBlue (Ananthram et al. 2023) asked which painting is the angriest, and people chose red,
dark and violent ones. Both are anger; the critic weighs them alike.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.runtime.sessions.tensors import softmax
from vaha.training.critic.network import CriticHead

RIDGE = 1500.0
"""Penalty on the weights' squares; of 100 to 10,000 the cross-validated fit hardly differs."""

PLACE = ART_EMOTIONS.index(ArtEmotion.ANGER)


def fit_anger(
    pooled: npt.NDArray[np.float32], angriest: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float64], float]:
    """Ridge regression of FeelingBlue's anger on pooled features N x D: weights D and a constant.

    `angriest` is N numbers in -1..1, NaN where nobody was asked. The prediction has mean 0 and
    deviation 1 over all N paintings.
    """
    mean, spread = pooled.mean(0), pooled.std(0) + 1e-3
    features = ((pooled - mean) / spread).astype(np.float64)
    asked = ~np.isnan(angriest)
    known, target = features[asked], angriest[asked].astype(np.float64)
    gram = known.T @ known + RIDGE * np.eye(known.shape[1])
    weights = np.linalg.solve(gram, known.T @ (target - target.mean()))
    predicted = features @ weights
    weights = weights / (predicted.std() + 1e-9) / spread
    return weights, -float((pooled @ weights).mean())


def strength_of_anger(logits: npt.NDArray[np.float32]) -> float:
    """How much the votes' own anger varies: the deviation of its log-probability, logits N x 9."""
    return float(np.log(softmax(logits)[:, PLACE]).std())


@torch.no_grad()
def add_anger(
    head: CriticHead,
    features: Tensor,
    angriest: npt.NDArray[np.float32],
    strength: float,
) -> npt.NDArray[np.float32]:
    """Set the head's second opinion from features M x 2304, seen plainly.

    Returns what it adds to each painting's logit of anger, N.
    """
    pooled: npt.NDArray[np.float32] = head.standardised(features).cpu().numpy()
    weights, constant = fit_anger(pooled, angriest)
    head.anger.weight.copy_(torch.from_numpy(strength * weights)[None])
    head.anger.bias.fill_(strength * constant)
    added = strength * (pooled @ weights + constant)
    return added.astype(np.float32)
