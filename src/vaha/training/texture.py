"""The enlarger's second stage: it learns to draw texture, judged by an adversary.

After Real-ESRGAN (Wang et al. 2021, section 3.4) with a relativistic loss (Jolicoeur-Martineau
2019): the first stage leaves what it cannot know blurred, since a blur is the mean of all that
might be there; the second must choose one of them.
"""

from __future__ import annotations

import copy
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.session import OnnxModel
from vaha.training.adversary import Adversary
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.degradation import Degradation
from vaha.training.enlarger import (
    EnlargerOptions,
    compare_with_bicubic,
    draw_crops,
    make_small,
)
from vaha.training.enlarger_network import SCALE, EnlargerNetwork
from vaha.training.evaluate_painter import paint_works
from vaha.training.layout import channels_last
from vaha.training.learning_rate import set_rate
from vaha.training.perceptual import VggFeatures, l1, perceptual_distance, random_crop


@dataclass(frozen=True)
class TextureOptions:
    """The defaults were tried for 3,300 steps; no shipped weights were made so.

    They drew grain, and the held-out gain over bicubic of 0.8 dB became a loss of 1.0 dB.
    """

    minutes: float = 60
    batch: int = 8
    learning_rate: float = 3e-4
    crop: int = 96  # px of the large picture
    mild_share: float = 0.5
    harsh_share: float = 0.1  # the rest is only made smaller
    l1_weight: float = 1.0
    perceptual_weight: float = 0.2
    perceptual_crop: int = 32
    adversarial_weight: float = 0.1
    adversary_width: int = 24
    adversary_alone: float = 0.01  # share of the time in which only the discriminator learns
    works_share: float = 0.4  # steps on the painter's own works, which have no large original
    average_decay: float = 0.998
    blend: float = 0.8  # of the second stage's weights in what is shipped; the rest is the first's
    seed: int = 0
    threads: int = 2


@dataclass
class _Networks:
    enlarger: EnlargerNetwork
    average: EnlargerNetwork
    enlarging: torch.optim.Optimizer
    adversary: Adversary


def train_texture(
    first_stage: EnlargerNetwork,
    pixels: npt.NDArray[np.uint8],
    held: npt.NDArray[np.uint8],
    works: npt.NDArray[np.uint8],
    folder: Path,
    options: TextureOptions,
    vgg_file: Path,
) -> EnlargerNetwork:
    """Train on from `first_stage`; returns both stages' weights blended.

    `pixels` and `held` are paintings uint8 N x 128 x 128 x 3, `works` the painter's, M x 64 x 64 x
    3 (M may be 0). Resumes from `folder`/texture.pt where it stands.
    """
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    chance = torch.Generator().manual_seed(options.seed)
    networks = _begin(first_stage, options)
    vgg = VggFeatures(vgg_file)
    step, spent = _resume(folder / "texture.pt", networks, chance)
    degradation = Degradation(options.seed + step)
    drawing = replace(
        EnlargerOptions(),
        batch=options.batch,
        crop=options.crop,
        mild_share=options.mild_share,
        harsh_share=options.harsh_share,
    )
    paintings, own = torch.from_numpy(pixels), torch.from_numpy(works)
    budget, last_save = Budget(options.minutes, spent), time.monotonic()
    progress = budget.progress
    while progress < 1:
        rate = options.learning_rate * min(1.0, 2 * (1 - progress))
        for optimiser in (networks.enlarging, networks.adversary.optimiser):
            set_rate(optimiser, rate)
        large = draw_crops(paintings, drawing, chance)
        if len(own) and float(torch.rand((), generator=chance)) < options.works_share:
            small, target = _draw_works(own, options, chance), None
        else:
            small, target = make_small(large, degradation, drawing), large
        drawn = networks.enlarger(small.contiguous(memory_format=torch.channels_last))
        judged = networks.adversary.learn(drawn, large)
        loss = math.nan
        if progress >= options.adversary_alone:
            loss = _enlarge_step(networks, drawn, small, target, large, vgg, options, chance)
        step += 1
        if step % 50 == 0:
            print(f"{progress:6.1%}  step {step}  loss {loss:.4f}  judge {judged:.4f}", flush=True)
        progress = budget.progress
        if time.monotonic() - last_save > 240 or progress >= 1:
            last_save = time.monotonic()
            ours, bicubic = compare_with_bicubic(networks.average, held[:100])
            print(f"{progress:6.1%}  PSNR {ours:.2f} dB, bicubic {bicubic:.2f} dB", flush=True)
            _save(folder / "texture.pt", networks, chance, step, budget.spent)
    return blended(first_stage, networks.average, options.blend)


