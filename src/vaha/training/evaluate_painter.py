"""Measures of the shipped painter: how far from paintings, and whether the mood shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vaha.emotions import FACE_EMOTIONS
from vaha.runtime.session import OnnxModel
from vaha.runtime.tensors import batches, softmax, to_levels, to_tensor
from vaha.training.evaluate_critic import face_table
from vaha.training.measures import frechet_distance
from vaha.training.projected_pack import reduced

Pictures = npt.NDArray[np.uint8]
SIDE = 64
"""Works and paintings are compared at this size."""


def one_hot_moods(works_a_mood: int) -> npt.NDArray[np.float32]:
    """(7 * works_a_mood) x 7: each mood alone, in turn."""
    return np.eye(len(FACE_EMOTIONS), dtype=np.float32).repeat(works_a_mood, 0)


def paint_works(
    model: OnnxModel, moods: npt.NDArray[np.float32], seeds: Sequence[int], truncation: float = 1.0
) -> Pictures:
    """One work for each seed, N x 64 x 64 x 3, in any style; `moods` is N x 7.

    Noise as the stage draws it. Larger works are averaged down to the size of the paintings.
    """
    size = int(model.card.settings["noise_size"])
    pictures = []
    for start in range(0, len(seeds), 32):
        part = seeds[start : start + 32]
        noise = np.stack(
            [
                np.random.Generator(np.random.PCG64(s)).standard_normal(size, np.float32)
                for s in part
            ]
        )
        asked = {
            "noise": noise,
            "mood": moods[start : start + 32].astype(np.float32),
            "truncation": np.full((len(part), 1), truncation, np.float32),
        }
        if styles := model.card.settings.get("styles"):
            asked["style"] = np.eye(len(styles), dtype=np.float32)[[0] * len(part)]
        answer = model.run(asked)["pictures"]
        pictures.append(reduced(to_levels(answer).transpose(0, 2, 3, 1), SIDE))
    return np.concatenate(pictures)


def judge(
    critic: OnnxModel, pictures: Pictures
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """The critic's probabilities N x 9 and its embeddings N x D."""
    logits, embeddings = [], []
    for part in batches(list(pictures)):
        answer = critic.run({"pictures": to_tensor(part, critic.card)})
        logits.append(answer["logits"])
        embeddings.append(answer["embedding"])
    return softmax(np.concatenate(logits)), np.concatenate(embeddings)


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
