"""Train the enlarger on paintings that were spoilt and made small."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.training.engine.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.engine.device import choose_device
from vaha.training.engine.layout import channels_last
from vaha.training.engine.learning_rate import set_rate
from vaha.training.enlarger.degradation import HARSH, MILD, Degradation
from vaha.training.enlarger.network import SCALE, EnlargerNetwork
from vaha.training.features.perceptual import VggFeatures, l1, perceptual_distance, random_crop


@dataclass(frozen=True)
class EnlargerOptions:
    """The defaults are the recipe of the shipped weights."""

    minutes: float = 22
    batch: int = 24
    learning_rate: float = 1e-3
    crop: int = 96  # px of the large picture
    mild_share: float = 0.35
    harsh_share: float = 0.15  # the rest is only made smaller
    perceptual_weight: float = 0.03
    perceptual_from: float = 0.5
    average_decay: float = 0.999
    seed: int = 0
    threads: int = 2


def train_enlarger(
    pixels: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
    folder: Path,
    options: EnlargerOptions,
    vgg_file: Path | None,
) -> EnlargerNetwork:
    """Train on paintings uint8 N x 128 x 128 x 3; report PSNR against bicubic on `held` ones."""
    device = choose_device("cpu", threads=options.threads)
    torch.manual_seed(options.seed)
    chance = torch.Generator().manual_seed(options.seed)
    network = channels_last(EnlargerNetwork())
    average = copy.deepcopy(network).requires_grad_(False)
    optimiser = torch.optim.Adam(network.parameters(), options.learning_rate, betas=(0.9, 0.99))
    vgg = None if vgg_file is None else VggFeatures(vgg_file, blocks=2)
    step, spent = 0, 0.0
    state = load_checkpoint(folder / "checkpoint.pt")
    if state is not None:
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        chance.set_state(state["chance"])
        step, spent = state["step"], state["spent"]
    degradation = Degradation(options.seed + step)
    paintings = torch.from_numpy(pixels)
    budget, last_save = Budget(options.minutes, spent), time.monotonic()
    progress = budget.progress
    while progress < 1:
        rise = min(1.0, progress / 0.02 + 0.05)
        fall = 0.5 * (1 + math.cos(math.pi * progress))
        set_rate(optimiser, options.learning_rate * rise * fall)
        large = draw_crops(paintings, options, chance)
        small = make_small(large, degradation, options)
        with device.autocast():
            drawn = network(small.contiguous(memory_format=torch.channels_last))
        loss = l1(drawn, large)
        if vgg is not None and progress > options.perceptual_from:
            rows, columns = random_crop(large, 48, chance)
            with device.autocast():
                distance = perceptual_distance(
                    vgg, drawn[..., rows, columns].float(), large[..., rows, columns]
                )
            loss = loss + options.perceptual_weight * distance
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        optimiser.step()
        step += 1
        update_average(average, network, min(options.average_decay, (1 + step) / (10 + step)))
        if step % 100 == 0:
            print(f"{progress:6.1%}  step {step}  loss {loss.item():.4f}", flush=True)
        progress = budget.progress
        if time.monotonic() - last_save > 180 or progress >= 1:
            last_save = time.monotonic()
            ours, bicubic = compare_with_bicubic(average, held[:200])
            print(
                f"{progress:6.1%}  held-out PSNR {ours:.2f} dB, bicubic {bicubic:.2f} dB",
                flush=True,
            )
            save_checkpoint(
                folder / "checkpoint.pt",
                {
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "chance": chance.get_state(),
                    "step": step,
                    "spent": budget.spent,
                },
            )
    return average


def draw_crops(paintings: Tensor, options: EnlargerOptions, chance: torch.Generator) -> Tensor:
    """Cut-outs of random paintings, mirrored or not: N x 3 x crop x crop in 0..1."""
    chosen = torch.randint(len(paintings), (options.batch,), generator=chance)
    large = paintings[chosen].permute(0, 3, 1, 2)
    rows, columns = random_crop(large, options.crop, chance)
    large = large[..., rows, columns].float() / 255
    return large.flip(3) if float(torch.rand((), generator=chance)) < 0.5 else large


def make_small(large: Tensor, degradation: Degradation, options: EnlargerOptions) -> Tensor:
    chance = degradation.numpy.random()
    if chance < options.harsh_share:
        return degradation.spoil(large, SCALE, HARSH)
    if chance < options.harsh_share + options.mild_share:
        return degradation.spoil(large, SCALE, MILD)
    return degradation.plain(large, SCALE)


def psnr(ours: Tensor, theirs: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB of each picture, over all three colours of 0..1."""
    return -10 * (ours - theirs).square().mean((1, 2, 3)).clamp_min(1e-10).log10()


@torch.no_grad()
def compare_with_bicubic(
    network: EnlargerNetwork, pixels: npt.NDArray[np.uint8]
) -> tuple[float, float]:
    """Mean PSNR of the network and of bicubic, on paintings made four times smaller."""
    ours, theirs = [], []
    for start in range(0, len(pixels), 50):
        large = torch.from_numpy(pixels[start : start + 50]).permute(0, 3, 1, 2).float() / 255
        size = [side // SCALE for side in large.shape[-2:]]
        small = functional.interpolate(large, size=size, mode="bicubic", antialias=True)
        small = (small.clamp(0, 1) * 255).round() / 255
        plain = functional.interpolate(small, size=large.shape[-2:], mode="bicubic")
        ours.append(psnr(network(small).clamp(0, 1), large))
        theirs.append(psnr(plain.clamp(0, 1), large))
    return float(torch.cat(ours).mean()), float(torch.cat(theirs).mean())
