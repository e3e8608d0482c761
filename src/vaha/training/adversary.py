"""An adversary for networks that draw: it learns to tell drawn places from painted ones."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from vaha.training.device import PROCESSOR, Device
from vaha.training.texture_discriminator import TextureDiscriminator


class Adversary:
    """A patch discriminator with its optimiser; pictures are N x 3 x H x W in about 0..1.

    The loss is relativistic (Jolicoeur-Martineau 2019): painted places shall look more painted than
    drawn ones, place by place, not merely painted.
    """

    def __init__(self, width: int, learning_rate: float, device: Device = PROCESSOR) -> None:
        self.device = device
        self.discriminator = device.place(TextureDiscriminator(width))
        self.optimiser = torch.optim.Adam(
            self.discriminator.parameters(), learning_rate, betas=(0.5, 0.99)
        )

    def learn(self, drawn: Tensor, painted: Tensor) -> Tensor:
        """One step of the discriminator; gives its loss, log 2 where it can tell nothing."""
        self.discriminator.requires_grad_(True)
        loss = functional.softplus(self._logits(drawn.detach()) - self._logits(painted)).mean()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return loss.detach()

    def reproach(self, drawn: Tensor, painted: Tensor) -> Tensor:
        """What the drawing network has to lessen; its gradient reaches `drawn` only."""
        self.discriminator.requires_grad_(False)
        with torch.no_grad():
            theirs = self._logits(painted)
        return functional.softplus(theirs - self._logits(drawn)).mean()

    def _logits(self, pictures: Tensor) -> Tensor:
        with self.device.autocast():
            logits: Tensor = self.discriminator(pictures)
        return logits.float()

    def state(self) -> dict[str, Any]:
        return {
            "discriminator": self.discriminator.state_dict(),
            "judging": self.optimiser.state_dict(),
        }

    def take_on(self, state: dict[str, Any]) -> None:
        self.discriminator.load_state_dict(state["discriminator"])
        self.optimiser.load_state_dict(state["judging"])
