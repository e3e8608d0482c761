"""An independent judge of moods: measures what is painted, and never trains or ranks.

It shares nothing with the critic: other features (statistics that nobody learnt), another method
(ridge regression), other folds of the votes. Whoever is judged by it cannot have learnt to please
it.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.files import written_aside
from vaha.runtime.tensors import softmax
from vaha.training.appraisal.anger import Asked, fit_anger
from vaha.training.data.paintings import PaintingSet
from vaha.training.features.statistics import Pictures, picture_statistics
from vaha.training.measures.calibration import calibrate
from vaha.training.measures.votes import evaluate_votes, face_table

Numbers = npt.NDArray[np.float64]
FILE = "judge.npz"
ANGRY = FACE_EMOTIONS.index(FaceEmotion.ANGRY)
LEAST = 0.01
"""Shares that the regression answers are held above this before their logarithm is taken."""


@dataclass(frozen=True)
class JudgeOptions:
    """The defaults were chosen by the folds' divergence from the votes."""

    ridge: float = 1.0  # penalty on squared weights, for each painting learnt from
    prior_votes: float = 1.0  # votes of the mean of all, added to each painting's own
    balance: float = 0.3  # paintings with rare emotions weigh (1 / base rate) ** balance
    folds: int = 5
    salt: str = "judge"  # folds other than the critic's


