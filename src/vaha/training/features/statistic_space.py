"""The space in which sets of pictures are compared: statistics on the scale of real paintings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.training.features.statistics import Pictures, picture_statistics
from vaha.training.measures.neighbours import precision_and_recall
from vaha.training.measures.pictures import frechet_distance

Features = npt.NDArray[np.float64]

NAME = (
    "picture statistics: 343 numbers of colour, light, edges, patterns and wavelets, each divided "
    "by its deviation on real paintings; computed, without weights"
)


@dataclass(frozen=True)
class StatisticSpace:
    """Statistics less `mean` and divided by `spread` (D each), within five deviations."""

    mean: Features
    spread: Features

    @classmethod
    def of(cls, statistics: npt.NDArray[np.float32]) -> StatisticSpace:
        """The scale of these paintings' statistics N x D."""
        return cls(statistics.mean(0).astype(np.float64), statistics.std(0) + np.float64(1e-3))

    def scale(self, statistics: npt.NDArray[np.float32]) -> Features:
        return np.asarray(np.clip((statistics - self.mean) / self.spread, -5, 5), np.float64)

    def features(self, pictures: Pictures) -> Features:
        """N x D of uint8 pictures N x 64 x 64 x 3."""
        return self.scale(picture_statistics(pictures))


def compare_sets(painted: Features, real: Features) -> dict[str, float]:
    """Fréchet distance, precision and recall of works against paintings."""
    precision, recall = precision_and_recall(real, painted)
    return {
        "frechet_distance": round(frechet_distance(painted, real), 3),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
    }


def spread_of(rows: list[dict[str, float]]) -> dict[str, Any]:
    """Mean and standard deviation of each figure over runs."""
    return {
        name: {
            "mean": round(float(np.mean([row[name] for row in rows])), 4),
            "deviation": round(float(np.std([row[name] for row in rows], ddof=1)), 4)
            if len(rows) > 1
            else None,
        }
        for name in rows[0]
    }
