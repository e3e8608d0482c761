"""Checkpoints written aside and renamed, and the clock of a run that may be killed and resumed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch

from vaha.files import written_aside


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write the state so that a kill at any moment leaves either the old file or the new one."""
    with written_aside(path) as aside:
        torch.save(state, aside)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The state saved last, or None where there is none."""
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


class Budget:
    """A time budget that survives interruptions: progress runs from 0 to 1 over `minutes`."""

    def __init__(self, minutes: float, spent: float = 0.0) -> None:
        self.minutes = minutes
        self._started = time.monotonic() - spent

    @property
    def spent(self) -> float:
        """Seconds of training so far, those of earlier runs included."""
        return time.monotonic() - self._started

    @property
    def progress(self) -> float:
        return min(1.0, self.spent / (60 * self.minutes))


def update_average(average: torch.nn.Module, network: torch.nn.Module, decay: float) -> None:
    """Exponential moving average of weights and of batch normalisation's statistics."""
    with torch.no_grad():
        torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - decay)
        for ours, theirs in zip(average.buffers(), network.buffers(), strict=True):
            if ours.is_floating_point():
                ours.lerp_(theirs, 1 - decay)
            else:
                ours.copy_(theirs)
