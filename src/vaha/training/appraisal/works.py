"""Works of painters against held-out paintings, in what a network sees and in statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.runtime.session import OnnxModel
from vaha.training.appraisal.quality import APART
from vaha.training.critic.answers import Pictures
from vaha.training.features.deep_space import NAME as DEEP
from vaha.training.features.deep_space import DeepSpace, compare_deeply
from vaha.training.features.statistic_space import NAME as STATISTICS
from vaha.training.features.statistic_space import StatisticSpace, compare_sets, spread_of
from vaha.training.features.statistics import picture_statistics
from vaha.training.painter.works import paint_works


def evaluate_works(
    painters: Mapping[str, OnnxModel],
    moods: npt.NDArray[np.float32],
    learnt: Pictures,
    held: Pictures,
    deep: DeepSpace,
    seeds: int,
) -> dict[str, Any]:
    """Distances of each painter's works, one for each of `moods` N x 7, over runs of seeds.

    `learnt` and `held` are paintings of 64 px. The floor is the distance of as many learnt
    paintings to the held ones: what a painter who only copies would reach.
    """
    order = np.random.default_rng(0).permutation(len(learnt))[: len(moods)]
    plain = StatisticSpace.of(picture_statistics(learnt))
    near, far = plain.features(held), deep.features(held)

    def both(works: Pictures) -> dict[str, dict[str, float]]:
        return {
            "deep": compare_deeply(deep.features(works), far),
            "statistics": compare_sets(plain.features(works), near),
        }

    found: dict[str, Any] = {
        "works": len(moods),
        "held_out_paintings": len(held),
        "deep_space": DEEP,
        "statistics_space": STATISTICS,
        "floor": both(learnt[order]),
    }
    for name, model in painters.items():
        runs = [
            both(paint_works(model, moods, range(run * APART, run * APART + len(moods))))
            for run in range(seeds)
        ]
        found[name] = {space: spread_of([run[space] for run in runs]) for space in runs[0]}
    return found
