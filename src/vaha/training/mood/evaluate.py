"""Measure the shipped mood reader on FER-2013, from its ONNX file as users run it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.runtime.sessions.onnx import OnnxModel
from vaha.runtime.sessions.tensors import batches, softmax, to_tensor
from vaha.runtime.views import VIEWS, mean_over_views
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.data.faces.hard_photos import HARD_PHOTOS
from vaha.training.data.faces.reframed import REFRAMINGS
from vaha.training.measures.classifiers import (
    accuracy,
    balanced_recall,
    calibration_error,
    confusion,
    coverage_curve,
    mcnemar,
    recalls,
    reliability,
    wilson_interval,
)

Probabilities = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]


def mood_logits(
    model: OnnxModel, pixels: npt.NDArray[np.uint8], batch: int = 64, views: str | None = None
) -> npt.NDArray[np.float32]:
    """Logits N x 7 of grey faces uint8 N x 48 x 48, the mean over the views (None: the card's)."""
    settings = model.card.settings
    how = str(settings.get("views", "none")) if views is None else views

    def read(tensor: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return model.run({"faces": tensor})["logits"]

    return np.concatenate(
        [
            mean_over_views(to_tensor(part, model.card), how, settings.get("side"), read)
            for part in batches(list(pixels), batch)
        ]
    )


def evaluate_mood(
    model: OnnxModel, faces: FaceSet, seen: FaceSet | None = None, views: str | None = None
) -> dict[str, Any]:
    """Accuracy with its interval, recalls, calibration; without copies of `seen` faces too."""
    return measure(softmax(mood_logits(model, faces.pixels, views=views)), faces, model, seen)


def measure(
    probabilities: Probabilities, faces: FaceSet, model: OnnxModel, seen: FaceSet | None = None
) -> dict[str, Any]:
    """The figures of readings N x 7 of these faces, by the names and threshold of the card."""
    threshold = float(model.card.settings.get("not_sure_below", 0.0))
    found = {
        "faces": len(faces),
        **_accuracy(probabilities, faces),
        "balanced_recall": round(balanced_recall(probabilities, faces.labels), 4),
        **_recalls(probabilities, faces, model.card.labels),
        "calibration_error": round(calibration_error(probabilities, faces.labels), 4),
        "majority_baseline": round(float(np.bincount(faces.labels).max() / len(faces)), 4),
        "sure": _sure(probabilities, faces, threshold),
        "confusion": confusion(probabilities, faces.labels),
    }
    if seen is not None:
        known = {face.tobytes() for face in seen.pixels}
        fresh = np.array([face.tobytes() not in known for face in faces.pixels])
        found["without_copies"] = {"faces": int(fresh.sum())}
        if fresh.any():
            found["without_copies"] |= _accuracy(probabilities[fresh], faces.take(fresh))
    return found


def curves(probabilities: Probabilities, faces: FaceSet) -> dict[str, Any]:
    """What the report draws besides: how far confidence can be trusted, and what refusing gains."""
    return {
        "reliability": _rounded(reliability(probabilities, faces.labels)),
        "coverage_curve": _rounded(coverage_curve(probabilities, faces.labels)),
    }


def robustness(model: OnnxModel, faces: FaceSet, views: str | None = None) -> dict[str, Any]:
    """Accuracy, with its interval, on the same faces as each kind of bad photograph shows them."""
    return {
        name: _accuracy(softmax(mood_logits(model, spoil(faces.pixels), views=views)), faces)
        for name, spoil in HARD_PHOTOS.items()
    }


def reframed(model: OnnxModel, faces: FaceSet, views: str | None = None) -> dict[str, Any]:
    """Accuracy and recall of each mood on the same faces, as they are and framed otherwise."""
    kinds: dict[str, Callable[[Pixels], Pixels]] = {"as they are": lambda pixels: pixels}
    found = {}
    for name, show in (kinds | dict(REFRAMINGS)).items():
        readings = softmax(mood_logits(model, show(faces.pixels), views=views))
        found[name] = _accuracy(readings, faces) | _recalls(readings, faces, model.card.labels)
    return found


def compare(ours: Probabilities, theirs: Probabilities, faces: FaceSet) -> dict[str, Any]:
    """Another reader of the same faces: its accuracy, and McNemar's test of the difference."""
    right = [readings.argmax(1) == faces.labels for readings in (ours, theirs)]
    test = mcnemar(right[0], right[1])
    return _accuracy(theirs, faces) | {"mcnemar": test | {"p_value": round(test["p_value"], 6)}}


def spread(accuracies: Sequence[float]) -> dict[str, Any]:
    """How several seeds' accuracies lie: count, mean, standard deviation, least and most."""
    return {
        "count": len(accuracies),
        "mean": round(float(np.mean(accuracies)), 4),
        "deviation": round(float(np.std(accuracies, ddof=1)), 4) if len(accuracies) > 1 else None,
        "least": min(accuracies),
        "most": max(accuracies),
    }


def milliseconds_a_face(
    models: Mapping[str, OnnxModel], views: str = "none", rounds: int = 30
) -> dict[str, float]:
    """The median time in which each model reads one face, all of them in turn.

    In turn, so that whatever else the machine does falls on all alike.
    """
    times: dict[str, list[float]] = {name: [] for name in models}
    for number in range(rounds + 3):  # the first three warm up
        for name, model in models.items():
            height, width = model.card.input_size
            face = np.full((1, height, width), 128, np.uint8)
            began = time.perf_counter()
            mood_logits(model, face, views=views)
            if number >= 3:
                times[name].append(1000 * (time.perf_counter() - began))
    return {name: round(float(np.median(measured)), 2) for name, measured in times.items()}


def reading_cost(model: OnnxModel, views: str | None = None) -> dict[str, Any]:
    """What the views cost: how many passes, and the measured time of one face."""
    how = str(model.card.settings.get("views", "none")) if views is None else views
    time_of_one = milliseconds_a_face({"one": model}, how)["one"]
    return {"views": how, "passes": VIEWS[how], "milliseconds_a_face": time_of_one}


def _sure(probabilities: Probabilities, faces: FaceSet, threshold: float) -> dict[str, Any]:
    sure = probabilities.max(1) >= threshold
    return {
        "threshold": threshold,
        "coverage": round(float(sure.mean()), 4),
        "accuracy": round(accuracy(probabilities[sure], faces.labels[sure]), 4)
        if sure.any()
        else None,
    }


def _accuracy(probabilities: Probabilities, faces: FaceSet) -> dict[str, Any]:
    share = accuracy(probabilities, faces.labels)
    return {"accuracy": round(share, 4), "interval_95": _interval(share, len(faces))}


def _recalls(probabilities: Probabilities, faces: FaceSet, labels: Sequence[str]) -> dict[str, Any]:
    shares = recalls(probabilities, faces.labels)
    counts = np.bincount(faces.labels, minlength=len(labels)).tolist()
    return {
        "recall": {
            label: None if share is None else round(share, 4)
            for label, share in zip(labels, shares, strict=True)
        },
        "recall_interval_95": {
            label: None if share is None else _interval(share, count)
            for label, share, count in zip(labels, shares, counts, strict=True)
        },
    }


def _interval(share: float, count: int) -> list[float]:
    return [round(bound, 4) for bound in wilson_interval(share, count)]


def _rounded(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{name: round(value, 4) for name, value in row.items()} for row in rows]
