"""Logits as probabilities that keep their word: bias-corrected temperature scaling."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.runtime.sessions.tensors import softmax


def balancing(labels: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.float64]:
    """What to add to logits so that each class is named as if it were as frequent as any other.

    The negative logarithm of each class's share, with mean 0 (logit adjustment, Menon et al. 2021);
    a class without labels counts as if it had one.
    """
    counts = np.maximum(np.bincount(labels, minlength=classes), 1)
    rare = -np.log(counts / counts.sum())
    return np.asarray(rare - rare.mean())


def calibrate(
    logits: npt.NDArray[np.float32], votes: npt.NDArray[np.float32]
) -> tuple[float, npt.NDArray[np.float64]]:
    """(temperature, bias) with the least cross-entropy against the votes, each row alike.

    Logits and votes are N x classes. The bias, a number for each class, is added to the divided
    logits; without it, what training did to how often a class is named (balancing, FER+'s votes)
    would show as probabilities that are too high or too low (Alexandari et al. 2020).
    """
    share = votes / votes.sum(1, keepdims=True)
    temperature, bias = 1.0, np.zeros(logits.shape[1])
    for _ in range(300):
        probabilities = softmax(logits / temperature + bias)
        gap = probabilities - share
        bias -= 1.0 * gap.mean(0)
        slope = -(gap * logits).sum(1).mean() / temperature**2
        temperature = float(np.clip(temperature - 0.3 * slope, 0.2, 5.0))
    return temperature, bias - bias.mean()
