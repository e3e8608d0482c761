"""An independent judge of moods: measures what is painted, and never trains or ranks.

It shares nothing with the critic: other features (statistics that nobody learnt), another method
(ridge regression), other folds of the votes. Whoever is judged by it cannot have learnt to please
it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.files import written_aside
from vaha.runtime.tensors import softmax
from vaha.training.calibration import calibrate
from vaha.training.evaluate_critic import evaluate_votes, face_table
from vaha.training.painting_data import PaintingSet
from vaha.training.picture_statistics import Pictures, picture_statistics

Numbers = npt.NDArray[np.float64]
FILE = "judge.npz"
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
    that no fold had learnt from.
    """

    mean: Numbers
    spread: Numbers
    weights: Numbers
    constant: Numbers
    scale: Numbers
    shift: Numbers
    usual: Numbers
    variation: Numbers

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

    def strength(self, probabilities: Numbers) -> Numbers:
        """N x 7: by how many deviations of real paintings each mood is above its usual."""
        lift = np.log(probabilities @ face_table()) - self.usual
        return np.asarray(lift / self.variation, np.float64)

    def moods(self, pictures: Pictures) -> npt.NDArray[np.int64]:
        """The mood seen in each picture: places in FACE_EMOTIONS, N."""
        seen = self.strength(self.probabilities(picture_statistics(pictures)))
        return np.asarray(seen.argmax(1), np.int64)

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
    return fit_judge(picture_statistics(voted.pixels), voted.votes, voted.names, options)


def fit_judge(
    statistics: npt.NDArray[np.float32],
    votes: npt.NDArray[np.float32],
    names: npt.NDArray[np.str_],
    options: JudgeOptions = JudgeOptions(),
) -> JudgeRun:
    """The same from statistics M x D and votes M x 9."""
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
    judge = Judge(
        mean,
        spread,
        np.stack(weights),
        np.stack(constants),
        np.array(scales),
        np.stack(shifts),
        lifts.mean(0),
        lifts.std(0) + 1e-6,
    )
    measures = evaluate_votes(probabilities, votes)
    measures["seven_by_strength"] = agreement_on_paintings(judge, probabilities, votes)
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


def agreement_on_paintings(
    judge: Judge, probabilities: Numbers, votes: npt.NDArray[np.float32]
) -> dict[str, Any]:
    """How often the strongest mood is the people's, where most of their votes agree, by mood.

    The figures that those of painted works stand beside; chance is a seventh.
    """
    felt = votes @ face_table()
    clear = felt.max(1) * 2 > felt.sum(1)
    told, seen = felt.argmax(1)[clear], judge.strength(probabilities).argmax(1)[clear]
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
