"""The mood each painting stands for, from the critic's out-of-fold answers: soft labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaha.runtime.sessions.tensors import softmax
from vaha.training.measures.votes import face_table


def painting_moods(
    logits: npt.NDArray[np.float32], sharpness: float = 1.0
) -> npt.NDArray[np.float32]:
    """The mood each painting stands for: M x 7, from the critic's logits M x 9.

    A mood counts by its lift over its base rate, so that rare moods have paintings of their own:
    what is angrier than most is `angry`, though contentment may still be its likeliest emotion.
    """
    strength = np.log(softmax(logits) @ face_table())
    # Rare emotions spread over fewer nats; standardising lets each mood claim paintings equally.
    strength = (strength - strength.mean(0)) / strength.std(0)
    weights = np.exp(sharpness * 1.7 * strength)
    moods: npt.NDArray[np.float32] = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return moods
