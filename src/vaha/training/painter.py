"""Train the painter: a relativistic GAN on the autoencoder's latents, conditioned on soft moods."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.runtime.tensors import softmax
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.evaluate_critic import face_table
from vaha.training.layout import channels_last
from vaha.training.painter_network import NOISE_SIZE, Discriminator, Generator


@dataclass(frozen=True)
class PainterOptions:
    """The defaults are the recipe of the shipped weights."""

    minutes: float = 60
    batch: int = 48  # small: in an hour on a processor, steps are scarcer than paintings
    generator_rate: float = 2e-4
    discriminator_rate: float = 2e-4
    penalty: float = 1.0  # of R1 and R2 at the start; falls to a tenth
    penalty_every: int = 4
    latent_noise: float = 0.1  # on real and painted latents alike; falls to 0
    augment_most: float = 0.3  # probability of shifting and cutting at the end; rises from 0
    conditioning_from: float = 0.1  # share of the time at which the mood begins to count
    conditioning_full: float = 0.3  # and at which it counts in full
    mood_jitter: float = 0.04
    average_images: float = 10_000  # half-life of the averaged generator, in paintings seen
    seed: int = 0
    threads: int = 2


def painting_moods(
    logits: npt.NDArray[np.float32], sharpness: float = 1.0
) -> npt.NDArray[np.float32]:
    """The mood each painting stands for: M x 7, from the critic's logits M x 9.

    A mood counts by its lift over its base rate, so that rare moods have paintings of their own:
    what is angrier than most is `angry`, though contentment may still be its likeliest emotion.
    """
    strength = np.log(softmax(logits) @ face_table())
    # Rare emotions spread over fewer nats; standardising lets each mood claim paintings equally.
    strength = (strength - strength.mean(0)) / strength.std(0)
    weights = np.exp(sharpness * 1.7 * strength)
    moods: npt.NDArray[np.float32] = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return moods


def augment_latents(latents: Tensor, probability: float, generator: torch.Generator) -> Tensor:
    """Shift by a cell and cut a quarter out, of real and painted alike (Zhao et al. 2020)."""
    if probability <= 0:
        return latents
    if float(torch.rand((), generator=generator)) < probability:
        down, right = torch.randint(3, (2,), generator=generator).tolist()
        padded = functional.pad(latents, (1, 1, 1, 1), mode="replicate")
        latents = padded[..., down : down + latents.shape[-2], right : right + latents.shape[-1]]
    if float(torch.rand((), generator=generator)) < probability:
        row, column = torch.randint(5, (2,), generator=generator).tolist()
        mask = torch.ones_like(latents[:1, :1])
        mask[..., row : row + 4, column : column + 4] = 0
        latents = latents * mask
    return latents


def gradient_penalty(logits: Tensor, latents: Tensor) -> Tensor:
    """Mean squared norm of the discriminator's gradient (R1 on real, R2 on painted)."""
    (gradient,) = torch.autograd.grad(logits.sum(), latents, create_graph=True)
    return gradient.float().square().sum((1, 2, 3)).mean()


@dataclass
class PainterTraining:
    """Both networks, the averaged generator, both optimisers: what a checkpoint holds."""

    generator: Generator
    discriminator: Discriminator
    average: Generator
    generator_optimiser: torch.optim.Optimizer
    discriminator_optimiser: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def fresh(cls, options: PainterOptions) -> PainterTraining:
        torch.manual_seed(options.seed)
        generator = channels_last(Generator())
        discriminator = channels_last(Discriminator())
        return cls(
            generator,
            discriminator,
            copy.deepcopy(generator).requires_grad_(False),
            torch.optim.Adam(generator.parameters(), options.generator_rate, betas=(0.0, 0.99)),
            torch.optim.Adam(
                discriminator.parameters(), options.discriminator_rate, betas=(0.0, 0.99)
            ),
        )

    def state(self) -> dict[str, object]:
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "generator_optimiser": self.generator_optimiser.state_dict(),
            "discriminator_optimiser": self.discriminator_optimiser.state_dict(),
            "step": self.step,
        }

    def restore(self, state: dict[str, object]) -> None:
        for name in ("generator", "discriminator", "average"):
            getattr(self, name).load_state_dict(state[name])
        for name in ("generator_optimiser", "discriminator_optimiser"):
            getattr(self, name).load_state_dict(state[name])
        self.step = int(state["step"])  # type: ignore[call-overload]

    def set_conditioning(self, value: float) -> None:
        for network in (self.generator, self.discriminator, self.average):
            network.conditioning.fill_(value)  # type: ignore[operator]


def discriminator_step(
    training: PainterTraining,
    real: Tensor,
    moods: Tensor,
    distort: Callable[[Tensor], Tensor],
    penalty: float,
) -> float:
    """Relativistic loss with R1 and R2 (Huang et al. 2024); penalty 0 leaves these out."""
    noise = torch.randn(len(real), NOISE_SIZE)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        painted = training.generator(noise, moods).float()
    both = distort(torch.cat([real, painted])).detach().requires_grad_(penalty > 0)
    real_latents, painted_latents = both.chunk(2)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        real_logits = training.discriminator(real_latents, moods)
        painted_logits = training.discriminator(painted_latents, moods)
    loss = functional.softplus(painted_logits.float() - real_logits.float()).mean()
    total = loss
    if penalty > 0:
        total = total + penalty / 2 * gradient_penalty(real_logits, real_latents)
        total = total + penalty / 2 * gradient_penalty(painted_logits, painted_latents)
    training.discriminator_optimiser.zero_grad(set_to_none=True)
    total.backward()
    training.discriminator_optimiser.step()
    return loss.item()


