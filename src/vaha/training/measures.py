"""Measures of classifiers and pictures, in numpy alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.runtime.tensors import softmax

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.int64]


def accuracy(probabilities: Floats, labels: Labels) -> float:
    """Share of rows whose greatest probability is the label's."""
    return float((probabilities.argmax(1) == labels).mean())


def wilson_interval(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share of `count` trials (Wilson 1927)."""
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (centre - spread) / scale, (centre + spread) / scale


def recalls(probabilities: Floats, labels: Labels) -> list[float | None]:
    """Recall of each class, None where no row has it."""
    found = probabilities.argmax(1)
    return [
        float((found[labels == k] == k).mean()) if (labels == k).any() else None
        for k in range(probabilities.shape[1])
    ]


def balanced_recall(probabilities: Floats, labels: Labels) -> float:
    """Mean of the recalls of the classes that occur."""
    return float(np.mean([r for r in recalls(probabilities, labels) if r is not None]))


def confusion(probabilities: Floats, labels: Labels) -> list[list[int]]:
    """Counts: a row for each true class, a column for each found one."""
    classes = probabilities.shape[1]
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (labels, probabilities.argmax(1)), 1)
    rows: list[list[int]] = table.tolist()
    return rows


def calibration_error(probabilities: Floats, labels: Labels, bins: int = 15) -> float:
    """Expected calibration error of the first choice (Guo et al. 2017, equation 3)."""
    confidence = probabilities.max(1)
    correct = probabilities.argmax(1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(correct[place == k].mean() - confidence[place == k].mean()) * (place == k).mean()
        for k in range(bins)
        if (place == k).any()
    ]
    return float(sum(gaps))


def best_temperature(logits: Floats, labels: Labels) -> float:
    """The divisor of the logits with the least negative log-likelihood, to 1 %."""
    candidates = np.geomspace(0.3, 3.0, 232)
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(logits / t)[rows, labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def auc(scores: Floats, positive: npt.NDArray[np.bool_]) -> float | None:
    """Area under the receiver's curve: the chance that a positive scores above a negative.

    None where there are only positives or only negatives.
    """
    if positive.all() or not positive.any():
        return None
    _, rank, count = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    ranks = (last - (count - 1) / 2)[rank.reshape(-1)]
    positives, negatives = int(positive.sum()), int((~positive).sum())
    return float(
        (ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    )


def frechet_distance(first: Floats, second: Floats) -> float:
    """Fréchet distance between Gaussians fitted to two sets of features N x D (Heusel et al. 2017).

    The trace of the square root is taken through symmetric matrices, so it is real.
    """
    means = first.mean(0) - second.mean(0)
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    values, vectors = np.linalg.eigh(one)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ two @ root).clip(0)).sum()
    return float(means @ means + np.trace(one) + np.trace(two) - 2 * shared)


def picture_psnr(ours: npt.NDArray[np.uint8], theirs: npt.NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of 8-bit pictures in dB, over all their values."""
    error = float(np.square(ours.astype(np.float64) - theirs.astype(np.float64)).mean())
    return 10 * math.log10(255**2 / max(error, 1e-10))
