"""Is this crop a face at all? A second opinion on what a Haar cascade answered with.

The cascades look at a few contrasts and are fooled by coins, wheels and folds of cloth. The check
looks at the whole crop: a histogram of oriented gradients (HOG), which knows neither skin colour
nor lighting, and a small network that learnt on FER-2013's faces against what the cascades wrongly
found in paintings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vaha.framing import Grey, describe
from vaha.runtime.model import Model


class FaceCheck(Protocol):
    """What gives a second opinion on crops."""

    def score(self, crops: Sequence[Grey]) -> npt.NDArray[np.float32]:
        """For each crop (grey, uint8, 48 x 48) the logarithm of the odds that it is a face."""
        ...


class OnnxFaceCheck:
    """The check by the network `face-check`: descriptors, N x 900, to logits, N."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def score(self, crops: Sequence[Grey]) -> npt.NDArray[np.float32]:
        """For each crop (grey, uint8, 48 x 48) the logarithm of the odds that it is a face."""
        if not crops:
            return np.zeros(0, np.float32)
        answer = self._model.run({"descriptors": describe(crops)})["logits"]
        return np.asarray(answer, np.float32).reshape(len(crops))
