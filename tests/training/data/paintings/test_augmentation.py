from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.data.paintings.augmentation import (  # noqa: E402
    augment,
    cut_out,
    mirrored,
    shifted,
)


def pictures(count: int = 16, side: int = 8):
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(1)) + 5


def chance():
    return torch.Generator().manual_seed(0)


def test_nothing_happens_with_probability_0() -> None:
    value = pictures()
    assert augment(value, 0.0, chance(), 1, 4) is value


def test_each_picture_moves_by_itself_and_its_edge_fills_the_gap() -> None:
    value = pictures(64)
    moved = shifted(value, 1.0, chance(), 2)
    ways = set()
    for before, after in zip(value, moved, strict=True):
        found = [
            (down, right)
            for down in range(-2, 3)
            for right in range(-2, 3)
            if torch.equal(
                after[:, 2:-2, 2:-2], before[:, 2 + down : 6 + down, 2 + right : 6 + right]
            )
        ]
        assert len(found) == 1
        ways.add(found[0])
    assert len(ways) > 12
    assert moved.min() >= value.min() and moved.max() <= value.max()


def test_a_square_is_cut_of_some_pictures_in_places_of_their_own() -> None:
    cut = cut_out(pictures(200), 0.5, chance(), 4) == 0
    area = cut[:, 0].sum((1, 2))
    assert 60 < (area > 0).sum() < 140
    assert area.max() == 16, "where it lies inside whole"
    assert torch.equal(cut[:, 0], cut[:, 2])
    assert len({tuple(one.flatten().tolist()) for one in cut[:, 0]}) > 20


def test_about_half_are_mirrored() -> None:
    value = pictures(200)
    same = (mirrored(value, chance()) == value).flatten(1).all(1)
    assert 60 < same.sum() < 140
    assert torch.equal(mirrored(value, chance())[~same], value.flip(3)[~same])


def test_gradients_go_through() -> None:
    value = pictures().requires_grad_()
    augment(value, 0.5, chance(), 1, 4).square().sum().backward()
    assert value.grad is not None and value.grad.abs().sum() > 0
