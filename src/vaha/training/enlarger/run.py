"""Train the enlarger on paintings that were spoilt and made small."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.training.engine.average import early_share, update_average
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import cosine, set_rate, warm_up
from vaha.training.engine.loop import Stateful, TrainingRun, seed_of, train
from vaha.training.engine.recipe import Recipe
from vaha.training.enlarger.degradation import HARSH, MILD, Degradation
from vaha.training.enlarger.network import SCALE, EnlargerNetwork
from vaha.training.features.perceptual import VggFeatures, l1, perceptual_distance, random_crop


@dataclass(frozen=True)
class EnlargerOptions(Recipe):
    """The defaults are the recipe of the shipped weights.

    With `steps` the run repeats to the bit; without, it takes `minutes`.
    """

    BUDGETS: ClassVar[tuple[str, ...]] = ("minutes", "steps")

    minutes: float = 22
    steps: int | None = None
    batch: int = 24
    learning_rate: float = 1e-3
    crop: int = 96  # px of the large picture
    mild_share: float = 0.35
    harsh_share: float = 0.15  # the rest is only made smaller
    perceptual_weight: float = 0.03
    perceptual_from: float = 0.5
    average_decay: float = 0.999
    seed: int = 0


def train_enlarger(
    pixels: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
    folder: Path,
    options: EnlargerOptions,
    vgg: VggFeatures | None = None,
    device: Device = PROCESSOR,
) -> EnlargerNetwork:
    """Train on paintings uint8 N x 128 x 128 x 3; say PSNR beside bicubic's on `held` ones.

    `vgg` sees up to conv2_2. Goes on from `folder`/checkpoint.pt. Returns the averaged network, on
    the processor. Raises TrainingDataError where `folder` holds another recipe's run.
    """
    run = EnlargerRun(pixels, held, options, vgg, device)
    train(run, folder)
    return run.average.cpu()


class EnlargerRun(TrainingRun[EnlargerOptions]):
    """Network, averaged network and optimiser; pictures are cut and spoilt on the processor."""

    say_every = 500

    def __init__(
        self,
        pixels: npt.NDArray[np.uint8],
        held: npt.NDArray[np.uint8],
        options: EnlargerOptions,
        vgg: VggFeatures | None = None,
        device: Device = PROCESSOR,
    ) -> None:
        torch.manual_seed(options.seed)
        network = EnlargerNetwork()
        self.paintings, self.held = torch.from_numpy(pixels), held[:200]
        self.average = device.place(copy.deepcopy(network)).requires_grad_(False)
        self.network = device.place(network)
        self.vgg = None if vgg is None else device.place(vgg)
        self.optimiser = torch.optim.Adam(
            self.network.parameters(), options.learning_rate, betas=(0.9, 0.99)
        )
        parts: dict[str, Stateful] = {
            "network": self.network,
            "average": self.average,
            "optimiser": self.optimiser,
        }
        super().__init__(
            options, parts, minutes=options.minutes, steps=options.steps, device=device
        )

    def learn(self, progress: float) -> None:
        """A batch of spoilt cut-outs, enlarged; from the middle on VGG19 looks, too."""
        options = self.options
        set_rate(self.optimiser, options.learning_rate * warm_up(progress) * cosine(progress))
        number = seed_of(options.seed, self.step)
        chance = torch.Generator().manual_seed(number)
        small, large = spoilt(self.paintings, options, number, chance, self.device)
        with self.device.autocast():
            drawn = self.network(small)
        loss = l1(drawn, large)
        if self.vgg is not None and progress > options.perceptual_from:
            rows, columns = random_crop(large, 48, chance)
            with self.device.autocast():
                distance = perceptual_distance(
                    self.vgg, drawn[..., rows, columns].float(), large[..., rows, columns]
                )
            loss = loss + options.perceptual_weight * distance
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 0.5)
        self.optimiser.step()
        self.record(loss=loss)

    def follow(self) -> None:
        update_average(
            self.average, self.network, early_share(self.options.average_decay, self.step)
        )

    def figures(self, progress: float) -> dict[str, float]:
        return super().figures(progress) | psnr_told(self.average, self.held, self.device)


def spoilt(
    paintings: Tensor,
    options: EnlargerOptions,
    number: int,
    chance: torch.Generator,
    device: Device,
) -> tuple[Tensor, Tensor]:
    """Cut-outs made small and spoilt as this number says, and as they were, on the device."""
    whole = draw_crops(paintings, options, chance)
    small = make_small(whole, Degradation(number), options)
    return device.put(small), device.put(whole)


def draw_crops(paintings: Tensor, options: EnlargerOptions, chance: torch.Generator) -> Tensor:
    """Cut-outs of random paintings, mirrored or not: N x 3 x crop x crop in 0..1."""
    chosen = torch.randint(len(paintings), (options.batch,), generator=chance)
    large = paintings[chosen].permute(0, 3, 1, 2)
    rows, columns = random_crop(large, options.crop, chance)
    large = large[..., rows, columns].float() / 255
    return large.flip(3) if float(torch.rand((), generator=chance)) < 0.5 else large


def make_small(large: Tensor, degradation: Degradation, options: EnlargerOptions) -> Tensor:
    """What the enlarger sees of large pictures: spoilt harshly, mildly or only made smaller."""
    chance = degradation.numpy.random()
    if chance < options.harsh_share:
        return degradation.spoil(large, SCALE, HARSH)
    if chance < options.harsh_share + options.mild_share:
        return degradation.spoil(large, SCALE, MILD)
    return degradation.plain(large, SCALE)


def psnr(ours: Tensor, theirs: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB of each picture, over all three colours of 0..1."""
    return -10 * (ours - theirs).square().mean((1, 2, 3)).clamp_min(1e-10).log10()


def psnr_told(
    network: EnlargerNetwork, held: npt.NDArray[np.uint8], device: Device
) -> dict[str, float]:
    """What a run's log says of held-out paintings."""
    ours, bicubic = compare_with_bicubic(network, held, device)
    return {"held_out_psnr": round(ours, 2), "bicubic_psnr": round(bicubic, 2)}


@torch.no_grad()
def compare_with_bicubic(
    network: EnlargerNetwork, pixels: npt.NDArray[np.uint8], device: Device = PROCESSOR
) -> tuple[float, float]:
    """Mean PSNR of the network and of bicubic, on paintings made four times smaller."""
    ours, theirs = [], []
    for start in range(0, len(pixels), 50):
        large = torch.from_numpy(pixels[start : start + 50]).permute(0, 3, 1, 2).float() / 255
        size = [side // SCALE for side in large.shape[-2:]]
        small = functional.interpolate(large, size=size, mode="bicubic", antialias=True)
        small = (small.clamp(0, 1) * 255).round() / 255
        plain = functional.interpolate(small, size=large.shape[-2:], mode="bicubic")
        ours.append(psnr(network(device.put(small)).float().clamp(0, 1).cpu(), large))
        theirs.append(psnr(plain.clamp(0, 1), large))
    return float(torch.cat(ours).mean()), float(torch.cat(theirs).mean())
