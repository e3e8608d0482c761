"""Checkpoints, written aside and renamed."""

from __future__ import annotations

import pickle
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
