"""From trained heads to the critic's shipped file and card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from vaha.emotions import ART_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.cards import ARTEMIS, IMAGENET_VGG, NON_COMMERCIAL, WIKIART, today, write_card
from vaha.training.critic import fold_of
from vaha.training.critic_network import CriticHead, CriticNetwork, CriticTrunk
from vaha.training.evaluate_critic import evaluate_votes
from vaha.training.export import check_export, export_network, store_half
from vaha.training.measures import softmax
from vaha.training.painting_data import PaintingSet

PICTURE_SIZE = 64


def calibrate(
    logits: npt.NDArray[np.float32], votes: npt.NDArray[np.float32]
) -> tuple[float, npt.NDArray[np.float64]]:
    """(temperature, bias) with the least cross-entropy against the votes, each painting alike.

    The bias is nine numbers added to the logits; without it, balancing during training would show
    as probabilities that are too high for rare emotions.
    """
    share = votes / votes.sum(1, keepdims=True)
    temperature, bias = 1.0, np.zeros(logits.shape[1])
    for _ in range(300):
        probabilities = softmax(logits / temperature + bias)
        gap = probabilities - share
        bias -= 1.0 * gap.mean(0)
        slope = -(gap * logits).sum(1).mean() / temperature**2
        temperature = float(np.clip(temperature - 0.3 * slope, 0.2, 5.0))
    return temperature, bias - bias.mean()


def cross_validated(
    logits: npt.NDArray[np.float32], paintings: PaintingSet, tilt: float
) -> tuple[npt.NDArray[np.float64], dict[str, Any]]:
    """Out-of-fold probabilities M x 9, each fold calibrated on the four others, and their measures.

    `tilt` lifts rare emotions: 0 keeps the calibrated probabilities, 1 takes all base rates out.
    """
    folds = fold_of(paintings.names)
    probabilities = np.zeros(logits.shape)
    by_fold = []
    for fold in np.unique(folds):
        own, rest = folds == fold, folds != fold
        temperature, bias = calibrate(logits[rest], paintings.votes[rest])
        shift = bias - tilt * _log_prior(paintings.votes[rest])
        probabilities[own] = softmax(logits[own] / temperature + shift)
        by_fold.append(evaluate_votes(probabilities[own], paintings.votes[own])["accuracy"])
    measures = evaluate_votes(probabilities, paintings.votes)
    return probabilities, measures | {"accuracy_by_fold": by_fold}


def _log_prior(votes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Logarithm of each emotion's share of all votes; one that nobody named counts a little too."""
    logarithms: npt.NDArray[np.float32] = np.log(np.maximum(votes.sum(0) / votes.sum(), 1e-3))
    return logarithms


def publish_critic(
    trunk: CriticTrunk,
    head: CriticHead,
    logits: npt.NDArray[np.float32],
    paintings: PaintingSet,
    folder: Path,
    tilt: float = 0.0,
) -> ModelCard:
    """Write `folder`/critic.onnx and critic.json.

    `head` was trained on all votes; `logits` are the out-of-fold ones of its five siblings on the
    same `paintings`, from which calibration and scores are taken.
    """
    temperature, bias = calibrate(logits, paintings.votes)
    shift = torch.from_numpy(bias - tilt * _log_prior(paintings.votes))
    network = CriticNetwork(trunk, head, temperature, shift)
    probabilities, measures = cross_validated(logits, paintings, tilt)
    card = ModelCard(
        name="critic",
        task="picture to the nine emotions of ArtEmis",
        file="critic.onnx",
        sha256="",
        description=(
            "ImageNet's VGG19 up to conv3_4, unchanged, and a small head trained on the style, the "
            "artist and the votes of paintings. Softmax of the logits is calibrated on the votes."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in ART_EMOTIONS),
        input_size=(PICTURE_SIZE, PICTURE_SIZE),
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART, ARTEMIS, IMAGENET_VGG),
        scores={
            "protocol": (
                "five folds by painting; figures are of the five out-of-fold heads, the shipped "
                "head is trained the same way on all five"
            ),
            **measures,
        },
        limits=(
            "Anger and disgust have few votes: the critic ranks by them but seldom names them.",
            "Western art and English-speaking annotators; feelings before art differ.",
        ),
        settings={
            "base_rates": [round(float(rate), 5) for rate in probabilities.mean(0)],
            "near_copy": 0.05,
            "temperature": round(temperature, 4),
        },
    )
    path = folder / card.file
    example = torch.rand(
        3, 3, PICTURE_SIZE, PICTURE_SIZE, generator=torch.Generator().manual_seed(0)
    )
    export_network(network, [example], path, ["pictures"], ["logits", "embedding"])
    store_half(path)
    outputs = ["logits", "embedding"]
    check_export(network, [example], OnnxModel(path, card), ["pictures"], outputs, tolerance=0.05)
    return write_card(card, folder)


def with_painter_base_rates(
    card: ModelCard, model: OnnxModel, pictures: npt.NDArray[np.uint8]
) -> ModelCard:
    """The card with the base rates of what the painter paints, N x 64 x 64 x 3, all moods alike.

    Lift over the painter's own rates, not over museum rates, tells which of its works stand out.
    """
    scaled = pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255
    logits = np.concatenate([model.run({"pictures": part})["logits"] for part in _parts(scaled)])
    rates = softmax(logits).mean(0)
    return replace(
        card, settings=card.settings | {"base_rates": [round(float(rate), 5) for rate in rates]}
    )


def _parts(values: npt.NDArray[np.float32], size: int = 64) -> list[npt.NDArray[np.float32]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
