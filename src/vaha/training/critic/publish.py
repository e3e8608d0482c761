"""From trained heads to the critic's shipped file and card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from vaha.emotions import ART_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.critic.calibration import AS_LEARNT, NAMED, Naming, cross_validated, naming_bias
from vaha.training.critic.network import SIDE, CriticHead, CriticNetwork, CriticTrunk
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.publish.cards import (
    ARTEMIS,
    FEELING_BLUE,
    IMAGENET_LITE,
    NON_COMMERCIAL,
    WIKIART,
    today,
    write_exported,
)
from vaha.training.publish.export import check_export, export_network, store_half

OUTPUTS = ["logits", "embedding", "evidence"]


def publish_critic(
    trunk: CriticTrunk,
    head: CriticHead,
    logits: npt.NDArray[np.float32],
    paintings: PaintingSet,
    folder: Path,
    naming: Naming = NAMED,
) -> ModelCard:
    """Write `folder`/critic.onnx and critic.json.

    `head` was trained on all votes; `logits` are the out-of-fold ones of its five siblings on the
    same `paintings`, from which calibration and scores are taken.
    """
    temperature, bias = naming_bias(logits, paintings.votes, naming)
    network = CriticNetwork(trunk, head, temperature, torch.from_numpy(bias))
    probabilities, measures = cross_validated(logits, paintings, naming)
    _, as_learnt = cross_validated(logits, paintings, AS_LEARNT)
    scores = {
        "protocol": (
            "five folds by artist; figures are of the five out-of-fold heads, the shipped "
            "head is trained the same way on all five"
        ),
        **measures,
        "as_learnt": as_learnt,
    }
    settings = {
        "prior_share": naming.prior_share,
        "named_share": naming.named_share,
        "base_rates": [round(float(rate), 5) for rate in probabilities.mean(0)],
        "near_copy": 0.133,
        "temperature": round(temperature, 4),
    }
    card = _card(network, naming, scores, settings)
    path = folder / card.file
    example = torch.rand(3, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    export_network(network, [example], path, ["pictures"], OUTPUTS)
    store_half(path)
    check_export(network, [example], OnnxModel(path, card), ["pictures"], OUTPUTS, tolerance=0.05)
    return write_exported(card, folder)


def _card(
    network: CriticNetwork, naming: Naming, scores: dict[str, Any], settings: dict[str, Any]
) -> ModelCard:
    """The card of this network, but for its file's checksum."""
    return ModelCard(
        name="critic",
        task="picture to the nine emotions of ArtEmis",
        file="critic.onnx",
        sha256="",
        description=(
            f"EfficientNet-Lite0 on pictures of {SIDE} px, its last blocks tuned; an embedding "
            "that learnt the style and the artist of paintings; and a linear reading of people's "
            "votes with a second opinion on anger. The logits are calibrated on the votes; then "
            f"{naming.prior_share:.0%} of the logarithm of each emotion's share is taken off, and "
            f"anger and disgust are lifted until each is named for {naming.named_share:.0%} of the "
            "paintings. `evidence` says what each place adds to each logit."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in ART_EMOTIONS),
        input_size=(SIDE, SIDE),
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART, ARTEMIS, FEELING_BLUE, IMAGENET_LITE),
        scores=scores,
        limits=(
            "Anger and disgust have few votes: the critic ranks by them but seldom names them.",
            "Western art and English-speaking annotators; feelings before art differ.",
        ),
        settings=settings,
    )
