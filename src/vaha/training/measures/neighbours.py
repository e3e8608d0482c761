"""Who is near whom among features: precision and recall, copies, nearest paintings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def squared_distances(first: Floats, second: Floats) -> npt.NDArray[np.float64]:
    """Squared Euclidean distances N x M of features N x D and M x D."""
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    lengths = np.square(one).sum(1)[:, None] + np.square(two).sum(1)
    return np.asarray(np.maximum(lengths - 2 * one @ two.T, 0))


def nearest(
    features: Floats, others: Floats, rows: int = 512
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The place of the nearest of `others` to each row of `features`, and its distance."""
    places, distances = [], []
    for start in range(0, len(features), rows):
        squared = squared_distances(features[start : start + rows], others)
        places.append(squared.argmin(1))
        distances.append(np.sqrt(squared.min(1)))
    return np.concatenate(places).astype(np.int64), np.concatenate(distances)


def radii(features: Floats, neighbour: int = 3) -> npt.NDArray[np.float64]:
    """The distance of each row to its so many-th neighbour among the others."""
    squared = squared_distances(features, features)
    return np.asarray(np.sqrt(np.partition(squared, neighbour, 1)[:, neighbour]))


def precision_and_recall(
    real: Floats, painted: Floats, neighbour: int = 3, most: int = 2000
) -> tuple[float, float]:
    """Improved precision and recall (Kynkäänniemi et al. 2019), on equally many of both.

    Precision is the share of works within the reach of real paintings, recall the share of real
    paintings within the reach of works; the reach of a row is its third neighbour's distance.
    """
    count = min(len(real), len(painted), most)
    chance = np.random.default_rng(0)
    real = real[chance.permutation(len(real))[:count]]
    painted = painted[chance.permutation(len(painted))[:count]]
    between = np.sqrt(squared_distances(real, painted))
    precision = (between <= radii(real, neighbour)[:, None]).any(0).mean()
    recall = (between <= radii(painted, neighbour)[None]).any(1).mean()
    return float(precision), float(recall)


def copy_share(works: Floats, learnt: Floats, held: Floats, percentile: float = 1.0) -> float:
    """Share of works nearer to a learnt painting than all but 1 % of held-out paintings are.

    One in a hundred is what chance gives; copying gives more (after Meehan et al. 2020).
    """
    bound = np.percentile(nearest(held, learnt)[1], percentile)
    return float((nearest(works, learnt)[1] < bound).mean())


def mean_pair_distance(features: Floats) -> float:
    """Mean Euclidean distance between different rows."""
    count = len(features)
    distances = np.sqrt(squared_distances(features, features))
    return float(distances.sum() / max(count * (count - 1), 1))
