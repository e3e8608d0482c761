"""From trained heads to the critic's shipped file and card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import softmax
from vaha.training.cards import (
    ARTEMIS,
    FEELING_BLUE,
    IMAGENET_VGG,
    NON_COMMERCIAL,
    WIKIART,
    today,
    write_card,
)
from vaha.training.critic import fold_of
from vaha.training.critic_network import CriticHead, CriticNetwork, CriticTrunk
from vaha.training.evaluate_critic import evaluate_votes
from vaha.training.evaluate_painter import judge
from vaha.training.export import check_export, export_network, store_half
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


def publish_critic(
    trunk: CriticTrunk,
    head: CriticHead,
    logits: npt.NDArray[np.float32],
    paintings: PaintingSet,
    folder: Path,
    named_share: float = 0.0,
) -> ModelCard:
    """Write `folder`/critic.onnx and critic.json.

    `head` was trained on all votes; `logits` are the out-of-fold ones of its five siblings on the
    same `paintings`, from which calibration and scores are taken.
    """
    temperature, bias = calibrate(logits, paintings.votes)
    bias = bias + rare_shift(logits / temperature + bias, named_share)
    network = CriticNetwork(trunk, head, temperature, torch.from_numpy(bias))
    probabilities, measures = cross_validated(logits, paintings, named_share)
    _, unlifted = cross_validated(logits, paintings, named_share=0.0)
    card = ModelCard(
        name="critic",
        task="picture to the nine emotions of ArtEmis",
        file="critic.onnx",
        sha256="",
        description=(
            "ImageNet's VGG19 up to conv3_4, unchanged, and a small head trained on the style, the "
            "artist and the votes of paintings, with a second opinion on anger. The logits are "
            "calibrated on the votes; then anger and disgust are lifted until each is named for "
            f"{named_share:.0%} of the paintings."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in ART_EMOTIONS),
        input_size=(PICTURE_SIZE, PICTURE_SIZE),
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART, ARTEMIS, FEELING_BLUE, IMAGENET_VGG),
        scores={
            "protocol": (
                "five folds by painting; figures are of the five out-of-fold heads, the shipped "
                "head is trained the same way on all five"
            ),
            **measures,
            "without_lift": unlifted,
        },
        limits=(
            "Anger and disgust have few votes: the critic ranks by them but seldom names them.",
            "Western art and English-speaking annotators; feelings before art differ.",
        ),
        settings={
            "base_rates": [round(float(rate), 5) for rate in probabilities.mean(0)],
            "near_copy": 0.1,
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
    rates = judge(model, pictures)[0].mean(0)
    return replace(
        card, settings=card.settings | {"base_rates": [round(float(rate), 5) for rate in rates]}
    )
