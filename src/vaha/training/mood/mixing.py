"""Two faces in one picture, two targets in one: mixup and cutmix."""

from __future__ import annotations

import math

import numpy as np
from torch import Tensor


def mix_faces(
    views: Tensor, targets: Tensor, probability: float, alpha: float, chance: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """With this probability the batch N x 1 x H x W mixed, each face with its neighbour.

    Half of the mixed batches are blended (mixup, Zhang et al. 2018), half get a square of the other
    face (cutmix, Yun et al. 2019). Batches come in random order, so a neighbour is anyone.
    """
    if chance.random() >= probability:
        return views, targets
    share = float(chance.beta(alpha, alpha))
    other, other_targets = views.roll(1, 0), targets.roll(1, 0)
    if chance.random() < 0.5:
        return views.lerp(other, 1 - share), targets.lerp(other_targets, 1 - share)
    side = views.shape[-1]
    edge = round(side * math.sqrt(1 - share))
    top, left = chance.integers(0, side - edge + 1, 2).tolist()
    mixed = views.clone()
    mixed[..., top : top + edge, left : left + edge] = other[
        ..., top : top + edge, left : left + edge
    ]
    return mixed, targets.lerp(other_targets, (edge / side) ** 2)
