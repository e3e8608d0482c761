"""Measures of the shipped painter: how far from paintings, and whether the mood shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.training.critic.answers import Pictures, judge
from vaha.training.measures.pictures import frechet_distance
from vaha.training.measures.votes import face_table
from vaha.training.painter.works import one_hot_moods, paint_works


def evaluate_painter(
    model: OnnxModel, critic: OnnxModel, paintings: Pictures, works_a_mood: int = 200
) -> dict[str, Any]:
    """Fréchet distance to held-out `paintings` N x 64 x 64 x 3 and the moods that the critic sees.

    The critic ranks too, so its agreement flatters; it is named `critic_agreement` for that reason.
    The floor is the distance between two halves of the paintings.
    """
    moods = one_hot_moods(works_a_mood)
    works = paint_works(model, moods, range(len(moods)))
    probabilities, embeddings = judge(critic, works)
    _, real = judge(critic, paintings)
    order = np.random.default_rng(0).permutation(len(real))
    half = len(real) // 2
    faces = probabilities @ face_table()
    seen = (faces / faces.mean(0)).argmax(1).reshape(len(FACE_EMOTIONS), works_a_mood)
    agreement = {
        emotion.value: round(float((row == place).mean()), 4)
        for place, (emotion, row) in enumerate(zip(FACE_EMOTIONS, seen, strict=True))
    }
    return {
        "works": len(works),
        "paintings": len(paintings),
        "frechet_distance": round(frechet_distance(embeddings, real), 3),
        "frechet_distance_real_halves": round(
            frechet_distance(real[order[:half]], real[order[half:]]), 3
        ),
        "feature_space": "the critic's embedding",
        "critic_agreement": agreement,
        "critic_agreement_mean": round(float(np.mean(list(agreement.values()))), 4),
        "chance": round(1 / len(FACE_EMOTIONS), 4),
    }
