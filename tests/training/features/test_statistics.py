from __future__ import annotations

import numpy as np

from vaha.training.features.statistics import picture_statistics, statistic_names


def grey(level: int) -> np.ndarray:
    return np.full((64, 64, 3), level, np.uint8)


def group(pictures: np.ndarray, name: str) -> np.ndarray:
    return picture_statistics(pictures)[:, np.array(statistic_names()) == name]


def test_each_picture_has_finite_statistics_of_its_own() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (5, 64, 64, 3), dtype=np.uint8)
    together = picture_statistics(np.concatenate([pictures, np.stack([grey(0), grey(255)])]))
    assert together.shape == (7, len(statistic_names())) and np.isfinite(together).all()
    np.testing.assert_allclose(picture_statistics(pictures[3:4], batch=1)[0], together[3], 1e-5)
    assert picture_statistics(pictures[:0]).shape == (0, len(statistic_names()))


def test_palettes_are_shares_of_colours_wherever_they_lie() -> None:
    picture = grey(0)
    picture[:16] = [255, 0, 0]
    palette = group(np.stack([picture, np.rot90(picture)]), "palette")
    assert np.isclose(palette[0] ** 2, 0.25).sum() == 1 and np.isclose(palette[0] ** 2, 0.75).any()
    np.testing.assert_allclose(palette[0], palette[1])


def test_edges_tell_upright_from_level() -> None:
    stripes = grey(0)
    stripes[:, ::8] = 255
    upright, level = group(np.stack([stripes, stripes.transpose(1, 0, 2)]), "edges")
    assert np.abs(upright[:8] - level[:8]).max() > 0.5
    np.testing.assert_allclose(upright[8:11], level[8:11], atol=1e-4)


def test_wavelets_tell_fine_from_coarse() -> None:
    fine, coarse = grey(0), grey(0)
    fine[::2] = 255
    coarse[(np.arange(64) // 8) % 2 == 0] = 255
    energies = group(np.stack([fine, coarse]), "wavelets").reshape(2, 4, 3, 3)
    assert energies[0, 0].max() > energies[1, 0].max() + 3
    assert energies[1, 3].max() > energies[0, 3].max() + 3


def test_a_picture_like_its_mirror_image_is_symmetric() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    mirrored = np.concatenate([picture[:, :32], picture[:, :32][:, ::-1]], 1)
    uneven, even = group(np.stack([picture, mirrored]), "symmetry")
    assert uneven[:3].min() > 0.01 > even[:3].max()