@dataclass(frozen=True)
class Judge:
    """Five regressions, F x D x 9 and F x 9, on statistics less `mean` and divided by `spread`.

    `scale` (F) and `shift` (F x 9) turn the logarithms of what they answer into logits; `usual`
    and `variation` (7 each) are the mean and deviation of the moods' log-probabilities on paintings
    that no fold had learnt from. `anger` (F x D) is a second opinion: see judge_anger.
    """

    mean: Numbers
    spread: Numbers
    weights: Numbers
    constant: Numbers
    scale: Numbers
    shift: Numbers
    usual: Numbers
    variation: Numbers
    anger: Numbers

    def probabilities(self, statistics: npt.NDArray[Any]) -> Numbers:
        """The mean of the five, N x 9 by ART_EMOTIONS, of statistics N x D."""
        each = [self.of_fold(fold, statistics) for fold in range(len(self.weights))]
        mean: Numbers = np.mean(each, 0)
        return mean

    def of_fold(self, fold: int, statistics: npt.NDArray[Any]) -> Numbers:
        """What one of the five says, N x 9."""
        scaled = self.scaled(statistics)
        share = scaled @ self.weights[fold] + self.constant[fold]
        return softmax(np.log(np.maximum(share, LEAST)) * self.scale[fold] + self.shift[fold])

    def scaled(self, statistics: npt.NDArray[Any]) -> Numbers:
        """Statistics with mean 0 and deviation 1 on paintings, within five deviations."""
        return np.asarray(np.clip((statistics - self.mean) / self.spread, -5, 5), np.float64)

    def strength(self, probabilities: Numbers, anger: Numbers | None = None) -> Numbers:
        """N x 7: by how many deviations of real paintings each mood is above its usual.

        With `anger` (N), the second opinion in the same unit, angry is the mean of both.
        """
        lift = (np.log(probabilities @ face_table()) - self.usual) / self.variation
        if anger is not None:
            lift[:, ANGRY] = (lift[:, ANGRY] + anger) / math.sqrt(2)
        return np.asarray(lift, np.float64)

    def strength_of(self, statistics: npt.NDArray[Any]) -> Numbers:
        """N x 7 of pictures with these statistics, by both opinions on anger."""
        anger = self.scaled(statistics) @ self.anger.mean(0)
        return self.strength(self.probabilities(statistics), anger)

    def moods(self, pictures: Pictures) -> npt.NDArray[np.int64]:
        """The mood seen in each picture: places in FACE_EMOTIONS, N."""
        return np.asarray(self.strength_of(picture_statistics(pictures)).argmax(1), np.int64)

    def save(self, folder: Path) -> None:
        """Write `folder`/judge.npz; raises OutputError."""
        with written_aside(folder / FILE) as aside, aside.open("wb") as stream:
            np.savez(stream, **vars(self))

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read what `save` wrote; raises TrainingDataError where there is none."""
        try:
            with np.load(folder / FILE) as arrays:
                return cls(**{name: arrays[name] for name in cls.__dataclass_fields__})
        except (OSError, KeyError, ValueError) as error:
            raise TrainingDataError(
                f"{folder / FILE} is no judge; run `vaha train judge` first"
            ) from error


def read_judge_measures(folder: Path) -> dict[str, Any]:
    """What `vaha train judge` measured; raises TrainingDataError where it left nothing."""
    try:
        measures: dict[str, Any] = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingDataError(
            f"{folder} holds no judge's measures; run `vaha train judge` first"
        ) from error
    return measures


@dataclass(frozen=True)
class JudgeRun:
    """The judge, and what it said of voted paintings that it had not learnt from: M x 9."""

    judge: Judge
    probabilities: Numbers
    measures: dict[str, Any]


def judge_folds(names: npt.NDArray[np.str_], options: JudgeOptions) -> npt.NDArray[np.int64]:
    """The fold of each painting by artist and title, not those of the critic."""
    titles = [options.salt + str(name).split("/")[-1] for name in names]
    return np.array([zlib.crc32(title.encode()) % options.folds for title in titles], np.int64)


def train_judge(paintings: PaintingSet, options: JudgeOptions = JudgeOptions()) -> JudgeRun:
    """Fit the judge on the voted ones of paintings 64 px wide; takes seconds after the statistics.

    Raises TrainingDataError where nobody voted.
    """
    voted = paintings.take(paintings.voted)
    if len(voted) == 0:
        raise TrainingDataError("no painting has votes; are these votes of other paintings?")
    asked = paintings.take(~np.isnan(paintings.angriest))
    opinion = Asked(picture_statistics(asked.pixels), asked.angriest, asked.names)
    statistics = picture_statistics(voted.pixels)
    return fit_judge(statistics, voted.votes, voted.names, options, opinion)


def fit_judge(
    statistics: npt.NDArray[np.float32],
    votes: npt.NDArray[np.float32],
    names: npt.NDArray[np.str_],
    options: JudgeOptions = JudgeOptions(),
    asked: Asked | None = None,
) -> JudgeRun:
    """The same from statistics M x D and votes M x 9; `asked` gives the second opinion on anger."""
    mean, spread = statistics.mean(0).astype(np.float64), statistics.std(0) + np.float64(1e-3)
    scaled = np.clip((statistics - mean) / spread, -5, 5).astype(np.float64)
    folds = judge_folds(names, options)
    weights, constants = [], []
    answers = np.zeros((len(votes), len(ART_EMOTIONS)), np.float32)
    for fold in range(options.folds):
        own, rest = folds == fold, folds != fold
        weight, constant = _ridge(scaled[rest], votes[rest], options)
        answers[own] = np.log(np.maximum(scaled[own] @ weight + constant, LEAST))
        weights.append(weight)
        constants.append(constant)
    scales, shifts = [], []
    probabilities = np.zeros(answers.shape)
    for fold in range(options.folds):  # calibrated by what the other folds say of their own
        own, rest = folds == fold, folds != fold
        temperature, bias = calibrate(answers[rest], votes[rest])
        probabilities[own] = softmax(answers[own] / temperature + bias)
        scales.append(1 / temperature)
        shifts.append(bias)
    lifts = np.log(probabilities @ face_table())
    anger, own_anger, correlation = np.zeros((options.folds, scaled.shape[1])), None, None
    if asked is not None and len(asked.angriest):
        shown = np.clip((asked.statistics - mean) / spread, -5, 5).astype(np.float64)
        fold_of_asked = judge_folds(asked.names, options)
        anger, correlation = fit_anger(shown, asked.angriest, fold_of_asked, scaled, options.folds)
        own_anger = np.einsum("nd,nd->n", scaled, anger[folds])
    judge = Judge(
        mean,
        spread,
        np.stack(weights),
        np.stack(constants),
        np.array(scales),
        np.stack(shifts),
        lifts.mean(0),
        lifts.std(0) + 1e-6,
        anger,
    )
    measures = evaluate_votes(probabilities, votes)
    by_votes = judge.strength(probabilities)
    both = judge.strength(probabilities, own_anger)
    measures["seven_by_strength"] = agreement_on_paintings(both, votes)
    measures["seven_by_strength_of_votes"] = agreement_on_paintings(by_votes, votes)
    measures["anger_correlation"] = correlation
    return JudgeRun(judge, probabilities, measures)


def _ridge(
    scaled: Numbers, votes: npt.NDArray[np.float32], options: JudgeOptions
) -> tuple[Numbers, Numbers]:
    """Weights D x 9 and constants 9: weighted ridge regression of the votes' smoothed shares."""
    prior = votes.sum(0) / votes.sum()
    targets = votes + options.prior_votes * prior
    targets = targets / targets.sum(1, keepdims=True)
    weigh = (targets * np.maximum(targets.mean(0), 1e-6) ** -options.balance).sum(1)
    weigh = np.minimum(weigh / weigh.mean(), 4) * np.sqrt(np.minimum(votes.sum(1), 8))
    weigh = weigh / weigh.mean()
    centre = (weigh[:, None] * targets).mean(0)
    gram = (scaled * weigh[:, None]).T @ scaled
    gram += options.ridge * len(scaled) * np.eye(scaled.shape[1])
    return np.linalg.solve(gram, (scaled * weigh[:, None]).T @ (targets - centre)), centre


def agreement_on_paintings(strength: Numbers, votes: npt.NDArray[np.float32]) -> dict[str, Any]:
    """How often the strongest mood is the people's, where most of their votes agree, by mood.

    The figures that those of painted works stand beside; chance is a seventh.
    """
    felt = votes @ face_table()
    clear = felt.max(1) * 2 > felt.sum(1)
    told, seen = felt.argmax(1)[clear], strength.argmax(1)[clear]
    return agreement(seen, told)


def agreement(seen: npt.NDArray[Any], asked: npt.NDArray[Any]) -> dict[str, Any]:
    """Share of works whose strongest mood is the one asked for, by mood, and the mean of these."""
    shares = {
        emotion.value: float((seen[asked == place] == place).mean())
        for place, emotion in enumerate(FACE_EMOTIONS)
        if (asked == place).any()
    }
    return {
        "by_mood": {mood: round(share, 4) for mood, share in shares.items()},
        "mean": round(float(np.mean(list(shares.values()))), 4),
    }
