from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.data.colour_augmentation import recoloured  # noqa: E402


def test_about_so_many_pictures_are_recoloured_and_the_others_left() -> None:
    chance = torch.Generator().manual_seed(0)
    pictures = torch.rand(400, 3, 4, 4) * 2 - 1
    changed = recoloured(pictures, 0.3, chance)
    moved = (changed - pictures).abs().amax((1, 2, 3)) > 1e-3
    assert 0.2 < moved.float().mean() < 0.4
    torch.testing.assert_close(changed[~moved], pictures[~moved])


def test_gradients_pass_and_the_seed_decides() -> None:
    pictures = torch.rand(4, 3, 4, 4).requires_grad_(True)
    first = recoloured(pictures, 1.0, torch.Generator().manual_seed(3))
    second = recoloured(pictures, 1.0, torch.Generator().manual_seed(3))
    torch.testing.assert_close(first, second)
    first.sum().backward()
    assert pictures.grad is not None and pictures.grad.abs().sum() > 0
