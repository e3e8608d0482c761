"""Whether the mood shows, as the independent judge sees it; and what strength costs in variety."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from vaha.artwork import Artwork, Recipe
from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.appraisal.judge import Judge, agreement
from vaha.training.appraisal.quality import APART
from vaha.training.critic.answers import Pictures
from vaha.training.features.statistic_space import Features, StatisticSpace
from vaha.training.measures.neighbours import mean_pair_distance, nearest
from vaha.training.painter.works import one_hot_moods, paint_works

CANDIDATES, KEPT = 32, 3
TRUNCATIONS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
PICKS_FROM = 7 * APART
"""Seeds that no other part uses."""


class Chooser(Protocol):
    """The critic's stage, or what stands in for it."""

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int) -> list[Artwork]:
        """The best works, best first, no near-copies while there are others."""
        ...


def unselected(painter: OnnxModel, judge: Judge, works_a_mood: int, seeds: int) -> dict[str, Any]:
    """Agreement of the judge with the mood asked for, without any selection."""
    moods = one_hot_moods(works_a_mood)
    asked = moods.argmax(1)
    runs = []
    for run in range(seeds):
        first = (3 + run) * APART
        works = paint_works(painter, moods, range(first, first + len(moods)))
        runs.append(agreement(judge.moods(works), asked))
    return _over_runs(runs) | {"works_a_mood": works_a_mood}


def picked_works(painter: OnnxModel, chooser: Chooser, groups: int) -> Pictures:
    """7 x groups x 3 x 64 x 64 x 3: of each group of 32 the three that the critic keeps."""
    kept = []
    for place, emotion in enumerate(FACE_EMOTIONS):
        mood = Mood.of({emotion: 1.0})
        for group in range(groups):
            first = PICKS_FROM + (place * groups + group) * CANDIDATES
            seeds = range(first, first + CANDIDATES)
            moods = np.tile(np.eye(7, dtype=np.float32)[place], (CANDIDATES, 1))
            works = [
                Artwork(picture, Recipe(mood, seed, 1.0))
                for seed, picture in zip(seeds, paint_works(painter, moods, seeds), strict=True)
            ]
            kept += [work.image for work in chooser.choose(works, mood, KEPT)]
    return np.stack(kept).reshape(7, groups, KEPT, *kept[0].shape)


def selected(picked: Pictures, judge: Judge) -> dict[str, Any]:
    """Agreement of the judge with the mood of works that the critic picked."""
    groups = picked.shape[1]
    works = picked.reshape(-1, *picked.shape[3:])
    asked = np.repeat(np.arange(7), groups * KEPT)
    return agreement(judge.moods(works), asked) | {"picks_a_mood": groups * KEPT}


def variety_of_picks(picked: Pictures, space: StatisticSpace, held: Features) -> dict[str, Any]:
    """How often two of the three kept are near-copies.

    As near as the nearest hundredth of held-out paintings is to another of them.
    """
    between = np.array([nearest(held[k : k + 1], np.delete(held, k, 0))[1][0] for k in _some(held)])
    bound = float(np.percentile(between, 1))
    groups = picked.reshape(-1, KEPT, *picked.shape[3:])
    features = space.features(groups.reshape(-1, *picked.shape[3:])).reshape(len(groups), KEPT, -1)
    closest = np.array([_closest(three) for three in features])
    return {
        "groups": len(groups),
        "near_copies": round(float((closest < bound).mean()), 4),
        "threshold": round(bound, 3),
        "median_distance_of_closest_two": round(float(np.median(closest)), 3),
        "median_distance_to_nearest_painting": round(float(np.median(between)), 3),
    }


def _some(held: Features) -> npt.NDArray[np.int64]:
    return np.random.default_rng(0).permutation(len(held))[:500]


def _closest(features: Features) -> float:
    pairs = [(a, b) for a in range(len(features)) for b in range(a)]
    return min(float(np.linalg.norm(features[a] - features[b])) for a, b in pairs)


def intensity(
    painter: OnnxModel,
    judge: Judge,
    space: StatisticSpace,
    works_a_mood: int,
    truncations: Sequence[float] = TRUNCATIONS,
) -> list[dict[str, float]]:
    """For each truncation: agreement, and the variety that is left within a mood."""
    moods = one_hot_moods(works_a_mood)
    seeds = range(6 * APART, 6 * APART + len(moods))
    rows, whole = [], 0.0
    for truncation in truncations:
        works = paint_works(painter, moods, seeds, truncation)
        features = space.features(works).reshape(7, works_a_mood, -1)
        variety = float(np.mean([mean_pair_distance(mood) for mood in features]))
        whole = whole or variety
        strength = judge.strength_of(judge.see(works))
        seen = strength.argmax(1)
        rows.append(
            {
                "truncation": truncation,
                "agreement": agreement(seen, moods.argmax(1))["mean"],
                "strength": round(float(strength[np.arange(len(seen)), moods.argmax(1)].mean()), 3),
                "variety": round(variety / max(whole, 1e-9), 4),
            }
        )
    return rows


def _over_runs(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over runs of seeds; `mean_deviation` is between runs."""
    moods = runs[0]["by_mood"]
    means = [run["mean"] for run in runs]
    return {
        "by_mood": {
            mood: round(float(np.mean([run["by_mood"][mood] for run in runs])), 4) for mood in moods
        },
        "mean": round(float(np.mean(means)), 4),
        "mean_deviation": round(float(np.std(means, ddof=1)), 4) if len(runs) > 1 else None,
    }
