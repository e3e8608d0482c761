"""Teach an enlarger detail: discriminators that look through a frozen network.

A network that is asked for the likeliest pixel draws the mean of all that might be there, which is
soft. Here it is also asked for what EfficientNet-Lite0 sees in the painting, and discriminators of
those features tell its pictures from paintings (Ledig et al., "SRGAN", 2017; features in place of
pixels as in Sauer et al., "Projected GANs", 2021). What it learns is mixed with what it knew, so
that grain never wins (network interpolation: Wang et al., "ESRGAN", 2018).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.training.engine.average import early_share, update_average
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import cosine, set_rate, warm_up
from vaha.training.engine.loop import Stateful, TrainingRun, seed_of, train
from vaha.training.engine.recipe import Recipe
from vaha.training.enlarger.network import EnlargerNetwork
from vaha.training.enlarger.run import EnlargerOptions, psnr_told, spoilt
from vaha.training.features.network import FeatureNetwork
from vaha.training.features.perceptual import l1
from vaha.training.layers.spectral_norm import normed

LEVELS = 4
"""Scales of the features that are compared and judged: strides 2, 4, 8 and 16."""
WIDTH = 64
SHARE = 0.5
"""Of the detailed network's weights in what ships."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class AdversarialOptions(Recipe):
    """With `steps` the run repeats to the bit; without, it takes `minutes`."""

    BUDGETS: ClassVar[tuple[str, ...]] = ("minutes", "steps")

    minutes: float = 36
    steps: int | None = None
    batch: int = 12
    learning_rate: float = 1e-4
    crop: int = 96  # px of the large picture
    feature_weight: float = 0.3
    adversarial_weight: float = 0.02
    average_decay: float = 0.995
    seed: int = 0


class FeatureDiscriminators(nn.Module):
    """Logits at every place of what the frozen network sees at each scale."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.parts = nn.ModuleList([_judge(width) for width in widths[:LEVELS]])

    def forward(self, levels: list[Tensor]) -> list[Tensor]:
        return [part(level) for part, level in zip(self.parts, levels, strict=True)]


def _judge(width: int) -> nn.Module:
    return nn.Sequential(
        normed(nn.Conv2d(width, WIDTH, 3, padding=1)),
        nn.LeakyReLU(0.2),
        normed(nn.Conv2d(WIDTH, WIDTH, 3, padding=1)),
        nn.LeakyReLU(0.2),
        normed(nn.Conv2d(WIDTH, 1, 1)),
    )


class AdversarialRun(TrainingRun[AdversarialOptions]):
    """An enlarger that learns on, its average, discriminators and both optimisers."""

    say_every = 100

    def __init__(
        self,
        plain: EnlargerNetwork,
        pixels: Pixels,
        held: Pixels,
        features: FeatureNetwork,
        options: AdversarialOptions,
        device: Device = PROCESSOR,
    ) -> None:
        torch.manual_seed(options.seed)
        self.paintings, self.held = torch.from_numpy(pixels), held[:200]
        self.crops = EnlargerOptions(batch=options.batch, crop=options.crop)
        self.features = device.place(features)
        self.average = device.place(copy.deepcopy(plain)).requires_grad_(False)
        self.network = device.place(copy.deepcopy(plain))
        self.discriminators = device.place(
            FeatureDiscriminators(features.architecture.level_widths)
        )
        self.optimiser, self.other_optimiser = (
            torch.optim.Adam(part.parameters(), options.learning_rate, betas=(0.0, 0.99))
            for part in (self.network, self.discriminators)
        )
        parts: dict[str, Stateful] = {
            "network": self.network,
            "average": self.average,
            "discriminators": self.discriminators,
            "optimiser": self.optimiser,
            "discriminator_optimiser": self.other_optimiser,
        }
        super().__init__(
            options, parts, minutes=options.minutes, steps=options.steps, device=device
        )

    def learn(self, progress: float) -> None:
        """The discriminators learn from a batch, then the enlarger from what they say of it."""
        options = self.options
        for optimiser in (self.optimiser, self.other_optimiser):
            set_rate(optimiser, options.learning_rate * warm_up(progress) * cosine(progress))
        number = seed_of(options.seed, self.step)
        chance = torch.Generator().manual_seed(number)
        small, large = spoilt(self.paintings, self.crops, number, chance, self.device)
        drawn = self.network(small)
        seen = self._levels(drawn)
        with torch.no_grad():
            real = self._levels(large)
        told = self._teach_discriminators(real, [level.detach() for level in seen])
        pixels, like, fooled = l1(drawn, large), _distance(seen, real), self._fooled(seen)
        loss = pixels + options.feature_weight * like + options.adversarial_weight * fooled
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 0.5)
        self.optimiser.step()
        self.record(discriminators=told, pixels=pixels, features=like, fooled=fooled)

    def _levels(self, pictures: Tensor) -> list[Tensor]:
        return self.features.levels(pictures * 255)[:LEVELS]

    def _teach_discriminators(self, real: list[Tensor], drawn: list[Tensor]) -> Tensor:
        """The hinge loss, summed over the scales."""
        losses = [
            functional.relu(1 - ours).mean() + functional.relu(1 + theirs).mean()
            for ours, theirs in zip(
                self.discriminators(real), self.discriminators(drawn), strict=True
            )
        ]
        loss = torch.stack(losses).sum()
        self.other_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.other_optimiser.step()
        return loss

    def _fooled(self, seen: list[Tensor]) -> Tensor:
        self.discriminators.requires_grad_(False)
        loss = -torch.stack([logits.mean() for logits in self.discriminators(seen)]).sum()
        self.discriminators.requires_grad_(True)
        return loss

    def follow(self) -> None:
        update_average(
            self.average, self.network, early_share(self.options.average_decay, self.step)
        )

    def figures(self, progress: float) -> dict[str, float]:
        return super().figures(progress) | psnr_told(self.average, self.held, self.device)


def _distance(ours: list[Tensor], theirs: list[Tensor]) -> Tensor:
    """Mean over scales of the difference, as a share of what is seen there."""
    shares = [
        (mine - real).abs().mean() / (real.abs().mean() + 1e-6)
        for mine, real in zip(ours, theirs, strict=True)
    ]
    return torch.stack(shares).mean()


def teach_detail(
    plain: EnlargerNetwork,
    pixels: Pixels,
    held: Pixels,
    features: FeatureNetwork,
    folder: Path,
    options: AdversarialOptions,
    device: Device = PROCESSOR,
) -> EnlargerNetwork:
    """Learn on from `plain` on paintings uint8 N x 128 x 128 x 3; PSNR is told of `held` ones.

    Goes on from `folder`/checkpoint.pt. Returns the averaged network, on the processor. Raises
    TrainingDataError where `folder` holds another recipe's run.
    """
    run = AdversarialRun(plain, pixels, held, features, options, device)
    train(run, folder)
    return run.average.cpu()


def mixed(plain: EnlargerNetwork, detailed: EnlargerNetwork, share: float) -> EnlargerNetwork:
    """The network whose weights lie between both: 0 is `plain`, 1 `detailed`."""
    result = copy.deepcopy(plain)
    other = detailed.state_dict()
    state = {name: value.lerp(other[name], share) for name, value in plain.state_dict().items()}
    result.load_state_dict(state)
    return result
