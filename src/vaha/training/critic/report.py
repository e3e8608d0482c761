"""The critic's measures by folds, and as one HTML page."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.critic.answers import Pictures, judge
from vaha.training.critic.calibration import NAMED, SPREAD, cross_validated
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.measures.classifiers import confusion
from vaha.training.measures.folds import FOLDS, artist_folds
from vaha.training.measures.votes import evaluate_votes, face_table
from vaha.training.report.charts import draw_counts
from vaha.training.report.page import figure, page, table

NINE = [emotion.value for emotion in ART_EMOTIONS]
SEVEN = [emotion.value for emotion in FACE_EMOTIONS]


def evaluate_critic(
    model: OnnxModel,
    paintings: PaintingSet,
    logits: npt.NDArray[np.float32] | None = None,
    pictures: int = 32,
) -> dict[str, Any]:
    """Measures of the voted paintings, over five folds, and how long 32 pictures take.

    With `logits` M x 9, a run's out-of-fold answers for the voted paintings, each is calibrated
    by the four others; without, the file judges paintings that it learnt from.
    """
    voted = paintings.take(paintings.voted)
    folds = artist_folds(voted.names)
    if logits is None:
        probabilities = judge(model, voted.pixels)[0]
    elif len(logits) != len(voted):
        raise TrainingDataError(
            f"the run judged {len(logits)} paintings and {len(voted)} have votes; "
            "name the run on these paintings"
        )
    else:
        probabilities, _ = cross_validated(logits, voted, NAMED)
    each = [
        evaluate_votes(probabilities[folds == fold], voted.votes[folds == fold])
        for fold in range(FOLDS)
    ]
    return {
        "file": model.card.file,
        "sha256": model.card.sha256,
        "out_of_fold": logits is not None,
        **evaluate_votes(probabilities, voted.votes),
        "by_fold": {name: [fold[name] for fold in each] for name in SPREAD},
        "spread": {
            name: round(statistics.stdev(fold[name] or 0.0 for fold in each), 4) for name in SPREAD
        },
        "confusion": _confusion(probabilities, voted.votes),
        "confusion_seven": _confusion(probabilities @ face_table(), voted.votes @ face_table()),
        "milliseconds_for_32": milliseconds(model, voted.pixels[:pictures]),
    }


def _confusion(
    probabilities: npt.NDArray[np.float64], votes: npt.NDArray[np.floating[Any]]
) -> list[list[int]]:
    """Of paintings with more than half of their votes on one emotion."""
    clear = votes.max(1) * 2 > votes.sum(1)
    return confusion(probabilities[clear], votes.argmax(1)[clear].astype(np.int64))


def milliseconds(model: OnnxModel, pictures: Pictures, rounds: int = 7) -> float:
    """The median time of one look at these pictures."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        judge(model, pictures)
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(times), 1)


def critic_page(found: Mapping[str, Any]) -> str:
    """The page of what `vaha evaluate critic` found."""
    whose = (
        "Each painting is judged by a head that did not learn its votes."
        if found["out_of_fold"]
        else "The file has learnt these paintings' votes: the figures flatter it."
    )
    figures = [
        ("accuracy of nine", "accuracy", "always the commonest", found["majority_baseline"]),
        ("balanced recall of nine", "balanced_recall", "chance", round(1 / 9, 4)),
        ("positive against negative, AUC", "positive_auc", "chance", 0.5),
        (
            "divergence from the votes, nats",
            "divergence",
            "the prior's",
            found["divergence_of_prior"],
        ),
        ("calibration error", "calibration_error", "", ""),
    ]
    rows = [
        (said, found[name], found["spread"][name], f"{beside} {value}".strip())
        for said, name, beside, value in figures
    ]
    seven = found["seven"]
    rows += [
        ("accuracy of seven", seven["accuracy"], "", f"always {seven['majority_baseline']}"),
        ("balanced recall of seven", seven["balanced_recall"], "", "chance 0.1429"),
    ]
    return page(
        "What the critic sees",
        [
            "<h1>What the critic sees</h1>",
            f"<p>{escape(found['file'])}, <code>{found['sha256']}</code>. {whose} "
            f"{found['paintings']:,} paintings with votes; accuracy, recall and calibration on the "
            f"{found['dominant']:,} with more than half of their votes on one emotion. 32 pictures "
            f"take {found['milliseconds_for_32']} ms on this machine.</p>",
            table(("", "all", "deviation of folds", "beside"), rows),
            "<h2>Nine emotions</h2>",
            figure(draw_counts(found["confusion"], NINE), "Rows: what most voted; columns: named."),
            "<h2>Seven emotions</h2>",
            figure(draw_counts(found["confusion_seven"], SEVEN), "The same, summed to seven."),
        ],
    )