def works_to_enlarge(painter: OnnxModel, count: int = 2100) -> npt.NDArray[np.uint8]:
    """So many works of the painter (count x 64 x 64 x 3), half of one mood, half of mixed ones."""
    chance = np.random.default_rng(0)
    mixed = chance.dirichlet(np.full(len(FACE_EMOTIONS), 0.5), count - count // 2)
    pure = np.eye(len(FACE_EMOTIONS))[np.arange(count // 2) % len(FACE_EMOTIONS)]
    moods = np.concatenate([pure, mixed]).astype(np.float32)
    return paint_works(painter, moods, range(1_000_000, 1_000_000 + count))


def blended(first: EnlargerNetwork, second: EnlargerNetwork, share: float) -> EnlargerNetwork:
    """The two networks' weights mixed, `share` (0..1) of the second.

    Network interpolation (Wang et al. 2018, ESRGAN, section 3.4) trades texture for calm.
    """
    result = copy.deepcopy(first)
    with torch.no_grad():
        for ours, theirs in zip(result.parameters(), second.parameters(), strict=True):
            ours.lerp_(theirs, share)
    return result


def _begin(first_stage: EnlargerNetwork, options: TextureOptions) -> _Networks:
    enlarger = channels_last(copy.deepcopy(first_stage)).requires_grad_(True)
    return _Networks(
        enlarger=enlarger,
        average=copy.deepcopy(enlarger).requires_grad_(False),
        enlarging=torch.optim.Adam(enlarger.parameters(), options.learning_rate, betas=(0.9, 0.99)),
        adversary=Adversary(options.adversary_width, options.learning_rate),
    )


def _draw_works(works: Tensor, options: TextureOptions, chance: torch.Generator) -> Tensor:
    """Cut-outs of the painter's works: N x 3 x crop/4 x crop/4 in 0..1."""
    chosen = works[torch.randint(len(works), (options.batch,), generator=chance)]
    chosen = chosen.permute(0, 3, 1, 2)
    rows, columns = random_crop(chosen, options.crop // SCALE, chance)
    return chosen[..., rows, columns].float() / 255


def _enlarge_step(
    networks: _Networks,
    drawn: Tensor,
    small: Tensor,
    target: Tensor | None,
    painted: Tensor,
    vgg: VggFeatures,
    options: TextureOptions,
    chance: torch.Generator,
) -> float:
    """The enlarger's step: keep to the original, or where there is none to the small picture."""
    loss = options.adversarial_weight * networks.adversary.reproach(drawn, painted)
    if target is None:
        again = functional.interpolate(drawn, size=small.shape[-2:], mode="area")
        loss = loss + options.l1_weight * l1(again, small)
    else:
        rows, columns = random_crop(target, options.perceptual_crop, chance)
        distance = perceptual_distance(vgg, drawn[..., rows, columns], target[..., rows, columns])
        loss = loss + options.l1_weight * l1(drawn, target) + options.perceptual_weight * distance
    networks.enlarging.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(networks.enlarger.parameters(), 0.5)
    networks.enlarging.step()
    update_average(networks.average, networks.enlarger, options.average_decay)
    return float(loss.detach())


def _resume(path: Path, networks: _Networks, chance: torch.Generator) -> tuple[int, float]:
    """(step, seconds spent) of the checkpoint, whose state is taken on; (0, 0) without one."""
    state = load_checkpoint(path)
    if state is None:
        return 0, 0.0
    networks.enlarger.load_state_dict(state["enlarger"])
    networks.average.load_state_dict(state["average"])
    networks.enlarging.load_state_dict(state["enlarging"])
    networks.adversary.take_on(state)
    chance.set_state(state["chance"])
    return state["step"], state["spent"]


def _save(
    path: Path, networks: _Networks, chance: torch.Generator, step: int, spent: float
) -> None:
    save_checkpoint(
        path,
        {
            "enlarger": networks.enlarger.state_dict(),
            "average": networks.average.state_dict(),
            "enlarging": networks.enlarging.state_dict(),
            **networks.adversary.state(),
            "chance": chance.get_state(),
            "step": step,
            "spent": spent,
        },
    )
