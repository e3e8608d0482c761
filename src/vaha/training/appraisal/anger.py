"""The judge's second opinion on anger: which of four abstract paintings people called the angriest.

ArtEmis' votes for anger mostly fall on what annoys, FeelingBlue's choices (Ananthram et al. 2023)
on what is red, dark and violent. Both are anger, and the judge weighs them alike, as the critic
does, but in features and folds of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
RIDGE = 1.0
"""Penalty on squared weights, for each painting learnt from."""


@dataclass(frozen=True)
class Asked:
    """Paintings that FeelingBlue asked about: features K x D, anger K in -1..1, names K."""

    features: npt.NDArray[np.float32]
    angriest: npt.NDArray[np.float32]
    names: npt.NDArray[np.str_]


def fit_anger(
    shown: Numbers,
    angriest: npt.NDArray[np.float32],
    fold: npt.NDArray[np.int64],
    usual: Numbers,
    folds: int,
) -> tuple[Numbers, float | None]:
    """Weights folds x D, none fitted to its own fold, and the correlation out of fold.

    `shown` K x D are scaled features of the paintings asked about; on `usual`, those of other
    paintings M x D, each fold's opinion has deviation 1 and, features having mean 0, mean 0.
    """
    weights: list[Any] = []
    said = np.zeros(len(shown))
    for number in range(folds):
        own, rest = fold == number, fold != number
        target = angriest[rest] - angriest[rest].mean()
        gram = shown[rest].T @ shown[rest] + RIDGE * rest.sum() * np.eye(shown.shape[1])
        weight = np.linalg.solve(gram, shown[rest].T @ target)
        weight = weight / ((usual @ weight).std() + 1e-9)
        said[own] = shown[own] @ weight
        weights.append(weight)
    varies = len(said) > 2 and said.std() > 0 and angriest.std() > 0
    correlation = round(float(np.corrcoef(said, angriest)[0, 1]), 4) if varies else None
    return np.stack(weights), correlation
