"""Measure the shipped mood reader on FER-2013, from its ONNX file as users run it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import batches, softmax, to_tensor
from vaha.training.face_data import FaceSet
from vaha.training.measures import (
    accuracy,
    balanced_recall,
    calibration_error,
    confusion,
    recalls,
    wilson_interval,
)


def mood_logits(
    model: OnnxModel, pixels: npt.NDArray[np.uint8], batch: int = 64
) -> npt.NDArray[np.float32]:
    """Logits N x 7 of grey faces uint8 N x 48 x 48, without further test-time augmentation."""
    return np.concatenate(
        [
            model.run({"faces": to_tensor(part, model.card)})["logits"]
            for part in batches(list(pixels), batch)
        ]
    )


def evaluate_mood(model: OnnxModel, faces: FaceSet, seen: FaceSet | None = None) -> dict[str, Any]:
    """Accuracy with its interval, recalls, calibration; without copies of `seen` faces too."""
    probabilities = softmax(mood_logits(model, faces.pixels))
    threshold = float(model.card.settings.get("not_sure_below", 0.0))
    sure = probabilities.max(1) >= threshold
    found = {
        "faces": len(faces),
        **_accuracy(probabilities, faces),
        "balanced_recall": round(balanced_recall(probabilities, faces.labels), 4),
        "recall": dict(
            zip(
                model.card.labels,
                [None if r is None else round(r, 4) for r in recalls(probabilities, faces.labels)],
                strict=True,
            )
        ),
        "calibration_error": round(calibration_error(probabilities, faces.labels), 4),
        "majority_baseline": round(float(np.bincount(faces.labels).max() / len(faces)), 4),
        "sure": {
            "threshold": threshold,
            "coverage": round(float(sure.mean()), 4),
            "accuracy": round(accuracy(probabilities[sure], faces.labels[sure]), 4)
            if sure.any()
            else None,
        },
        "confusion": confusion(probabilities, faces.labels),
    }
    if seen is not None:
        fresh = ~np.isin(_keys(faces), _keys(seen))
        found["without_copies"] = {"faces": int(fresh.sum())}
        if fresh.any():
            found["without_copies"] |= _accuracy(probabilities[fresh], faces.take(fresh))
    return found


def _accuracy(probabilities: npt.NDArray[np.float64], faces: FaceSet) -> dict[str, Any]:
    share = accuracy(probabilities, faces.labels)
    low, high = wilson_interval(share, len(faces))
    return {"accuracy": round(share, 4), "interval_95": [round(low, 4), round(high, 4)]}


def _keys(faces: FaceSet) -> npt.NDArray[np.bytes_]:
    return np.array([face.tobytes() for face in faces.pixels], dtype=object).astype("S")
