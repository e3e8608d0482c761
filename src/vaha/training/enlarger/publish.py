"""From a trained enlarger to its shipped file and card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from vaha.runtime.card import ModelCard
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.enlarger.evaluate import evaluate_enlarger
from vaha.training.enlarger.network import SCALE, EnlargerNetwork
from vaha.training.enlarger.seen import distances_seen
from vaha.training.features.network import FeatureNetwork
from vaha.training.publish.cards import (
    IMAGENET_FEATURES,
    IMAGENET_VGG,
    NON_COMMERCIAL,
    WIKIART_PUBLIC_DOMAIN,
    today,
    write_exported,
)
from vaha.training.publish.export import check_export, export_network, store_half
from vaha.training.publish.ncnn_export import add_ncnn


def publish_enlarger(
    network: EnlargerNetwork,
    held: npt.NDArray[np.uint8],
    folder: Path,
    seer: FeatureNetwork | None = None,
) -> ModelCard:
    """Write enlarger.onnx, the same in ncnn's form, and enlarger.json.

    Measured on held-out paintings N x 128 x 128 x 3, which `seer` compares as `distances_seen`
    says.
    """
    card = ModelCard(
        name="enlarger",
        task="picture to the same picture, four times as high and wide",
        file="enlarger.onnx",
        sha256="",
        description=(
            "Plain convolutions and a pixel shuffle, trained on paintings spoilt as Real-ESRGAN "
            "spoils photographs, then against what ImageNet's EfficientNet-Lite0 sees in them."
        ),
        licence=NON_COMMERCIAL,
        date=today(),
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        training_data=(WIKIART_PUBLIC_DOMAIN, IMAGENET_VGG, IMAGENET_FEATURES),
        limits=(
            "Learnt on paintings of 128 px: it draws brush-strokes and edges, not text or faces.",
        ),
        settings={"scale": SCALE, "margin": network.margin},
    )
    path = folder / card.file
    example = torch.rand(2, 3, 20, 28, generator=torch.Generator().manual_seed(0))
    export_network(network, [example], path, ["picture"], ["enlarged"], ["picture", "enlarged"])
    store_half(path)
    model = OnnxModel(path, card)
    check_export(network, [example], model, ["picture"], ["enlarged"], tolerance=0.01)
    card = add_ncnn(card, folder, (3, 64, 64), {"in0": "picture", "out0": "enlarged"})
    scores = evaluate_enlarger(model, held)
    if seer is not None:
        scores |= distances_seen(model, held, seer)
    return write_exported(replace(card, scores=scores), folder)
