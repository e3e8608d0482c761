"""An independent judge of moods: measures what is painted, and never trains or ranks.

The painter's teacher and the critic see by EfficientNet-Lite0. The judge sees by Lite2 and has
other folds of the votes, so whoever is judged by it has not learnt to please it. The votes are the
same.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, FaceEmotion
from vaha.errors import TrainingDataError
from vaha.files import written_aside
from vaha.runtime.sessions.tensors import softmax
from vaha.training.appraisal.anger import Asked, fit_anger
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.measures.calibration import calibrate
from vaha.training.measures.folds import FOLDS, artist_folds
from vaha.training.measures.votes import evaluate_votes, face_table

if TYPE_CHECKING:
    from vaha.training.features.network import FeatureNetwork

Numbers = npt.NDArray[np.float64]
Pictures = npt.NDArray[np.uint8]
See = Callable[[Pictures], npt.NDArray[np.float32]]
"""Features N x D of uint8 pictures N x S x S x 3."""
FILE = "judge.npz"
ANGRY = FACE_EMOTIONS.index(FaceEmotion.ANGRY)
COMPONENTS = 200


@lru_cache(maxsize=1)
def _lite2() -> FeatureNetwork:
    from vaha.training.features.network import open_feature_network

    return open_feature_network("lite2")


def seen_by_lite2(pictures: Pictures) -> npt.NDArray[np.float32]:
    """N x 1280 of uint8 pictures N x S x S x 3: what EfficientNet-Lite2 sees of them at 160 px."""
    from vaha.training.features.deep_space import SIDE
    from vaha.training.features.pictures import picture_features

    return picture_features(_lite2(), pictures, SIDE)


def remembering(see: See, folder: Path) -> See:
    """`see`, whose answers stay in `folder`, so that a killed run need not look again."""

    def remembered(pictures: Pictures) -> npt.NDArray[np.float32]:
        digest = hashlib.sha256(np.ascontiguousarray(pictures).tobytes()).hexdigest()
        file = folder / f"features-{digest[:16]}.npy"
        if not file.is_file():
            with written_aside(file) as aside, aside.open("wb") as stream:
                np.save(stream, see(pictures))
        answer: npt.NDArray[np.float32] = np.load(file)
        return answer

    return remembered


@dataclass(frozen=True)
class JudgeOptions:
    """The defaults were chosen by the folds' divergence from the votes."""

    penalty: float = 0.1  # on squared weights
    prior_votes: float = 0.5  # votes of the mean of all, added to each painting's own
    salt: str = "judge"  # folds by artist other than the critic's


@dataclass(frozen=True)
class Judge:
    """Five softmax regressions, F x D x 9 and F x 9, on features less `mean`, divided by `spread`.

    `scale` (F) and `shift` (F x 9) calibrate their logits; `usual` and `variation` (7 each) are the
    mean and deviation of the moods' log-probabilities on paintings that no fold had learnt from.
    `anger` (F x D) is a second opinion: see anger.py. `see` gives the features N x D of pictures.
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
    see: See = field(default=seen_by_lite2, compare=False)

    def probabilities(self, features: npt.NDArray[Any]) -> Numbers:
        """The mean of the five, N x 9 by ART_EMOTIONS, of features N x D."""
        each = [self.of_fold(fold, features) for fold in range(len(self.weights))]
        mean: Numbers = np.mean(each, 0)
        return mean

    def of_fold(self, fold: int, features: npt.NDArray[Any]) -> Numbers:
        """What one of the five says, N x 9."""
        scaled = self.scaled(features)
        logits = scaled @ self.weights[fold] + self.constant[fold]
        return softmax(logits * self.scale[fold] + self.shift[fold])

    def scaled(self, features: npt.NDArray[Any]) -> Numbers:
        """Features with mean 0 and deviation 1 on paintings, within five deviations."""
        return np.asarray(np.clip((features - self.mean) / self.spread, -5, 5), np.float64)

    def strength(self, probabilities: Numbers, anger: Numbers | None = None) -> Numbers:
        """N x 7: by how many deviations of real paintings each mood is above its usual.

        With `anger` (N), the second opinion in the same unit, angry is the mean of both.
        """
        lift = (np.log(probabilities @ face_table()) - self.usual) / self.variation
        if anger is not None:
            lift[:, ANGRY] = (lift[:, ANGRY] + anger) / math.sqrt(2)
        return np.asarray(lift, np.float64)

    def strength_of(self, features: npt.NDArray[Any]) -> Numbers:
        """N x 7 of pictures with these features, by both opinions on anger."""
        anger = self.scaled(features) @ self.anger.mean(0)
        return self.strength(self.probabilities(features), anger)

    def moods(self, pictures: Pictures) -> npt.NDArray[np.int64]:
        """The mood seen in each picture: places in FACE_EMOTIONS, N."""
        return np.asarray(self.strength_of(self.see(pictures)).argmax(1), np.int64)

    def save(self, folder: Path) -> None:
        """Write `folder`/judge.npz; raises OutputError."""
        with written_aside(folder / FILE) as aside, aside.open("wb") as stream:
            np.savez(stream, **{name: getattr(self, name) for name in _arrays()})

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read what `save` wrote; raises TrainingDataError where there is none."""
        try:
            with np.load(folder / FILE) as arrays:
                return cls(**{name: arrays[name] for name in _arrays()})
        except (OSError, KeyError, ValueError) as error:
            raise TrainingDataError(
                f"{folder / FILE} is no judge; run `vaha train judge` first"
            ) from error


