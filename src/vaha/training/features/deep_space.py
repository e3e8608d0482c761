"""Sets of pictures compared by what a network sees in them: Fréchet and kernel distance, reach.

The network is EfficientNet-Lite2 on ImageNet, which taught no painter: lite0 did, and a painter is
flattered in the space it learnt against (Kynkäänniemi et al. 2023).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.training.features.network import FeatureNetwork
from vaha.training.features.pictures import Pictures, picture_features
from vaha.training.measures.neighbours import precision_and_recall
from vaha.training.measures.pictures import frechet_distance

Features = npt.NDArray[np.float64]

SIDE = 160
"""Pictures are enlarged to so many px: works of 64 px gain nothing from more."""
NAME = (
    f"EfficientNet-Lite2 on ImageNet at {SIDE} px, 1,280 features before its classifier, each "
    "divided by its deviation on real paintings"
)


@dataclass(frozen=True)
class DeepSpace:
    """A frozen network, and the mean and spread (D each) of real paintings in its features."""

    network: FeatureNetwork
    mean: Features
    spread: Features
    side: int = SIDE

    @classmethod
    def of(cls, network: FeatureNetwork, real: Pictures, side: int = SIDE) -> DeepSpace:
        """The scale of these paintings N x S x S x 3."""
        seen = picture_features(network, real, side)
        return cls(network, seen.mean(0).astype(np.float64), seen.std(0) + np.float64(1e-3), side)

    def features(self, pictures: Pictures) -> Features:
        """N x D of uint8 pictures N x S x S x 3."""
        seen = picture_features(self.network, pictures, self.side)
        return np.asarray((seen - self.mean) / self.spread, np.float64)


def kernel_distance(first: Features, second: Features) -> float:
    """Squared maximum mean discrepancy with a cubic kernel, unbiased (Binkowski et al. 2018).

    About 0 for two sets of one kind, a little below it by chance.
    """
    within = [
        (_kernel_sum(one, one) - ((np.square(one).sum(1) / one.shape[1] + 1) ** 3).sum())
        / (len(one) * (len(one) - 1))
        for one in (first, second)
    ]
    across = _kernel_sum(first, second) / (len(first) * len(second))
    return float(sum(within) - 2 * across)


def _kernel_sum(first: Features, second: Features, rows: int = 1024) -> float:
    """Sum of the kernel over all pairs, some rows at a time."""
    size = first.shape[1]
    starts = range(0, len(first), rows)
    parts = [((first[at : at + rows] @ second.T / size + 1) ** 3).sum() for at in starts]
    return float(np.sum(parts))


def compare_deeply(works: Features, real: Features) -> dict[str, float]:
    """Fréchet and kernel distance, precision and recall of works against paintings."""
    precision, recall = precision_and_recall(real, works)
    return {
        "frechet_distance": round(frechet_distance(works, real), 2),
        "kernel_distance": round(kernel_distance(works, real), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
    }