def generator_step(
    training: PainterTraining, real: Tensor, moods: Tensor, distort: Callable[[Tensor], Tensor]
) -> float:
    """The mirrored relativistic loss."""
    noise = torch.randn(len(real), NOISE_SIZE)
    training.discriminator.requires_grad_(False)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        painted = training.generator(noise, moods)
        both = distort(torch.cat([real, painted.float()]))
        with torch.no_grad():
            real_logits = training.discriminator(both[: len(real)], moods)
        painted_logits = training.discriminator(both[len(real) :], moods)
    loss = functional.softplus(real_logits.float() - painted_logits.float()).mean()
    training.generator_optimiser.zero_grad(set_to_none=True)
    loss.backward()
    training.generator_optimiser.step()
    training.discriminator.requires_grad_(True)
    return loss.item()


def train_painter(
    latents: Tensor,
    moods: npt.NDArray[np.float32],
    folder: Path,
    options: PainterOptions,
    show: Callable[[Generator, Path], None],
) -> PainterTraining:
    """Train on normalised latents V x M x 16 x 8 x 8 (V views of M paintings) and moods M x 7.

    Resumes from `folder`/checkpoint.pt; calls `show` with the averaged generator now and then.
    """
    torch.set_num_threads(options.threads)
    training = PainterTraining.fresh(options)
    chance = torch.Generator().manual_seed(options.seed)
    spent = 0.0
    state = load_checkpoint(folder / "checkpoint.pt")
    if state is not None:
        training.restore(state)
        chance.set_state(state["chance"])
        spent = state["spent"]
    conditions = torch.from_numpy(moods)
    budget, last_save = Budget(options.minutes, spent), time.monotonic()
    losses = [math.log(2.0)] * 2
    progress = budget.progress
    while progress < 1:
        fade = (progress - options.conditioning_from) / (
            options.conditioning_full - options.conditioning_from
        )
        training.set_conditioning(min(1.0, max(0.0, fade)))
        _set_rates(training, options, progress)
        noise = options.latent_noise * max(0.0, 1 - progress / 0.8)

        def distort(value: Tensor, noise: float = noise, progress: float = progress) -> Tensor:
            value = value + noise * torch.randn(value.shape, generator=chance)
            return augment_latents(value, options.augment_most * progress, chance)

        penalty = 0.0
        if training.step % options.penalty_every == 0:
            penalty = options.penalty_every * options.penalty * (0.1 + 0.9 * (1 - progress) ** 2)
        batch = _draw(latents, conditions, options, chance)
        losses[0] += 0.02 * (discriminator_step(training, *batch, distort, penalty) - losses[0])
        batch = _draw(latents, conditions, options, chance)
        losses[1] += 0.02 * (generator_step(training, *batch, distort) - losses[1])
        training.step += 1
        seen = training.step * options.batch
        half_life = min(options.average_images, 0.05 * seen + 1)
        update_average(training.average, training.generator, 0.5 ** (options.batch / half_life))

        if training.step % 50 == 0:
            rate = seen / budget.spent
            print(
                f"{progress:6.1%}  seen {seen}  discriminator {losses[0]:.4f}  "
                f"generator {losses[1]:.4f}  {rate:.0f} paintings/s",
                flush=True,
            )
        progress = budget.progress
        if time.monotonic() - last_save > 240 or progress >= 1:
            last_save = time.monotonic()
            save_checkpoint(
                folder / "checkpoint.pt",
                training.state() | {"chance": chance.get_state(), "spent": budget.spent},
            )
            show(training.average, folder / f"sheet-{seen // 1000:05d}k.png")
    return training


def _set_rates(training: PainterTraining, options: PainterOptions, progress: float) -> None:
    fall = min(1.0, progress / 0.01 + 0.05) * (
        0.15 + 0.85 * 0.5 * (1 + math.cos(math.pi * progress))
    )
    for optimiser, rate in (
        (training.generator_optimiser, options.generator_rate),
        (training.discriminator_optimiser, options.discriminator_rate),
    ):
        for group in optimiser.param_groups:
            group["lr"] = rate * fall


def _draw(
    latents: Tensor, conditions: Tensor, options: PainterOptions, chance: torch.Generator
) -> tuple[Tensor, Tensor]:
    """A batch of real latents with their moods, slightly jittered and scaled to sum to 1 again."""
    views, count = latents.shape[:2]
    chosen = torch.randint(count, (options.batch,), generator=chance)
    view = torch.randint(views, (options.batch,), generator=chance)
    moods = conditions[chosen]
    jitter = options.mood_jitter * torch.rand(moods.shape, generator=chance)
    moods = (moods + jitter) / (moods + jitter).sum(1, keepdim=True)
    return latents[view, chosen].contiguous(memory_format=torch.channels_last), moods
