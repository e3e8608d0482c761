"""The two losses of the painter's game, and the gradients that follow from them."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.training.device import Device
from vaha.training.painter_options import PainterOptions
from vaha.training.parallel import Team


class Players(Protocol):
    """What a step needs to know of a run."""

    options: PainterOptions
    device: Device
    generator: nn.Module
    discriminator: nn.Module


def gradient_penalty(logits: Tensor, pictures: Tensor) -> Tensor:
    """Mean squared norm of the discriminator's gradient (R1 on real, R2 on painted)."""
    (gradient,) = torch.autograd.grad(logits.sum(), pictures, create_graph=True)
    return gradient.float().square().sum((1, 2, 3)).mean()


def discriminator_loss(real: Tensor, painted: Tensor, network: str) -> Tensor:
    """Relativistic (Huang et al. 2024), or for the dcgan the plain one (Goodfellow et al. 2014)."""
    if network == "dcgan":
        return functional.softplus(-real).mean() + functional.softplus(painted).mean()
    return functional.softplus(painted - real).mean()


def generator_loss(real: Tensor, painted: Tensor, network: str) -> Tensor:
    """The mirrored loss; for the dcgan the one that does not saturate."""
    if network == "dcgan":
        return functional.softplus(-painted).mean()
    return functional.softplus(real - painted).mean()


def discriminator_gradient(run: Players, both: Tensor, moods: Tensor, penalty: float) -> Tensor:
    """Leave the gradient in the discriminator; `both` are real pictures, then painted ones.

    With a penalty its gradient is differentiated again, which compiled networks cannot: `forward`
    is the network uncompiled.
    """
    real, painted = (part.detach().requires_grad_(penalty > 0) for part in both.chunk(2))
    network: Any = run.discriminator.forward if penalty > 0 else run.discriminator
    with run.device.autocast():
        real_logits, painted_logits = network(real, moods), network(painted, moods)
    loss = discriminator_loss(real_logits.float(), painted_logits.float(), run.options.network)
    total = loss
    if penalty > 0:
        total = total + penalty / 2 * gradient_penalty(real_logits, real)
        total = total + penalty / 2 * gradient_penalty(painted_logits, painted)
    _leave_gradient(total, run.discriminator)
    return loss.detach()


def generator_gradient(run: Players, both: Tensor, moods: Tensor) -> Tensor:
    """Leave the gradient in the generator, from which the second half of `both` came."""
    real, painted = both.chunk(2)
    with run.device.autocast():
        with torch.no_grad():
            real_logits = run.discriminator(real.detach(), moods).float()
        painted_logits = run.discriminator(painted, moods).float()
    loss = generator_loss(real_logits, painted_logits, run.options.network)
    _leave_gradient(loss, run.generator)
    return loss.detach()


def _leave_gradient(loss: Tensor, network: nn.Module) -> None:
    """As `backward`, but only into this network's weights."""
    weights = [value for value in network.parameters() if value.requires_grad]
    gradients = torch.autograd.grad(loss, weights, allow_unused=True)
    for value, gradient in zip(weights, gradients, strict=True):
        value.grad = gradient


def take_step(optimiser: torch.optim.Optimizer, network: nn.Module, team: Team) -> None:
    """Step along the team's mean gradient."""
    gradients = [value.grad for value in network.parameters() if value.grad is not None]
    if team.size > 1:
        mean = team.mean(torch.cat([gradient.flatten() for gradient in gradients]))
        parts = mean.split([gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))
    optimiser.step()
