"""Checkpoints written aside and renamed, and the clock of a run that may be killed and resumed."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import torch

from vaha.errors import OutputError, TrainingDataError
from vaha.files import written_aside


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write the state so that a kill at any moment leaves either the old file or the new one.

    Raises OutputError, as where the disk is full.
    """
    with written_aside(path) as aside:
        try:
            torch.save(state, aside)
        except RuntimeError as error:  # PyTorch's word for a write that failed
            raise OutputError(f"{path} cannot be written; is the disk full?") from error


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The state saved last, or None where there is none; raises TrainingDataError if damaged."""
    return read_state(path) if path.is_file() else None


def read_state(path: Path) -> dict[str, Any]:
    """What `torch.save` wrote, tensors and plain values only; raises TrainingDataError."""
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise TrainingDataError(f"cannot read {path}: {error.strerror}") from error
    except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise TrainingDataError(
            f"{path} is no file that PyTorch saved, or is damaged; remove it or choose another"
        ) from error
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
