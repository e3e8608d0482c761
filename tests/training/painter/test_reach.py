from __future__ import annotations

import numpy as np

from vaha.training.painter.reach import strongest_moods

MOODS = np.random.default_rng(0).dirichlet(np.full(7, 0.5), 400).astype(np.float32)


def test_a_mood_stands_for_the_paintings_in_which_it_is_strongest() -> None:
    found = strongest_moods(MOODS, share=0.01)
    for mood in range(7):
        four = sorted(MOODS, key=lambda row: -row[mood])[:4]
        np.testing.assert_allclose(found[mood], np.mean(four, 0), atol=1e-6)
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)
    assert (found.argmax(1) == np.arange(7)).all()
    assert len(strongest_moods(MOODS[:3], share=0.001)) == 7  # one painting at least
