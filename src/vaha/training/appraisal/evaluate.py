"""Everything that is measured of a painter, in one document and with the pictures to show."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.appraisal.control import STEPS, control, copies, mixing_path
from vaha.training.appraisal.emotion import (
    Chooser,
    intensity,
    picked_works,
    selected,
    unselected,
    variety_of_picks,
)
from vaha.training.appraisal.judge import Judge
from vaha.training.appraisal.quality import (
    by_network,
    by_statistics,
    damaged_paintings,
    halves_apart,
    moods_of_paintings,
    quality,
)
from vaha.training.critic.answers import Pictures
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.features.deep_space import DeepSpace
from vaha.training.features.statistic_space import StatisticSpace
from vaha.training.features.statistics import picture_statistics
from vaha.training.painter.works import one_hot_moods, paint_works

FIDELITY = "fidelity --gpu 0 --fid --kid --prc --input1 {folder}/works --input2 {folder}/paintings"
"""torch-fidelity's command for the literature's Inception FID (Heusel et al. 2017)."""
DINO = "python -m dgm_eval {folder}/paintings {folder}/works --model dinov2 --metrics fd kd prdc"
"""dgm-eval's command for the Fréchet distance as DINOv2 sees pictures (Stein et al. 2023)."""


@dataclass(frozen=True)
class ArtMeasures:
    """How much is painted to measure; the defaults are those of the figures that are published."""

    works: int = 10_000  # against held-out paintings, for each seed
    works_a_mood: int = 500  # for the judge, for each seed
    groups: int = 50  # of 32 candidates, for each mood
    seeds: int = 3
    nearest: int = 32
    strengths: int = 100  # works a mood for each intensity
    paths: int = 2  # seeds for each pair of moods that is mixed
    columns: int = 12  # of the grids


@dataclass
class Shown:
    """Pictures for the report: rows of each grid, by the grid's name."""

    grids: dict[str, list[Pictures]] = field(default_factory=dict)


def evaluate_art(
    painter: OnnxModel,
    critic: OnnxModel,
    chooser: Chooser,
    judge: Judge,
    judge_measures: Mapping[str, Any],
    paintings: PaintingSet,
    measures: ArtMeasures = ArtMeasures(),
    rivals: Mapping[str, OnnxModel] = {},
    deep: DeepSpace | None = None,
) -> tuple[dict[str, Any], Shown]:
    """The document and what the report shows beside it; paintings must be 64 px wide.

    `chooser` is the critic as the studio uses it. `rivals` are other painters whose quality is
    measured alike, in statistics and in what a network sees (`deep`). Raises TrainingDataError
    where no paintings are held out.
    """
    learn, held = paintings.split()
    learnt, kept = paintings.pixels[learn], paintings.pixels[held]
    found = evaluate_quality(painter, critic, paintings, measures, rivals, deep)
    space = StatisticSpace.of(picture_statistics(learnt))
    held_features = space.features(kept)
    _say("moods")
    picked = picked_works(painter, chooser, measures.groups)
    found["emotion"] = _emotion(painter, judge, judge_measures, picked, measures)
    _say("control and variety")
    found["control"] = control(painter, space, measures.paths)
    found["intensity"] = intensity(painter, judge, space, measures.strengths)
    found["variety"] = variety_of_picks(picked, space, held_features)
    works = paint_works(painter, _even_moods(measures.nearest), range(measures.nearest))
    finest = by_network(deep) if deep else by_statistics(space)
    found["copies"], near_pixels, near_features = copies(works, learnt, kept, finest.features)
    found["copies"]["space"] = finest.name
    nearest = [works, learnt[near_pixels], learnt[near_features]]
    return found, _shown(painter, picked, nearest, kept, measures.columns)


def evaluate_quality(
    painter: OnnxModel,
    critic: OnnxModel,
    paintings: PaintingSet,
    measures: ArtMeasures = ArtMeasures(),
    rivals: Mapping[str, OnnxModel] = {},
    deep: DeepSpace | None = None,
) -> dict[str, Any]:
    """Of that document what needs no judge: how far works are from held-out paintings."""
    learn, held = paintings.split()
    learnt, kept = paintings.pixels[learn], paintings.pixels[held]
    space = StatisticSpace.of(picture_statistics(learnt))
    _say("quality")
    moods = moods_of_paintings(critic, learnt, measures.works)
    spaces = {"statistics": by_statistics(space)} | ({"deep": by_network(deep)} if deep else {})
    found = quality({"ours": painter, **rivals}, moods, learnt, kept, spaces, measures.seeds)
    features = space.features(kept)
    found["real_halves"] = halves_apart(features)
    found["damaged_paintings"] = damaged_paintings(kept, space, features)
    return {
        "painter": {"file": painter.card.file, "sha256": painter.card.sha256},
        "quality": found,
    }


def _emotion(
    painter: OnnxModel,
    judge: Judge,
    judge_measures: Mapping[str, Any],
    picked: Pictures,
    measures: ArtMeasures,
) -> dict[str, Any]:
    """How often works have their mood, as the judge sees them: unselected, and picked."""
    return {
        "chance": round(1 / len(FACE_EMOTIONS), 4),
        "judge": dict(judge_measures),
        "real_paintings": judge_measures.get("seven_by_strength"),
        "unselected": unselected(painter, judge, measures.works_a_mood, measures.seeds),
        "best_3_of_32": selected(picked, judge),
    }


def _shown(
    painter: OnnxModel,
    picked: Pictures,
    nearest: list[Pictures],
    kept: Pictures,
    columns: int,
) -> Shown:
    """The grids of the report."""
    return Shown(
        {
            "moods": _mood_rows(painter, columns),
            "picks": [row.reshape(-1, *row.shape[2:])[:columns] for row in picked],
            "mixes": _mixes(painter),
            "strength": _strengths(painter),
            "nearest": nearest,
            "paintings": [kept[: 4 * columns]],
        }
    )


def _even_moods(count: int) -> Any:  # noqa: ANN401 - float32 N x 7
    """The seven in turn."""
    return np.eye(len(FACE_EMOTIONS), dtype=np.float32)[np.arange(count) % len(FACE_EMOTIONS)]


def _mood_rows(painter: OnnxModel, columns: int) -> list[Pictures]:
    """A row for each mood, the same seeds in each."""
    works = paint_works(painter, one_hot_moods(columns), list(range(columns)) * len(FACE_EMOTIONS))
    return list(works.reshape(len(FACE_EMOTIONS), columns, *works.shape[1:]))


def _mixes(painter: OnnxModel) -> list[Pictures]:
    """Each mood turning into the next."""
    places = range(len(FACE_EMOTIONS))
    return [
        paint_works(painter, mixing_path(place, (place + 1) % len(places)), [5] * STEPS)
        for place in places
    ]


def _strengths(painter: OnnxModel) -> list[Pictures]:
    """Each mood with one seed, from its centre to what the noise makes of it."""
    moods = one_hot_moods(1)
    columns = [paint_works(painter, moods, [11] * 7, t) for t in np.linspace(0, 1, STEPS)]
    return list(np.stack(columns, 1))


def _say(part: str) -> None:
    print(f"measuring {part}", file=sys.stderr, flush=True)
