"""Differentiable changes of light and colour (Zhao et al. 2020), each picture in its own way."""

from __future__ import annotations

import torch
from torch import Tensor


def recoloured(value: Tensor, probability: float, chance: torch.Generator) -> Tensor:
    """Pictures N x 3 x S x S in -1..1 with other light, saturation and contrast.

    All three or none, with this probability. Light moves by up to half a unit, saturation is
    multiplied by 0..2, contrast by 0.5..1.5.
    """
    if probability <= 0:
        return value
    drawn = torch.rand((4, len(value), 1, 1, 1), generator=chance, device=value.device)
    coin = (drawn[3] < probability).to(value.dtype)
    light, saturation, contrast = (drawn[k] - 0.5 for k in range(3))
    value = value + coin * light
    grey = value.mean(1, keepdim=True)
    value = grey + (value - grey) * (1 + 2 * coin * saturation)
    middle = value.mean((1, 2, 3), keepdim=True)
    return middle + (value - middle) * (1 + coin * contrast)
