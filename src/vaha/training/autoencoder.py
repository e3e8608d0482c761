"""Train the autoencoder whose latents the painter paints."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.training.autoencoder_network import Decoder, Encoder
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint
from vaha.training.layout import channels_last
from vaha.training.perceptual import VggFeatures, l1, perceptual_distance, random_crop


@dataclass(frozen=True)
class AutoencoderOptions:
    """The defaults are the recipe of the shipped weights."""

    minutes: float = 25
    batch: int = 48
    learning_rate: float = 1.5e-3
    latent_noise: float = 0.05  # so that the decoder forgives what the painter gets slightly wrong
    latent_penalty: float = 1e-3  # keeps latents near unit size
    perceptual_weight: float = 0.15
    perceptual_from: float = 0.3  # share of the time after which the perceptual distance joins in
    perceptual_crop: int = 40
    seed: int = 0
    threads: int = 2


def to_signed(pixels: npt.NDArray[np.uint8] | Tensor) -> Tensor:
    """uint8 N x H x W x 3 to float N x 3 x H x W in -1..1."""
    value = torch.as_tensor(pixels).permute(0, 3, 1, 2).float()
    return value.div(127.5).sub(1).contiguous(memory_format=torch.channels_last)


def random_views(pixels: Tensor, chosen: Tensor, generator: torch.Generator) -> Tensor:
    """The chosen paintings, about half of them mirrored, as float in -1..1."""
    views = to_signed(pixels[chosen])
    mirrored = torch.rand(len(chosen), generator=generator) < 0.5
    return torch.where(mirrored.view(-1, 1, 1, 1), views.flip(3), views)


def train_autoencoder(
    pixels: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
    folder: Path,
    options: AutoencoderOptions,
    vgg_file: Path | None,
) -> tuple[Encoder, Decoder]:
    """Train on paintings uint8 N x 64 x 64 x 3; report L1 and PSNR on `held` ones."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    encoder = channels_last(Encoder())
    decoder = channels_last(Decoder())
    vgg = None if vgg_file is None else VggFeatures(vgg_file, blocks=2)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=options.learning_rate, weight_decay=1e-4)
    step, spent = 0, 0.0
    state = load_checkpoint(folder / "checkpoint.pt")
    if state is not None:
        encoder.load_state_dict(state["encoder"])
        decoder.load_state_dict(state["decoder"])
        optimiser.load_state_dict(state["optimiser"])
        generator.set_state(state["generator"])
        step, spent = state["step"], state["spent"]

    paintings = torch.from_numpy(pixels)
    budget, last_save = Budget(options.minutes, spent), time.monotonic()
    progress = budget.progress
    while progress < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * _schedule(progress)
        chosen = torch.randint(len(paintings), (options.batch,), generator=generator)
        views = random_views(paintings, chosen, generator)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            latents = encoder(views)
            noise = torch.randn(latents.shape, generator=generator)
            drawn = decoder(latents + options.latent_noise * noise)
        loss = l1(drawn, views) + options.latent_penalty * latents.float().square().mean()
        if vgg is not None and progress > options.perceptual_from:
            rows, columns = random_crop(views, options.perceptual_crop, generator)
            mine, target = drawn[..., rows, columns], views[..., rows, columns]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                distance = perceptual_distance(vgg, (mine.float() + 1) / 2, (target + 1) / 2)
            loss = loss + options.perceptual_weight * distance
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        step += 1
        if step % 50 == 0:
            print(f"{progress:6.1%}  step {step}  loss {loss.item():.4f}", flush=True)
        progress = budget.progress
        if time.monotonic() - last_save > 120 or progress >= 1:
            last_save = time.monotonic()
            print(
                f"{progress:6.1%}  held-out L1 {held_out_l1(encoder, decoder, held):.4f}",
                flush=True,
            )
            save_checkpoint(
                folder / "checkpoint.pt",
                {
                    "encoder": encoder.state_dict(),
                    "decoder": decoder.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "generator": generator.get_state(),
                    "step": step,
                    "spent": budget.spent,
                },
            )
    return encoder, decoder


def _schedule(progress: float) -> float:
    return min(1.0, progress / 0.02 + 0.02) * 0.5 * (1 + math.cos(math.pi * progress))


@torch.no_grad()
def encode(encoder: Encoder, pixels: npt.NDArray[np.uint8], batch: int = 256) -> Tensor:
    """Latents N x 16 x 8 x 8 of uint8 paintings."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        parts = [
            encoder(to_signed(pixels[start : start + batch])).float()
            for start in range(0, len(pixels), batch)
        ]
    return torch.cat(parts)


@torch.no_grad()
def held_out_l1(encoder: Encoder, decoder: Decoder, pixels: npt.NDArray[np.uint8]) -> float:
    """Mean absolute error in -1..1 on paintings that were not learnt from."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        drawn = decoder(encode(encoder, pixels)).float().clamp(-1, 1)
    return float((drawn - to_signed(pixels)).abs().mean())
