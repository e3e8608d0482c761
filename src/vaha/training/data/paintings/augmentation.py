"""Differentiable augmentation of what a discriminator sees (Zhao et al. 2020).

Each picture of a batch is mirrored, shifted and cut in its own way. Colours stay as they are: they
carry the mood.
"""

from __future__ import annotations

import torch
from torch import Tensor


def augment(
    value: Tensor, probability: float, chance: torch.Generator, shift: int, cut: int
) -> Tensor:
    """Pictures N x C x S x S, each shifted by up to `shift` and with a square of `cut`
    blank, with the probability for either."""
    if probability <= 0:
        return value
    return cut_out(shifted(value, probability, chance, shift), probability, chance, cut)


def shifted(value: Tensor, probability: float, chance: torch.Generator, most: int) -> Tensor:
    """Moved down and right by -most..most; the edge is drawn out to fill the gap."""
    count, _, side, _ = value.shape
    offsets = _whole(2 * most + 1, count, value, chance) - most
    offsets = offsets * _coin(probability, count, value, chance)
    along = torch.arange(side, device=value.device)
    rows = (along + offsets[:, :1]).clamp(0, side - 1)
    columns = (along + offsets[:, 1:]).clamp(0, side - 1)
    down = value.gather(2, rows[:, None, :, None].expand_as(value))
    return down.gather(3, columns[:, None, None, :].expand_as(value))


def cut_out(value: Tensor, probability: float, chance: torch.Generator, side: int) -> Tensor:
    """A square of this side is 0, its centre anywhere."""
    count, _, whole, _ = value.shape
    centres = _whole(whole + 1, count, value, chance)
    along = torch.arange(whole, device=value.device) + 0.5
    inside = (along - centres[..., None]).abs() < side / 2  # N x 2 x S
    square = inside[:, 0, :, None] & inside[:, 1, None, :]
    hidden = square[:, None] & _coin(probability, count, value, chance)[:, :, None, None].bool()
    return value.masked_fill(hidden, 0.0)


def mirrored(value: Tensor, chance: torch.Generator) -> Tensor:
    """About half of the batch as in a mirror."""
    coin = _coin(0.5, len(value), value, chance).bool()
    return torch.where(coin[:, :, None, None], value.flip(3), value)


def _whole(below: int, count: int, value: Tensor, chance: torch.Generator) -> Tensor:
    """N x 2 whole numbers from 0."""
    return torch.randint(below, (count, 2), generator=chance, device=value.device)


def _coin(probability: float, count: int, value: Tensor, chance: torch.Generator) -> Tensor:
    """N x 1 of ones and zeros."""
    drawn = torch.rand((count, 1), generator=chance, device=value.device)
    return (drawn < probability).long()
