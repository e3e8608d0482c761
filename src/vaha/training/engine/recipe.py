"""What the trainers' recipes share: hyperparameters that say what they mean."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def hyperparameter(default: Any, says: str) -> Any:  # noqa: ANN401 - as dataclasses.field is typed
    """A field whose meaning the command line repeats."""
    return field(default=default, metadata={"says": says})
