"""Which scores of a card a model hub is told, and by which names it knows them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vaha.runtime.card import ModelCard


@dataclass(frozen=True)
class Metric:
    """A score: where it stands in its group, the hub's type for it, and its name for people.

    `compares` where it is not the network's own, but of what the network is compared with.
    """

    key: str
    type: str
    name: str
    compares: bool = False


@dataclass(frozen=True)
class Evaluation:
    """Scores on one dataset: `group` says where they stand in the card, empty at its top."""

    dataset: str
    type: str
    split: str
    metrics: tuple[Metric, ...]
    group: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """A score with its value."""

    evaluation: Evaluation
    metric: Metric
    value: float


_ACCURACY = Metric("accuracy", "accuracy", "Accuracy")
_RECALL = Metric("balanced_recall", "recall", "Recall, the mean of all classes")
_BASELINE = Metric("majority_baseline", "accuracy", "Accuracy of always naming the commonest", True)
_CALIBRATION = Metric("calibration_error", "calibration_error", "Expected calibration error")


def _fer2013(split: str) -> tuple[Evaluation, ...]:
    whole = (_ACCURACY, _RECALL, _CALIBRATION, _BASELINE)
    return (
        Evaluation("FER-2013", "fer2013", split, whole, (split,)),
        Evaluation(
            "FER-2013 without copies of faces of Training",
            "fer2013",
            split,
            (_ACCURACY,),
            (split, "without_copies"),
        ),
    )


EVALUATIONS: Mapping[str, tuple[Evaluation, ...]] = {
    "mood": (*_fer2013("PublicTest"), *_fer2013("PrivateTest")),
    "critic": (
        Evaluation(
            "ArtEmis votes for WikiArt paintings",
            "artemis",
            "five folds by artist",
            (
                _ACCURACY,
                _RECALL,
                Metric("positive_auc", "roc_auc", "AUC, positive against negative"),
                Metric("divergence", "kl_divergence", "Kullback-Leibler divergence, in nats"),
                _CALIBRATION,
                _BASELINE,
            ),
        ),
    ),
    "painter": (
        Evaluation(
            "WikiArt",
            "wikiart",
            "paintings likely in the public domain",
            (
                Metric(
                    "frechet_distance",
                    "frechet_distance",
                    "Fréchet distance in the critic's embedding (not Inception's: no FID)",
                ),
                Metric(
                    "critic_agreement_mean",
                    "accuracy",
                    "Works whose mood VAHA's critic names, the mean of all moods",
                ),
                Metric("chance", "accuracy", "The same by chance", True),
            ),
        ),
    ),
    "enlarger": (
        Evaluation(
            "WikiArt",
            "wikiart",
            "paintings kept from training",
            (
                Metric("psnr", "psnr", "PSNR, dB"),
                Metric("psnr_of_bicubic", "psnr", "PSNR of bicubic enlarging, dB", True),
            ),
        ),
    ),
}
"""By the model's name; a score that a card does not have is left out."""


def measured(card: ModelCard) -> Iterator[Measured]:
    """The card's scores that a hub is told, each as it stands in the card."""
    for evaluation in EVALUATIONS.get(card.name, ()):
        group: Any = card.scores
        for key in evaluation.group:
            group = group.get(key, {}) if isinstance(group, Mapping) else {}
        for metric in evaluation.metrics:
            value = group.get(metric.key) if isinstance(group, Mapping) else None
            if isinstance(value, (int, float)) and _is_finite(value):
                yield Measured(evaluation, metric, value)


def _is_finite(value: float) -> bool:
    return not isinstance(value, bool) and math.isfinite(value)
