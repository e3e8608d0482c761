"""The critic's probabilities: rare emotions lifted, and what they are worth on folds of votes."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.runtime.sessions.tensors import softmax
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.measures.calibration import calibrate
from vaha.training.measures.folds import artist_folds
from vaha.training.measures.votes import evaluate_votes

SPREAD = ("accuracy", "balanced_recall", "positive_auc", "divergence", "calibration_error")
"""The measures whose deviation between folds is told."""
MANY = 4
"""Votes from which a painting's commonest emotion is told by more than one or two people."""


def rare_shift(
    logits: npt.NDArray[np.floating[Any]], named_share: float
) -> npt.NDArray[np.float64]:
    """Nine numbers to add to calibrated logits M x 9, so that anger and disgust are named at all.

    Where one of them would be an answer for less than `named_share` of the paintings it is lifted
    until it is; 0 lifts nothing. They are so rare that the likeliest emotion is always another.
    """
    shift = np.zeros(logits.shape[1])
    rare = [ART_EMOTIONS.index(ArtEmotion.ANGER), ART_EMOTIONS.index(ArtEmotion.DISGUST)]
    for place in rare * 4:  # each is lifted against the other, so a few rounds until both stand
        others = np.delete(logits + shift, place, 1).max(1)
        if named_share > 0:
            shift[place] = max(0.0, float(np.quantile(others - logits[:, place], named_share)))
    return shift


@dataclass(frozen=True)
class Naming:
    """What is done to calibrated logits so that not every painting is said to content.

    `prior_share` of the logarithm of each emotion's share of the votes is taken off; then anger and
    disgust are lifted until each is named for `named_share` of the paintings.
    """

    prior_share: float = 0.25
    named_share: float = 0.01


NAMED = Naming()
AS_LEARNT = Naming(0.0, 0.0)


def naming_bias(
    logits: npt.NDArray[np.float32], votes: npt.NDArray[np.float32], naming: Naming
) -> tuple[float, npt.NDArray[np.float64]]:
    """(temperature, bias 9): logits M x 9 divided by the one and shifted by the other are named."""
    temperature, bias = calibrate(logits, votes)
    shares = np.maximum(votes.sum(0) / votes.sum(), 1e-3)
    bias = bias - naming.prior_share * np.log(shares)
    return temperature, bias + rare_shift(logits / temperature + bias, naming.named_share)


def cross_validated(
    logits: npt.NDArray[np.float32], paintings: PaintingSet, naming: Naming
) -> tuple[npt.NDArray[np.float64], dict[str, Any]]:
    """Out-of-fold probabilities M x 9 and their measures.

    Each fold is calibrated, and its emotions named, by what the four others say.
    """
    folds = artist_folds(paintings.names)
    probabilities = np.zeros(logits.shape)
    by_fold = []
    for fold in np.unique(folds):
        own, rest = folds == fold, folds != fold
        temperature, bias = naming_bias(logits[rest], paintings.votes[rest], naming)
        probabilities[own] = softmax(logits[own] / temperature + bias)
        by_fold.append(evaluate_votes(probabilities[own], paintings.votes[own]))
    measures = evaluate_votes(probabilities, paintings.votes)
    spread = {name: statistics.stdev(fold[name] or 0.0 for fold in by_fold) for name in SPREAD}
    return probabilities, measures | {
        "accuracy_by_fold": [fold["accuracy"] for fold in by_fold],
        "spread": {name: round(value, 4) for name, value in spread.items()},
        "of_many_votes": _of_many_votes(probabilities, paintings.votes),
    }


def _of_many_votes(
    probabilities: npt.NDArray[np.float64], votes: npt.NDArray[np.float32]
) -> dict[str, Any] | None:
    many = votes.sum(1) >= MANY
    if not (votes.max(1) * 2 > votes.sum(1))[many].any():
        return None
    return evaluate_votes(probabilities[many], votes[many])
