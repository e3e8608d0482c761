"""Measures of classifiers, in numpy alone."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

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
    return sum(
        abs(one["accuracy"] - one["confidence"]) * one["share"]
        for one in reliability(probabilities, labels, bins)
    )


def reliability(probabilities: Floats, labels: Labels, bins: int = 15) -> list[dict[str, float]]:
    """For each bin of confidence that is not empty: mean confidence, accuracy, share of rows."""
    confidence = probabilities.max(1)
    correct = probabilities.argmax(1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {
            "confidence": float(confidence[place == k].mean()),
            "accuracy": float(correct[place == k].mean()),
            "share": float((place == k).mean()),
        }
        for k in range(bins)
        if (place == k).any()
    ]


def coverage_curve(
    probabilities: Floats, labels: Labels, points: int = 50
) -> list[dict[str, float]]:
    """What naming only the surest readings gives: threshold, coverage and accuracy, rising."""
    confidence = probabilities.max(1)
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum((probabilities.argmax(1) == labels)[order])
    counts = np.unique(np.linspace(1, len(labels), points).round().astype(int))
    return [
        {
            "threshold": float(confidence[order[count - 1]]),
            "coverage": count / len(labels),
            "accuracy": float(right[count - 1] / count),
        }
        for count in counts.tolist()
    ]


def mcnemar(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Are two readers of the same faces equally often right? (McNemar 1947, the exact test.)

    Gives how many faces only one of them reads rightly, and the two-sided p-value.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    differing = only_first + only_second
    tail = sum(math.comb(differing, k) for k in range(min(only_first, only_second) + 1))
    # Whole numbers until here: 2 ** differing alone would overflow a float.
    p_value = min(1.0, float(Fraction(2 * tail, 2**differing)))
    return {"only_first": only_first, "only_second": only_second, "p_value": p_value}


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
