"""Learning-rate schedules, and changing how fast an optimiser learns."""

from __future__ import annotations

import math

import torch


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give all of an optimiser's weights this learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def warm_up(progress: float, over: float = 0.02, least: float = 0.05) -> float:
    """Share of the peak, rising from `least` to 1 over about this share of the run."""
    return min(1.0, progress / over + least)


def cosine(progress: float) -> float:
    """Share of the peak: half a cosine from 1 to 0 (Loshchilov & Hutter 2017)."""
    return 0.5 * (1 + math.cos(math.pi * progress))
