"""How far works are from paintings, with what makes such a distance mean something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.appraisal.moods import painting_moods
from vaha.training.critic.answers import Pictures, judge
from vaha.training.features.deep_space import NAME as DEEP
from vaha.training.features.deep_space import DeepSpace, compare_deeply
from vaha.training.features.statistic_space import NAME as STATISTICS
from vaha.training.features.statistic_space import (
    Features,
    StatisticSpace,
    compare_sets,
    spread_of,
)
from vaha.training.measures.pictures import frechet_distance
from vaha.training.painter.works import paint_works

MOODS_OF = 1000
"""So many paintings lend their moods to the works, drawn again and again."""
APART = 10**6
"""Seeds between one run and the next."""


def moods_of_paintings(
    critic: OnnxModel, paintings: Pictures, count: int
) -> npt.NDArray[np.float32]:
    """N x 7: moods as paintings have them, by the critic, so that works may be as various."""
    chance = np.random.default_rng(0)
    some = paintings[chance.permutation(len(paintings))[:MOODS_OF]]
    moods = painting_moods(np.log(judge(critic, some)[0]).astype(np.float32))
    return moods[chance.integers(len(moods), size=count)]


@dataclass(frozen=True)
class Space:
    """Where sets of pictures are compared: what one is there, and how far two sets are apart."""

    name: str
    features: Callable[[Pictures], Features]
    compare: Callable[[Features, Features], dict[str, float]]


def by_statistics(space: StatisticSpace) -> Space:
    """What pictures are in numbers that nobody learnt."""
    return Space(STATISTICS, space.features, compare_sets)


def by_network(space: DeepSpace) -> Space:
    """What a network sees in them."""
    return Space(DEEP, space.features, compare_deeply)


def quality(
    painters: Mapping[str, OnnxModel],
    moods: npt.NDArray[np.float32],
    learnt: Pictures,
    held: Pictures,
    spaces: Mapping[str, Space],
    seeds: int,
) -> dict[str, Any]:
    """Distances of each painter's works, one for each of `moods` N x 7, over runs of seeds.

    `learnt` and `held` are paintings of 64 px. The floor is the distance of as many learnt
    paintings to the held ones: what a painter who only copies would reach.
    """
    count = len(moods)
    order = np.random.default_rng(0).permutation(len(learnt))[:count]
    real = {name: space.features(held) for name, space in spaces.items()}

    def distances(works: Pictures) -> dict[str, dict[str, float]]:
        return {
            name: space.compare(space.features(works), real[name]) for name, space in spaces.items()
        }

    found: dict[str, Any] = {
        "works": count,
        "held_out_paintings": len(held),
        "spaces": {name: space.name for name, space in spaces.items()},
        "floor": distances(learnt[order]),
        "painters": {},
    }
    for name, model in painters.items():
        runs = [
            distances(paint_works(model, moods, range(run * APART, run * APART + count)))
            for run in range(seeds)
        ]
        found["painters"][name] = {
            space: spread_of([run[space] for run in runs]) for space in spaces
        }
    return found


def halves_apart(features: Features) -> float:
    """The distance between two halves of one set, drawn by chance."""
    half = np.random.default_rng(1).permutation(len(features))
    middle = len(half) // 2
    return round(frechet_distance(features[half[:middle]], features[half[middle:]]), 3)


def damaged_paintings(
    held: Pictures, space: StatisticSpace, features: Features
) -> dict[str, float]:
    """The distance of paintings from their damaged selves: a space that sees no damage is none."""
    return {
        name: round(frechet_distance(space.features(spoil(held)), features), 3)
        for name, spoil in DAMAGES.items()
    }


def _blurred(pictures: Pictures) -> Pictures:
    """Averaged over 3 x 3."""
    wide = np.pad(pictures.astype(np.float32), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    side = pictures.shape[1]
    shifts = [wide[:, y : y + side, x : x + side] for y in range(3) for x in range(3)]
    return np.asarray(np.rint(np.mean(shifts, 0)), np.uint8)


def _shuffled(pictures: Pictures) -> Pictures:
    """Each picture's 64 squares of 8 px in an order of their own."""
    chance = np.random.default_rng(0)
    count, side = pictures.shape[:2]
    cells = pictures.reshape(count, side // 8, 8, side // 8, 8, 3).transpose(0, 1, 3, 2, 4, 5)
    flat = cells.reshape(count, -1, 8, 8, 3)
    mixed = np.stack([one[chance.permutation(len(one))] for one in flat])
    back = mixed.reshape(cells.shape).transpose(0, 1, 3, 2, 4, 5)
    return np.ascontiguousarray(back.reshape(pictures.shape))


def _noisy(pictures: Pictures) -> Pictures:
    noise = np.random.default_rng(0).normal(0, 12, pictures.shape)
    return np.asarray(np.clip(np.rint(pictures + noise), 0, 255), np.uint8)


def _faded(pictures: Pictures) -> Pictures:
    """Half of the colour gone."""
    grey = pictures.mean(-1, keepdims=True)
    return np.asarray(np.rint((pictures + grey) / 2), np.uint8)


DAMAGES = {
    "blurred over 3 x 3": _blurred,
    "noise of 12 levels": _noisy,
    "half the colour": _faded,
    "squares of 8 px shuffled": _shuffled,
}
