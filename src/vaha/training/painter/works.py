"""Works of a published painter, as many as a measurement needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vaha.artwork import Recipe
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.stages.paint import NetworkPainter
from vaha.training.data.paintings.picture_pack import reduced

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

    Painted as the stage paints. Larger works are averaged down to the size of the paintings.
    """
    recipes = [
        Recipe(Mood(tuple(map(float, mood))), int(seed), float(truncation))
        for mood, seed in zip(moods, seeds, strict=True)
    ]
    works = NetworkPainter(model).paint_recipes(recipes)
    return reduced(np.stack([work.image for work in works]), SIDE)
