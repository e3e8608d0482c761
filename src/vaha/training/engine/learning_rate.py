"""Changing how fast an optimiser learns."""

from __future__ import annotations

import torch


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give all of an optimiser's weights this learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate
