"""The painter's whole training: its space, moods from the critic, GAN, drawing; then its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.runtime.card import ModelCard
from vaha.runtime.session import OnnxModel
from vaha.training.autoencoder import AutoencoderOptions, encode, train_autoencoder
from vaha.training.autoencoder_network import Decoder, Encoder
from vaha.training.cards import write_card
from vaha.training.device import PROCESSOR, Device
from vaha.training.drawing import DrawingOptions, train_drawing
from vaha.training.evaluate_painter import evaluate_painter, one_hot_moods, paint_works
from vaha.training.mood_reach import within_reach
from vaha.training.painter import ALONE, train_painter
from vaha.training.painter_network import LatentDrawing
from vaha.training.painter_networks import noise_size
from vaha.training.painter_options import PainterOptions
from vaha.training.painter_spaces import LatentSpace, PixelSpace, Space
from vaha.training.painting_data import PaintingSet
from vaha.training.painting_moods import painting_moods
from vaha.training.parallel import Team
from vaha.training.publish_critic import with_painter_base_rates
from vaha.training.publish_painter import mood_sheet, publish_painter


@dataclass(frozen=True)
class ArtRun:
    """What training leaves behind: `drawing` makes pictures of what the generator paints.

    The generator takes moods as people ask for them: see mood_reach.
    """

    generator: nn.Module
    drawing: nn.Module
    options: PainterOptions
    step: int


def normalised_latents(
    encoder: Encoder, pixels: npt.NDArray[np.uint8], device: Device = PROCESSOR
) -> tuple[Tensor, Tensor, Tensor]:
    """(latents, mean, std): 2 x M x 16 x 8 x 8, the paintings as they hang and mirrored.

    Each of the 16 channels has mean 0 and deviation 1 after `mean` and `std` (16 each).
    """
    both = (pixels, pixels[:, :, ::-1])
    views = torch.stack([encode(encoder, view, device=device) for view in both])
    mean, std = views.mean((0, 1, 3, 4)), views.std((0, 1, 3, 4))
    return (views - mean.view(1, 1, -1, 1, 1)) / std.view(1, 1, -1, 1, 1), mean, std


def train_art(
    paintings: PaintingSet,
    critic_logits: npt.NDArray[np.float32],
    vgg_file: Path | None,
    folder: Path,
    autoencoder_options: AutoencoderOptions,
    painter_options: PainterOptions,
    drawing_options: DrawingOptions,
    *,
    device: Device = PROCESSOR,
    team: Team = ALONE,
) -> ArtRun:
    """Train on the paintings that a painter may learn from, less the held-out ones.

    `critic_logits` N x 9 are the out-of-fold ones of all paintings. All parts resume. Raises
    TrainingDataError where the critic judged other paintings or none is held out.
    """
    if len(critic_logits) != len(paintings):
        raise TrainingDataError(
            f"the critic judged {len(critic_logits)} paintings and there are {len(paintings)}; "
            "run `vaha train critic` on the same ones first"
        )
    learn, _ = paintings.split()
    space: Space = PixelSpace.of(paintings.pixels[learn], device)
    drawing: nn.Module = nn.Identity()
    if painter_options.space == "latents":
        encoder, decoder = _autoencoder(
            paintings, folder / "autoencoder", autoencoder_options, vgg_file, device, team
        )
        latents, mean, std = normalised_latents(encoder, paintings.pixels[learn], device)
        space, drawing = LatentSpace(latents), LatentDrawing(decoder, mean, std)
    moods = painting_moods(critic_logits[learn])

    def show(generator: nn.Module, path: Path) -> None:
        mood_sheet(generator, drawing, path, noise_size=noise_size(painter_options))

    def show_as_asked(generator: nn.Module, path: Path) -> None:
        show(within_reach(generator, moods), path)

    run = train_painter(
        space, moods, folder / "painter", painter_options, show_as_asked, device=device, team=team
    )
    generator = within_reach(run.average, moods)
    if isinstance(drawing, LatentDrawing) and team.leads:
        given = generator, drawing, paintings.pixels[learn], folder / "drawing"
        drawing = train_drawing(*given, drawing_options, device)
        show(generator, folder / "drawing" / "sheet.png")
    return ArtRun(generator, drawing, painter_options, run.step)


def _autoencoder(
    paintings: PaintingSet,
    folder: Path,
    options: AutoencoderOptions,
    vgg_file: Path | None,
    device: Device,
    team: Team,
) -> tuple[Encoder, Decoder]:
    """The leader trains it; the others read what it left, which is past its budget."""
    learn, held = paintings.split()
    given = (
        paintings.pixels[learn],
        paintings.pixels[held][:512],
        folder,
        options,
        vgg_file,
        device,
    )
    if not team.leads:
        team.wait()
        return train_autoencoder(*given)
    trained = train_autoencoder(*given)
    team.wait()
    return trained


def finish_art(
    run: ArtRun, critic: OnnxModel, held: npt.NDArray[np.uint8], folder: Path
) -> ModelCard:
    """Write the shipped file and card to `folder`, measured against `held` paintings.

    The critic's card, which must stand in the same folder, gets the base rates of this painter.
    """
    card = publish_painter(run.generator, run.drawing, folder, run.options)
    model = OnnxModel(folder / card.file, card)
    works = paint_works(model, one_hot_moods(200), range(10**6, 10**6 + 1400))
    judged = with_painter_base_rates(critic.card, critic, works)
    write_card(judged, folder)
    scores = {"generator_steps": run.step, **evaluate_painter(model, critic, held)}
    return write_card(replace(card, scores=scores), folder)
