"""Pictures into the numbers that networks read, and their answers into probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from vaha.errors import ModelDamaged
from vaha.runtime.card import ModelCard

Floats = npt.NDArray[np.float32]
"""float32 of any shape; the function that makes one says which."""

BATCH = 32
"""The most rows a network is given at once, so that memory does not grow with the work."""

Item = TypeVar("Item")
Vocabulary = TypeVar("Vocabulary", bound=Enum)


def to_tensor(pictures: Sequence[npt.NDArray[np.uint8]], card: ModelCard) -> Floats:
    """Pictures of one size, H x W x C or H x W (grey), as N x C x H x W.

    Scaled to 0..1, then less the card's mean and divided by its std.
    """
    stacked = np.stack([np.atleast_3d(picture) for picture in pictures])
    mean = np.asarray(card.mean or 0.0, np.float32)
    std = np.asarray(card.std or 1.0, np.float32)
    scaled = (stacked.astype(np.float32) / np.float32(255) - mean) / std
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def to_levels(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Numbers of 0..255, or a little beyond, as the nearest whole levels in the same shape."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def softmax(logits: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Probabilities along the last axis, summing to 1."""
    raised = np.exp(np.float64(logits) - np.max(logits, axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float64)


def batches(items: Sequence[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    """The items in order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def labels_of(card: ModelCard, vocabulary: type[Vocabulary]) -> tuple[Vocabulary, ...]:
    """What the network's outputs mean, in their order, as the card names them.

    Raises ModelDamaged where the card does not name each of the vocabulary's emotions once.
    """
    if sorted(card.labels) != sorted(emotion.value for emotion in vocabulary):
        raise ModelDamaged(
            f"the card of {card.name!r} does not name the {len(vocabulary)} emotions "
            "that its network answers with; install VAHA again"
        )
    return tuple(vocabulary(label) for label in card.labels)
