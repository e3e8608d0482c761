"""Teachers that read what the learner sees: the very views, turned, darkened and mixed as they are.

Readings written down once (mood_teachers) are of the faces as they stand, which the teachers may
know by heart; what they say of a view that nobody has seen before, they cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.mood.architectures import trained_network


@dataclass(frozen=True)
class LiveTeachers:
    """Finished networks that read every view beside the one that learns (Beyer et al. 2022)."""

    networks: tuple[nn.Module, ...]
    device: Device = PROCESSOR

    @classmethod
    def of(cls, checkpoints: Sequence[Path], device: Device = PROCESSOR) -> LiveTeachers:
        """The averaged networks of finished runs, on the device; raises TrainingDataError."""
        networks = [device.place(trained_network(path)).eval() for path in checkpoints]
        return cls(tuple(network.requires_grad_(False) for network in networks), device)

    @torch.no_grad()
    def read(self, views: Tensor) -> Tensor:
        """N x 7: the mean of the teachers' probabilities for views N x 1 x H x W, 0..1."""
        views = self.device.put(views)
        with self.device.autocast():
            logits = [network(views) for network in self.networks]
        return torch.stack([one.float().softmax(1) for one in logits]).mean(0)
