"""Measures of the critic: nine probabilities against people's votes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.errors import TrainingDataError
from vaha.stages.rank import nine_to_seven
from vaha.training.measures.classifiers import (
    accuracy,
    auc,
    balanced_recall,
    calibration_error,
    recalls,
)

POSITIVE = (ArtEmotion.AMUSEMENT, ArtEmotion.AWE, ArtEmotion.CONTENTMENT, ArtEmotion.EXCITEMENT)
NEGATIVE = (ArtEmotion.ANGER, ArtEmotion.DISGUST, ArtEmotion.FEAR, ArtEmotion.SADNESS)


def face_table() -> npt.NDArray[np.float64]:
    """9 x 7: one for the face emotion that an art emotion belongs to."""
    return nine_to_seven()


def evaluate_votes(
    probabilities: npt.NDArray[np.float64], votes: npt.NDArray[np.float32]
) -> dict[str, Any]:
    """Measures on M paintings: probabilities M x 9 against votes M x 9, both by ART_EMOTIONS.

    `dominant` are the paintings with more than half of their votes on one emotion, the rule of the
    released ArtEmis classifier. Raises TrainingDataError where there is none.
    """
    total = votes.sum(1)
    dominant = votes.max(1) * 2 > total
    if not dominant.any():
        raise TrainingDataError(
            f"none of {len(votes)} paintings has most of its votes on one emotion, so a critic "
            "cannot be measured on them; use more paintings"
        )
    labels = votes.argmax(1).astype(np.int64)[dominant]
    chosen = probabilities[dominant]
    prior = votes.sum(0) / votes.sum()
    share = votes / total[:, None]
    places = [ART_EMOTIONS.index(emotion) for emotion in POSITIVE]
    against = [ART_EMOTIONS.index(emotion) for emotion in NEGATIVE]
    clear = (share[:, places].sum(1) > 0.5) | (share[:, against].sum(1) > 0.5)
    is_positive = (share[:, places].sum(1) > 0.5)[clear]
    leaning = probabilities[:, places].sum(1) / (
        probabilities[:, places].sum(1) + probabilities[:, against].sum(1)
    )
    area = auc(leaning[clear], is_positive)
    return {
        "paintings": len(votes),
        "dominant": int(dominant.sum()),
        "accuracy": round(accuracy(chosen, labels), 4),
        "majority_baseline": round(float(np.bincount(labels).max() / len(labels)), 4),
        "balanced_recall": round(balanced_recall(chosen, labels), 4),
        "recall": {
            emotion.value: None if recall is None else round(recall, 4)
            for emotion, recall in zip(ART_EMOTIONS, recalls(chosen, labels), strict=True)
        },
        "calibration_error": round(calibration_error(chosen, labels), 4),
        "positive_auc": None if area is None else round(area, 4),
        "divergence": round(_divergence(share, probabilities), 4),
        "divergence_of_prior": round(_divergence(share, np.tile(prior, (len(votes), 1))), 4),
        "seven": _evaluate_seven(probabilities, votes),
    }


def _evaluate_seven(
    probabilities: npt.NDArray[np.float64], votes: npt.NDArray[np.float32]
) -> dict[str, Any]:
    faces, face_votes = probabilities @ face_table(), votes @ face_table()
    dominant = face_votes.max(1) * 2 > face_votes.sum(1)
    labels = face_votes.argmax(1).astype(np.int64)[dominant]
    return {
        "dominant": int(dominant.sum()),
        "accuracy": round(accuracy(faces[dominant], labels), 4),
        "majority_baseline": round(float(np.bincount(labels).max() / len(labels)), 4),
        "balanced_recall": round(balanced_recall(faces[dominant], labels), 4),
    }


def _divergence(
    share: npt.NDArray[np.floating[Any]], other: npt.NDArray[np.floating[Any]]
) -> float:
    """Mean Kullback-Leibler divergence of the votes from the prediction, in nats."""
    terms = np.where(share > 0, share * np.log((share + 1e-12) / (other + 1e-12)), 0)
    return float(terms.sum(1).mean())
