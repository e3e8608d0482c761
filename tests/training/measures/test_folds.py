from __future__ import annotations

import numpy as np

from vaha.training.measures.folds import FOLDS, artist_folds


def test_all_of_an_artists_paintings_stand_in_one_fold() -> None:
    names = np.array([f"Style/artist-{k % 30}_title-{k}" for k in range(90)])
    folds = artist_folds(names)
    assert (folds[:30] == folds[30:60]).all() and (folds[:30] == folds[60:]).all()
    assert set(folds) == set(range(FOLDS))


def test_a_painting_stands_in_one_fold_under_whatever_style() -> None:
    titles = [f"artist-{number}_title" for number in range(200)]
    cubism = artist_folds(np.array([f"Cubism/{title}" for title in titles]))
    np.testing.assert_array_equal(cubism, artist_folds(np.array([f"Fauvism/{t}" for t in titles])))
    assert np.bincount(cubism, minlength=FOLDS).min() > 20


def test_another_salt_gives_folds_that_share_little_with_the_first() -> None:
    names = np.array([f"Style/artist-{number}_title" for number in range(300)])
    assert (artist_folds(names) == artist_folds(names, "judge")).mean() < 0.3
