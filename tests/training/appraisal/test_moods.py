from __future__ import annotations

import numpy as np

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, ArtEmotion, FaceEmotion
from vaha.training.appraisal.moods import painting_moods


def some_logits(count: int = 400) -> np.ndarray:
    """As a critic's are: contentment far ahead of everything, anger far behind."""
    logits = np.random.default_rng(0).normal(0, 1, (count, 9)).astype(np.float32)
    logits[:, ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)] += 3
    logits[:, ART_EMOTIONS.index(ArtEmotion.ANGER)] -= 3
    return logits


def test_moods_of_paintings_are_distributions_and_every_mood_claims_some() -> None:
    moods = painting_moods(some_logits())
    assert moods.shape == (400, 7) and moods.dtype == np.float32
    np.testing.assert_allclose(moods.sum(1), 1, rtol=1e-5)
    claimed = np.bincount(moods.argmax(1), minlength=7)
    assert claimed.min() > 400 / 7 / 3


def test_what_is_angrier_than_most_is_angry_though_content_is_likeliest() -> None:
    logits = some_logits()
    logits[0] = logits[1:].mean(0)
    logits[0, ART_EMOTIONS.index(ArtEmotion.ANGER)] += 3
    assert logits[0].argmax() == ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)
    assert FACE_EMOTIONS[painting_moods(logits)[0].argmax()] is FaceEmotion.ANGRY


def test_very_certain_logits_still_give_finite_moods() -> None:
    assert np.isfinite(painting_moods(50 * some_logits())).all()
