"""The painter's whole training: autoencoder, latents, moods from the critic, GAN; then its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.errors import TrainingDataError
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.autoencoder import AutoencoderOptions, encode, train_autoencoder
from vaha.training.autoencoder_network import Decoder, Encoder
from vaha.training.cards import write_card
from vaha.training.evaluate_painter import evaluate_painter, one_hot_moods, paint_works
from vaha.training.painter import PainterOptions, painting_moods, train_painter
from vaha.training.painter_network import Generator
from vaha.training.painting_data import PaintingSet
from vaha.training.publish_critic import with_painter_base_rates
from vaha.training.publish_painter import mood_sheet, publish_painter


@dataclass(frozen=True)
class ArtRun:
    """What training leaves behind; `mean` and `std` (16 numbers each) normalise latents."""

    generator: Generator
    decoder: Decoder
    mean: Tensor
    std: Tensor
    step: int


def normalised_latents(
    encoder: Encoder, pixels: npt.NDArray[np.uint8]
) -> tuple[Tensor, Tensor, Tensor]:
    """(latents, mean, std): 2 x M x 16 x 8 x 8, the paintings as they hang and mirrored.

    Each of the 16 channels has mean 0 and deviation 1 after `mean` and `std` (16 each).
    """
    views = torch.stack([encode(encoder, pixels), encode(encoder, pixels[:, :, ::-1].copy())])
    mean, std = views.mean((0, 1, 3, 4)), views.std((0, 1, 3, 4))
    return (views - mean.view(1, 1, -1, 1, 1)) / std.view(1, 1, -1, 1, 1), mean, std


def train_art(
    paintings: PaintingSet,
    critic_logits: npt.NDArray[np.float32],
    vgg_file: Path | None,
    folder: Path,
    autoencoder_options: AutoencoderOptions,
    painter_options: PainterOptions,
) -> ArtRun:
    """Train on the paintings that a painter may learn from, less the held-out ones.

    `critic_logits` N x 9 are the out-of-fold ones of all paintings. Both parts resume. Raises
    TrainingDataError where the critic judged other paintings or none is held out.
    """
    if len(critic_logits) != len(paintings):
        raise TrainingDataError(
            f"the critic judged {len(critic_logits)} paintings and there are {len(paintings)}; "
            "run `vaha train critic` on the same ones first"
        )
    pixels = paintings.pixels
    learn, held = paintings.split()
    encoder, decoder = train_autoencoder(
        pixels[learn], pixels[held][:512], folder / "autoencoder", autoencoder_options, vgg_file
    )
    latents, mean, std = normalised_latents(encoder, pixels[learn])
    moods = painting_moods(critic_logits[learn])

    def show(generator: Generator, path: Path) -> None:
        mood_sheet(generator, decoder, mean, std, path)

    training = train_painter(latents, moods, folder / "painter", painter_options, show)
    return ArtRun(training.average, decoder, mean, std, training.step)


def finish_art(
    run: ArtRun, critic: OnnxModel, held: npt.NDArray[np.uint8], folder: Path
) -> ModelCard:
    """Write the shipped file and card to `folder`, measured against `held` paintings.

    The critic's card, which must stand in the same folder, gets the base rates of this painter.
    """
    card = publish_painter(run.generator, run.decoder, run.mean, run.std, folder)
    model = OnnxModel(folder / card.file, card)
    works = paint_works(model, one_hot_moods(200), range(10**6, 10**6 + 1400))
    judged = with_painter_base_rates(critic.card, critic, works)
    write_card(judged, folder)
    scores = {"generator_steps": run.step, **evaluate_painter(model, critic, held)}
    return write_card(replace(card, scores=scores), folder)