def _arrays() -> list[str]:
    return [each.name for each in fields(Judge) if each.name != "see"]


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


def train_judge(
    paintings: PaintingSet,
    options: JudgeOptions = JudgeOptions(),
    see: See = seen_by_lite2,
) -> JudgeRun:
    """Fit the judge on the voted ones of paintings 64 px wide; takes seconds after the features.

    Raises TrainingDataError where nobody voted.
    """
    voted = paintings.take(paintings.voted)
    if len(voted) == 0:
        raise TrainingDataError("no painting has votes; are these votes of other paintings?")
    asked = paintings.take(~np.isnan(paintings.angriest))
    opinion = Asked(see(asked.pixels), asked.angriest, asked.names)
    run = fit_judge(see(voted.pixels), voted.votes, voted.names, options, opinion)
    return replace(run, judge=replace(run.judge, see=see))


def fit_judge(
    features: npt.NDArray[np.float32],
    votes: npt.NDArray[np.float32],
    names: npt.NDArray[np.str_],
    options: JudgeOptions = JudgeOptions(),
    asked: Asked | None = None,
) -> JudgeRun:
    """The same from features M x D and votes M x 9; `asked` gives the second opinion on anger."""
    mean, spread = features.mean(0).astype(np.float64), features.std(0) + np.float64(1e-3)
    scaled = np.clip((features - mean) / spread, -5, 5).astype(np.float64)
    directions = _directions(scaled)
    folds = artist_folds(names, options.salt)
    weights, constants = [], []
    answers = np.zeros((len(votes), len(ART_EMOTIONS)), np.float32)
    for fold in range(FOLDS):
        own, rest = folds == fold, folds != fold
        weight, constant = _read((scaled @ directions)[rest], votes[rest], options)
        weight = directions @ weight
        answers[own] = scaled[own] @ weight + constant
        weights.append(weight)
        constants.append(constant)
    scales, shifts = [], []
    probabilities = np.zeros(answers.shape)
    for fold in range(FOLDS):  # calibrated by what the other folds say of their own
        own, rest = folds == fold, folds != fold
        temperature, bias = calibrate(answers[rest], votes[rest])
        probabilities[own] = softmax(answers[own] / temperature + bias)
        scales.append(1 / temperature)
        shifts.append(bias)
    lifts = np.log(probabilities @ face_table())
    anger, own_anger, correlation = np.zeros((FOLDS, scaled.shape[1])), None, None
    if asked is not None and len(asked.angriest):
        shown = np.clip((asked.features - mean) / spread, -5, 5).astype(np.float64)
        fold_of_asked = artist_folds(asked.names, options.salt)
        anger, correlation = fit_anger(shown, asked.angriest, fold_of_asked, scaled, FOLDS)
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


def _directions(scaled: Numbers) -> Numbers:
    """D x K: the principal components of features N x D."""
    import torch

    torch.manual_seed(0)  # the search for components begins at random
    count = min(COMPONENTS, *scaled.shape)
    found = torch.pca_lowrank(torch.from_numpy(scaled), count, center=False, niter=3)[2]
    return np.asarray(found.numpy(), np.float64)


def _read(
    values: Numbers, votes: npt.NDArray[np.float32], options: JudgeOptions
) -> tuple[Numbers, Numbers]:
    """Weights K x 9 and constants 9 of a softmax on values N x K; a vote's weight is its root."""
    import torch

    from vaha.training.critic.votes import softmax_regression, vote_targets

    weighs = np.sqrt(votes.sum(1))
    weight, constant = softmax_regression(
        torch.from_numpy(values.astype(np.float32)),
        torch.from_numpy(vote_targets(votes, options.prior_votes)),
        options.penalty,
        torch.from_numpy(weighs / weighs.mean()),
    )
    return np.asarray(weight.T.numpy(), np.float64), np.asarray(constant.numpy(), np.float64)


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
