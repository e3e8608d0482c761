"""The recipe of the painter's three stages: what a preset means for each, and its share of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vaha.training.autoencoder import AutoencoderOptions
from vaha.training.drawing import DrawingOptions
from vaha.training.painter_options import PRESETS, PainterOptions

AUTOENCODER_SHARE, PAINTER_SHARE, DRAWING_SHARE = 0.18, 0.42, 0.4
"""Of a time budget that is given for all three."""


@dataclass(frozen=True)
class ArtRecipe:
    """What each stage learns by; only painters of latents have the first and the last."""

    autoencoder: AutoencoderOptions
    painter: PainterOptions
    drawing: DrawingOptions


PROCESSOR_STAGES = AutoencoderOptions(), DrawingOptions()

GPU_STAGES = (
    AutoencoderOptions(minutes=2, batch=128, learning_rate=2e-3),
    DrawingOptions(
        minutes=15,
        batch=64,
        decoder_rate=2.4e-4,
        adversary_rate=6e-4,
        adversary_alone=200,
        warm_steps=100,
        works=30_000,
        average_decay=0.999,
    ),
)


def art_recipe(
    preset: str,
    autoencoder_minutes: float | None = None,
    drawing_minutes: float | None = None,
    **levers: Any,  # noqa: ANN401 - one for each field of PainterOptions, None where not given
) -> ArtRecipe:
    """The preset with what was given in its place.

    `minutes` among the levers is for all three stages, unless one has its own. Raises InputError
    for what cannot be.
    """
    painter = PRESETS[preset].but(**{k: v for k, v in levers.items() if v is not None})
    coder, drawer = GPU_STAGES if preset == "latents-gpu" else PROCESSOR_STAGES
    if levers.get("minutes") is not None and painter.space == "latents":
        whole = painter.minutes
        coder = replace(coder, minutes=AUTOENCODER_SHARE * whole)
        drawer = replace(drawer, minutes=DRAWING_SHARE * whole)
        painter = painter.but(minutes=PAINTER_SHARE * whole)
    if autoencoder_minutes is not None:
        coder = replace(coder, minutes=autoencoder_minutes)
    if drawing_minutes is not None:
        drawer = replace(drawer, minutes=drawing_minutes)
    return ArtRecipe(coder, painter, drawer)
