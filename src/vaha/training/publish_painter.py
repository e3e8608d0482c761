"""From a trained generator and decoder to the painter's shipped file and card."""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import nn

from vaha.emotions import FACE_EMOTIONS
from vaha.images import contact_sheet, write_png
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.cards import (
    ARTEMIS,
    FEELING_BLUE,
    IMAGENET_VGG,
    NON_COMMERCIAL,
    WIKIART_PUBLIC_DOMAIN,
    today,
    write_card,
)
from vaha.training.export import check_export, export_network, store_half
from vaha.training.painter_network import PainterNetwork
from vaha.training.painter_networks import noise_size as noise_size_of
from vaha.training.painter_options import PRESETS, PainterOptions
from vaha.training.pixel_painter_network import PixelGenerator

INPUTS = ["noise", "mood", "truncation"]

_DESCRIPTIONS = {
    ("styled", "latents"): (
        "A conditional GAN that paints 8 x 8 latents, and the decoder that draws them at 64 x 64, "
        "narrow and taught detail by an adversary. The condition is a distribution over the seven "
        "moods."
    ),
    ("styled", "pixels"): (
        "A conditional GAN that paints 64 x 64 pixels. The condition is a distribution over the "
        "seven moods."
    ),
    ("dcgan", "pixels"): "A plain DCGAN without a condition, to compare painters with.",
}


def mood_sheet(
    generator: nn.Module, drawing: nn.Module, path: Path, columns: int = 10, noise_size: int = 128
) -> None:
    """A PNG with a row for each mood and a column for each noise, the same noises in every row.

    Both networks are copied to the processor, where they compute in full precision.
    """
    network = shipped(generator, drawing, noise_size)
    noise = torch.randn(columns, noise_size, generator=torch.Generator().manual_seed(7))
    moods = torch.eye(len(FACE_EMOTIONS)).repeat_interleave(columns, 0)
    with torch.no_grad():
        pictures = network(noise.repeat(len(FACE_EMOTIONS), 1), moods, torch.ones(len(moods), 1))
    images = list(pictures.round().byte().permute(0, 2, 3, 1).numpy())
    labels = [emotion.value for emotion in FACE_EMOTIONS for _ in range(columns)]
    write_png(path, contact_sheet(images, columns, labels))


def shipped(generator: nn.Module, drawing: nn.Module, noise_size: int) -> PainterNetwork:
    """The network that is exported, of copies on the processor."""
    ours = copy.deepcopy(generator).cpu().float().eval()
    network = PainterNetwork(ours, copy.deepcopy(drawing).cpu().float().eval(), noise_size)
    if isinstance(ours, PixelGenerator):
        ours.settle()
    return network.eval()


def publish_painter(
    generator: nn.Module,
    drawing: nn.Module,
    folder: Path,
    options: PainterOptions = PRESETS["latents"],
) -> ModelCard:
    """Write `folder`/painter.onnx and painter.json, not measured yet."""
    size = noise_size_of(options)
    network = shipped(generator, drawing, size)
    card = ModelCard(
        name="painter",
        task="noise and a mood to a picture",
        file="painter.onnx",
        sha256="",
        description=_DESCRIPTIONS[options.network, options.space],
        licence=NON_COMMERCIAL,
        date=today(),
        labels=tuple(emotion.value for emotion in FACE_EMOTIONS),
        input_size=(64, 64),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART_PUBLIC_DOMAIN, ARTEMIS, FEELING_BLUE, IMAGENET_VGG),
        limits=(
            "Colour, light and composition more than form: figures are suggested, not drawn.",
            "The moods of most paintings were judged by the critic, not by people.",
        ),
        settings={"noise_size": size, "truncation": 1.0},
    )
    path = folder / card.file
    chance = torch.Generator().manual_seed(0)
    moods = torch.rand(3, len(FACE_EMOTIONS), generator=chance)
    examples = [
        torch.randn(3, size, generator=chance),
        moods / moods.sum(1, keepdim=True),
        torch.tensor([[1.0], [0.7], [0.0]]),
    ]
    export_network(network, examples, path, INPUTS, ["pictures"])
    store_half(path)
    check_export(network, examples, OnnxModel(path, card), INPUTS, ["pictures"], tolerance=2.0)
    return write_card(card, folder)
