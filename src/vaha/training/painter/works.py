"""Works of a published painter, as many as a measurement needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import to_levels
from vaha.training.data.picture_pack import reduced

Pictures = npt.NDArray[np.uint8]
SIDE = 64
"""Works and paintings are compared at this size."""


def one_hot_moods(works_a_mood: int) -> npt.NDArray[np.float32]:
    """(7 * works_a_mood) x 7: each mood alone, in turn."""
    return np.eye(len(FACE_EMOTIONS), dtype=np.float32).repeat(works_a_mood, 0)


def paint_works(
    model: OnnxModel, moods: npt.NDArray[np.float32], seeds: Sequence[int], truncation: float = 1.0
) -> Pictures:
    """One work for each seed, N x 64 x 64 x 3, in any style; `moods` is N x 7.

    Noise as the stage draws it. Larger works are averaged down to the size of the paintings.
    """
    size = int(model.card.settings["noise_size"])
    pictures = []
    for start in range(0, len(seeds), 32):
        part = seeds[start : start + 32]
        noise = np.stack(
            [
                np.random.Generator(np.random.PCG64(s)).standard_normal(size, np.float32)
                for s in part
            ]
        )
        asked = {
            "noise": noise,
            "mood": moods[start : start + 32].astype(np.float32),
            "truncation": np.full((len(part), 1), truncation, np.float32),
        }
        if styles := model.card.settings.get("styles"):
            asked["style"] = np.eye(len(styles), dtype=np.float32)[[0] * len(part)]
        answer = model.run(asked)["pictures"]
        pictures.append(reduced(to_levels(answer).transpose(0, 2, 3, 1), SIDE))
    return np.concatenate(pictures)
