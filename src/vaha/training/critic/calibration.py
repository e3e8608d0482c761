"""The critic's probabilities: rare emotions lifted, and what they are worth on folds of votes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.runtime.tensors import softmax
from vaha.training.data.paintings import PaintingSet
from vaha.training.measures.calibration import calibrate
from vaha.training.measures.folds import fold_of
from vaha.training.measures.votes import evaluate_votes


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


def cross_validated(
    logits: npt.NDArray[np.float32], paintings: PaintingSet, named_share: float
) -> tuple[npt.NDArray[np.float64], dict[str, Any]]:
    """Out-of-fold probabilities M x 9 and their measures.

    Each fold is calibrated, and its rare emotions lifted, by what the four others say.
    """
    folds = fold_of(paintings.names)
    probabilities = np.zeros(logits.shape)
    by_fold = []
    for fold in np.unique(folds):
        own, rest = folds == fold, folds != fold
        temperature, bias = calibrate(logits[rest], paintings.votes[rest])
        bias = bias + rare_shift(logits[rest] / temperature + bias, named_share)
        probabilities[own] = softmax(logits[own] / temperature + bias)
        by_fold.append(evaluate_votes(probabilities[own], paintings.votes[own])["accuracy"])
    measures = evaluate_votes(probabilities, paintings.votes)
    return probabilities, measures | {"accuracy_by_fold": by_fold}
