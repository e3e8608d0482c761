"""From trained heads to the critic's shipped file and card."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from vaha.emotions import ART_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.critic.calibration import cross_validated, rare_shift
from vaha.training.critic.network import CriticHead, CriticNetwork, CriticTrunk
from vaha.training.data.paintings import PaintingSet
from vaha.training.measures.calibration import calibrate
from vaha.training.publish.cards import (
    ARTEMIS,
    FEELING_BLUE,
    IMAGENET_VGG,
    NON_COMMERCIAL,
    WIKIART,
    today,
    write_card,
)
from vaha.training.publish.export import check_export, export_network, store_half

PICTURE_SIZE = 64


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
            "ImageNet's VGG19 up to conv3_4, made narrow by least squares, an embedding that "
            "learnt the style and the artist of paintings, and a linear reading of people's votes "
            "with a second opinion on anger. The logits are calibrated on the votes; then anger "
            f"and disgust are lifted until each is named for {named_share:.0%} of the paintings."
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
            "named_share": named_share,
            "base_rates": [round(float(rate), 5) for rate in probabilities.mean(0)],
            "near_copy": 0.14,
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
