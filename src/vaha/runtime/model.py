"""The seam of the runtimes: a network with its card, whatever runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from vaha.runtime.card import ModelCard

Arrays = dict[str, npt.NDArray[np.float32]]
"""Outputs of a network by name."""


class Model(Protocol):
    """One network: a stage asks for numbers and does not know which runtime computes them."""

    @property
    def card(self) -> ModelCard:
        """What the network is."""
        ...

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """All outputs for these inputs (rows first), each by its name and as float32.

        Raises ModelDamaged where the file cannot be loaded and ModelError where it cannot be run.
        """
        ...


class FakeModel:
    """A network that is a function: for tests, and for trying out a stage without weights."""

    def __init__(
        self, card: ModelCard, answer: Callable[[Mapping[str, npt.NDArray[Any]]], Arrays]
    ) -> None:
        self.card = card
        self._answer = answer

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """What the function answers."""
        return self._answer(inputs)
