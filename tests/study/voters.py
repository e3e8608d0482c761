"""Simulated voters: what they see is planted, so that a study must find it again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vaha.emotions import FACE_EMOTIONS, FaceEmotion
from vaha.study.answers import Answer
from vaha.study.key import PAINTINGS, Entry


def entries(source: str, a_mood: int, manner: str = "oil") -> list[Entry]:
    """So many works of each mood."""
    return [
        Entry(f"{source}-{mood.value}-{number}.png", source, manner, mood, "seed 1", "")
        for mood in FACE_EMOTIONS
        for number in range(a_mood)
    ]


def paintings(count: int) -> list[Entry]:
    """Real paintings of which nobody asked a mood."""
    return [
        Entry(f"painting-{number}.png", PAINTINGS, "", None, "a.jpg", "") for number in range(count)
    ]


def answered(
    shown: Sequence[Entry], voters: int, right: float, hang: float = 3.0, seed: int = 0
) -> list[Answer]:
    """All voters before all pictures: `right` is how often they see the asked mood.

    Else they say any other mood, or cannot say. They would hang it by `hang` in the mean, 1 to 5.
    """
    chance = np.random.default_rng(seed)
    return [
        Answer(
            f"voter{voter}",
            entry,
            _perceived(entry, right, chance),
            1 + int(chance.binomial(4, (hang - 1) / 4)),
        )
        for voter in range(voters)
        for entry in shown
    ]


def _perceived(entry: Entry, right: float, chance: np.random.Generator) -> FaceEmotion | None:
    if entry.asked is not None and chance.random() < right:
        return entry.asked
    others = [mood for mood in (*FACE_EMOTIONS, None) if mood is None or mood is not entry.asked]
    return others[int(chance.integers(len(others)))]
