"""From a projected painter's averaged generator to a file and card to paint with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.styles import STYLES
from vaha.training.layers.spectral_norm import fixed
from vaha.training.painter.generator import EMBEDDING_SIZE, NOISE_SIZE, ProjectedGenerator
from vaha.training.publish.cards import (
    ARTEMIS,
    IMAGENET_FEATURES,
    NON_COMMERCIAL,
    WIKIART_PUBLIC_DOMAIN,
    today,
    write_exported,
)
from vaha.training.publish.export import check_export, export_network, store_half

INPUTS = ["noise", "mood", "truncation", "style"]
FURTHER = 1.25
"""Of the moods' differences, as guidance without a classifier goes on beyond what it was taught."""
MIXED: Mapping[str, tuple[Mapping[str, float], float]] = {
    "angry": ({"angry": 0.8, "fearful": 0.2, "happy": 0.4, "neutral": -0.4}, 1.8),
    "happy": (
        {"happy": 0.8, "neutral": 0.4, "disgusted": -0.1, "fearful": -0.1, "sad": -0.1},
        1.1,
    ),
}
"""Moods that alone are asked as a mixture, and so far from the mean. No painting is angrier than by
a quarter: anger has some of fear's dark and of joy's strong colours, away from calm. The paintings
happiest by votes are gaudy abstractions: some calm brings scenes and gardens."""


class ProjectedPainterNetwork(nn.Module):
    """(noise, mood, truncation, style) to pictures N x 3 x S x S in 0..255.

    A mood asked alone is taken for its row of `reach` (7 x 7). Styles are shares of STYLES, N x 14.
    Truncation draws the noise towards the middle: 1 leaves it, 0 paints the middle itself.
    """

    reach: Tensor

    def __init__(self, generator: ProjectedGenerator, reach: Tensor) -> None:
        super().__init__()
        # Not a deep copy: those share a class with the original, which `fixed` would change too.
        self.generator = ProjectedGenerator(generator.side)
        self.generator.load_state_dict(generator.state_dict())
        fixed(self.generator.eval())
        self.register_buffer("reach", reach)

    def forward(self, noise: Tensor, mood: Tensor, truncation: Tensor, style: Tensor) -> Tensor:
        asked = torch.cat([mood @ self.reach, style], 1)
        inner = self.generator.style(noise, asked)
        parts = [inner[:, :EMBEDDING_SIZE], truncation * inner[:, EMBEDDING_SIZE:]]
        pictures = self.generator.synthesise(torch.cat(parts, 1))
        result: Tensor = ((pictures + 1) * 127.5).clamp(0, 255)
        return result


def asked_alone(strongest: Tensor) -> Tensor:
    """7 x 7: what the painter is asked for each mood alone.

    From the moods of the paintings strongest in each, as far again from their mean as FURTHER says.
    """
    names, mean = [emotion.value for emotion in FACE_EMOTIONS], strongest.mean(0)
    asked = mean + FURTHER * (strongest - mean)
    for mood, (shares, further) in MIXED.items():
        mixture = sum(share * strongest[names.index(name)] for name, share in shares.items())
        asked[names.index(mood)] = mean + further * (mixture - mean)
    return asked


def publish_projected(generator: ProjectedGenerator, reach: Tensor, folder: Path) -> ModelCard:
    """Write `folder`/painter.onnx and painter.json, not measured yet.

    `reach` is 7 x 7, the moods of the paintings in which each mood is strongest.
    """
    network = ProjectedPainterNetwork(generator, asked_alone(reach))
    side = generator.side
    card = ModelCard(
        name="painter",
        task="noise and a mood to a picture",
        file="painter.onnx",
        sha256="",
        description=(
            f"A conditional GAN of {side} x {side} px that learnt against ImageNet's features "
            "(Projected GAN). The condition is a distribution over the seven moods, and a style."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(side, side),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART_PUBLIC_DOMAIN, ARTEMIS, IMAGENET_FEATURES),
        limits=("The moods of most paintings were judged by a network, not by people.",),
        settings={
            "noise_size": NOISE_SIZE,
            "truncation": 1.0,
            "styles": [style.value for style in STYLES],
        },
    )
    path = folder / card.file
    chance = torch.Generator().manual_seed(0)
    moods = torch.rand(3, len(FACE_EMOTIONS), generator=chance)
    examples = [
        torch.randn(3, NOISE_SIZE, generator=chance),
        moods / moods.sum(1, keepdim=True),
        torch.tensor([[1.0], [0.7], [0.0]]),
        torch.eye(len(STYLES))[[0, 3, 13]],
    ]
    export_network(network, examples, path, INPUTS, ["pictures"])
    store_half(path)
    check_export(network, examples, OnnxModel(path, card), INPUTS, ["pictures"], tolerance=2.0)
    return write_exported(card, folder)
