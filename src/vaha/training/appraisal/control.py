"""Whether pictures follow the mood smoothly, and whether they are pictures of their own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.critic.answers import Pictures
from vaha.training.features.statistic_space import Features, StatisticSpace
from vaha.training.measures.neighbours import copy_share, nearest
from vaha.training.painter.works import paint_works

STEPS = 8


def mixing_path(first: int, last: int, steps: int = STEPS) -> npt.NDArray[np.float32]:
    """steps x 7: from one mood alone to another alone."""
    ends = np.eye(len(FACE_EMOTIONS), dtype=np.float32)[[first, last]]
    share = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return np.asarray((1 - share) * ends[0] + share * ends[1], np.float32)


def control(painter: OnnxModel, space: StatisticSpace, paths_a_pair: int = 2) -> dict[str, Any]:
    """Steps from every mood to every other with one seed: how far neighbours are apart.

    A painter that jumps has one step that is as long as the whole way.
    """
    pairs = list(combinations(range(len(FACE_EMOTIONS)), 2))
    steps, ways = [], []
    for first, last in pairs:
        for seed in range(paths_a_pair):
            works = paint_works(painter, mixing_path(first, last), [seed] * STEPS)
            features = space.features(works)
            steps.append(np.linalg.norm(np.diff(features, axis=0), axis=1))
            ways.append(float(np.linalg.norm(features[-1] - features[0])))
    lengths = np.array(steps)
    jump = lengths.max(1) / np.maximum(lengths.mean(1), 1e-9)
    return {
        "paths": len(lengths),
        "steps": STEPS,
        "mean_distance_of_neighbours": round(float(lengths.mean()), 3),
        "largest_over_mean": round(float(jump.mean()), 3),
        "worst_largest_over_mean": round(float(jump.max()), 3),
        "mean_distance_of_ends": round(float(np.mean(ways)), 3),
    }


def copies(
    works: Pictures, learnt: Pictures, held: Pictures, see: Callable[[Pictures], Features]
) -> tuple[dict[str, Any], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Figures, and the places of the nearest learnt painting in pixels and in what `see` sees.

    Pixels are compared at 16 px, so that a shift by a pixel hides no copy.
    """
    features, learnt_features, held_features = see(works), see(learnt), see(held)
    by_features, _ = nearest(features, learnt_features)
    by_pixels, distances = nearest(_small(works), _small(learnt))
    figures = {
        "works": len(works),
        "learnt_paintings": len(learnt),
        "copy_share": round(copy_share(features, learnt_features, held_features), 4),
        "copy_share_by_chance": 0.01,
        "median_pixel_distance": round(float(np.median(distances)) / 768**0.5, 2),
    }
    return figures, by_pixels, by_features


def _small(pictures: Pictures) -> npt.NDArray[np.float32]:
    """N x 768: averaged to 16 px."""
    side = pictures.shape[1] // 16
    count = len(pictures)
    blocks = pictures.reshape(count, 16, side, 16, side, 3).mean((2, 4), dtype=np.float32)
    return np.asarray(blocks.reshape(count, -1))
