"""Sharpness-aware minimisation (Foret et al. 2021): learn where the neighbourhood is low too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


@contextmanager
def climbed(network: nn.Module, radius: float) -> Iterator[None]:
    """Inside, the weights stand `radius` up their present gradient; afterwards back, to the bit.

    The gradient is cleared, so a backward pass inside leaves the one to step by. Batch
    normalisation's running statistics do not move inside.
    """
    parameters: list[Tensor] = [p for p in network.parameters() if p.grad is not None]
    before = [p.detach().clone() for p in parameters]
    with torch.no_grad():
        gradients = [p.grad for p in parameters if p.grad is not None]
        torch._foreach_add_(parameters, _of_length(gradients, radius))
    momentum = {m: m.momentum for m in network.modules() if isinstance(m, BATCH_NORMS)}
    for module in momentum:
        module.momentum = 0.0
    network.zero_grad(set_to_none=True)
    try:
        yield
    finally:
        for module, value in momentum.items():
            module.momentum = value
        with torch.no_grad():
            torch._foreach_copy_(parameters, before)


def _of_length(gradients: list[Tensor], length: float) -> list[Tensor]:
    """All gradients together scaled to this length, without waiting for the device."""
    norm = torch.stack(torch._foreach_norm(gradients)).norm()
    return list(torch._foreach_mul(gradients, length / (norm + 1e-12)))
