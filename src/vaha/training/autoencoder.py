"""Train the autoencoder whose latents the painter paints, on any device, exactly resumable."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.training.autoencoder_network import Decoder, Encoder
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint
from vaha.training.device import PROCESSOR, Device
from vaha.training.learning_rate import set_rate
from vaha.training.painter_spaces import PixelSpace
from vaha.training.perceptual import VggFeatures, l1, perceptual_distance, random_crop

SAVE_EVERY = 120
"""Seconds between checkpoints."""
SAY_EVERY = 50
"""Steps between words of the loss."""


@dataclass(frozen=True)
class AutoencoderOptions:
    """The defaults are for processors.

    With `images` the run is so many paintings long and repeats to the bit; without, it takes
    `minutes`.
    """

    minutes: float = 25
    images: int | None = None
    batch: int = 48
    learning_rate: float = 1.5e-3
    latent_noise: float = 0.05  # so that the decoder forgives what the painter gets slightly wrong
    latent_penalty: float = 1e-3  # keeps latents near unit size
    perceptual_weight: float = 0.15
    perceptual_from: float = 0.3  # share of the time after which the perceptual distance joins in
    perceptual_crop: int = 40
    seed: int = 0


def to_signed(pixels: npt.NDArray[np.uint8] | Tensor) -> Tensor:
    """uint8 N x H x W x 3 to float N x 3 x H x W in -1..1."""
    value = torch.as_tensor(pixels).permute(0, 3, 1, 2).float()
    return value.div(127.5).sub(1).contiguous(memory_format=torch.channels_last)


def train_autoencoder(
    pixels: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
    folder: Path,
    options: AutoencoderOptions,
    vgg_file: Path | None,
    device: Device = PROCESSOR,
) -> tuple[Encoder, Decoder]:
    """Train on paintings uint8 N x 64 x 64 x 3; report L1 on `held` ones.

    Resumes from `folder`/checkpoint.pt. Without `vgg_file` there is no perceptual distance.
    """
    run = AutoencoderRun(PixelSpace.of(pixels, device), options, device, vgg_file)
    run.resume(folder / "checkpoint.pt")
    last_save, progress = time.monotonic(), run.progress()
    while progress < 1:
        loss = run.learn(progress)
        progress = run.progress()
        if run.step % SAY_EVERY == 0:
            print(f"{progress:6.1%}  step {run.step}  loss {loss.item():.4f}", flush=True)
        if time.monotonic() - last_save > SAVE_EVERY or progress >= 1:
            last_save = time.monotonic()
            error = held_out_l1(run.encoder, run.decoder, held, device)
            print(f"{progress:6.1%}  held-out L1 {error:.4f}", flush=True)
            save_checkpoint(folder / "checkpoint.pt", run.state())
    return run.encoder, run.decoder


class AutoencoderRun:
    """Both networks, their optimiser and counters; chance draws from the seed and the step."""

    def __init__(
        self,
        space: PixelSpace,
        options: AutoencoderOptions,
        device: Device = PROCESSOR,
        vgg_file: Path | None = None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.space, self.options, self.device = space, options, device
        self.encoder, self.decoder = device.place(Encoder()), device.place(Decoder())
        self.vgg = None if vgg_file is None else device.place(VggFeatures(vgg_file, blocks=2))
        self._parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        rate = options.learning_rate
        self.optimiser = torch.optim.AdamW(self._parameters, lr=rate, weight_decay=1e-4)
        self.step = 0
        self._budget = Budget(options.minutes)
        self._chance = device.generator(0)

    def progress(self) -> float:
        """How much of the budget is used, 0..1."""
        if self.options.images is not None:
            return min(1.0, self.step * self.options.batch / self.options.images)
        return self._budget.progress

    def learn(self, progress: float) -> Tensor:
        """One step; gives the loss."""
        options = self.options
        set_rate(self.optimiser, options.learning_rate * _schedule(progress))
        entropy = np.random.SeedSequence([options.seed, self.step]).generate_state(1, np.uint64)
        self._chance.manual_seed(int(entropy[0] >> np.uint64(1)))
        views = self._views()
        with self.device.autocast():
            latents = self.encoder(views)
            noise = torch.randn(latents.shape, generator=self._chance, device=latents.device)
            drawn = self.decoder(latents + options.latent_noise * noise)
        loss = l1(drawn, views) + options.latent_penalty * latents.float().square().mean()
        if self.vgg is not None and progress > options.perceptual_from:
            loss = loss + options.perceptual_weight * self._perceived(self.vgg, drawn, views)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self.optimiser.step()
        self.step += 1
        return loss.detach()

    def _views(self) -> Tensor:
        """A batch of paintings in -1..1, about half of them mirrored."""
        where = self.space.pixels.device
        count = (self.options.batch,)
        places = torch.randint(len(self.space), count, generator=self._chance, device=where)
        return self.space.real(places, self._chance)

    def _perceived(self, vgg: VggFeatures, drawn: Tensor, views: Tensor) -> Tensor:
        """The perceptual distance of a crop."""
        at_hand = torch.Generator().manual_seed(self.step)
        rows, columns = random_crop(views, self.options.perceptual_crop, at_hand)
        mine, target = drawn[..., rows, columns], views[..., rows, columns]
        with self.device.autocast():
            return perceptual_distance(vgg, (mine.float() + 1) / 2, (target + 1) / 2)

    def state(self) -> dict[str, Any]:
        return {
            "encoder": self.encoder.state_dict(),
            "decoder": self.decoder.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent": self._budget.spent,
        }

    def resume(self, checkpoint: Path) -> None:
        """Go on from the checkpoint, where there is one."""
        state = load_checkpoint(checkpoint)
        if state is None:
            return
        for name in ("encoder", "decoder", "optimiser"):
            getattr(self, name).load_state_dict(state[name])
        self.step = int(state["step"])
        self._budget = Budget(self.options.minutes, float(state["spent"]))


def _schedule(progress: float) -> float:
    return min(1.0, progress / 0.02 + 0.02) * 0.5 * (1 + math.cos(math.pi * progress))


@torch.no_grad()
def encode(
    encoder: Encoder,
    pixels: npt.NDArray[np.uint8],
    batch: int = 256,
    device: Device = PROCESSOR,
) -> Tensor:
    """Latents N x 16 x 8 x 8 of uint8 paintings, on the device."""
    parts = []
    for start in range(0, len(pixels), batch):
        signed = to_signed(device.put(torch.from_numpy(pixels[start : start + batch].copy())))
        with device.autocast():
            parts.append(encoder(signed).float())
    return torch.cat(parts)


@torch.no_grad()
def held_out_l1(
    encoder: Encoder,
    decoder: Decoder,
    pixels: npt.NDArray[np.uint8],
    device: Device = PROCESSOR,
) -> float:
    """Mean absolute error in -1..1 on paintings that were not learnt from."""
    latents = encode(encoder, pixels, device=device)
    with device.autocast():
        drawn = decoder(latents).float().clamp(-1, 1)
    return float((drawn.cpu() - to_signed(pixels)).abs().mean())
