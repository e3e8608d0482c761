"""Spectral normalisation that stays in single precision under autocast (Miyato et al. 2018).

PyTorch's own multiplies by vectors inside the pass, which autocast on a GPU would do in bf16.
"""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

Layer = TypeVar("Layer", bound=nn.Module)

FIRST_ITERATIONS = 15
EPSILON = 1e-12


class SpectralNorm(nn.Module):
    """Divides a weight by its largest singular value, which one power iteration a pass follows."""

    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor, axis: int) -> None:
        super().__init__()
        self.axis = axis
        matrix = self._matrix(weight.detach())
        for name, size in zip(("_u", "_v"), matrix.shape, strict=True):
            drawn = torch.randn(size, dtype=weight.dtype, device=weight.device)
            self.register_buffer(name, functional.normalize(drawn, dim=0, eps=EPSILON))
        self._follow(matrix, FIRST_ITERATIONS)

    def _matrix(self, weight: Tensor) -> Tensor:
        """Rows are the layer's outputs."""
        return weight.movedim(self.axis, 0).flatten(1)

    @torch.no_grad()
    def _follow(self, matrix: Tensor, iterations: int = 1) -> None:
        for _ in range(iterations):
            self._u.copy_(functional.normalize(matrix @ self._v, dim=0, eps=EPSILON))
            self._v.copy_(functional.normalize(self._u @ matrix, dim=0, eps=EPSILON))

    def forward(self, weight: Tensor) -> Tensor:
        with torch.autocast(weight.device.type, enabled=False):
            matrix = self._matrix(weight)
            if self.training:
                self._follow(matrix.detach())
            # Copies, since the next pass moves the vectors before this one's gradient is taken.
            return weight / (self._u.clone() @ (matrix @ self._v.clone()))


def normed(layer: Layer) -> Layer:
    """The layer, its weight divided by its largest singular value from now on."""
    axis = 1 if isinstance(layer, nn.ConvTranspose2d) else 0
    weight = layer.weight
    assert isinstance(weight, Tensor)
    parametrize.register_parametrization(layer, "weight", SpectralNorm(weight, axis))
    return layer


def fixed(network: nn.Module) -> None:
    """Write the divided weights into all layers, which then are plain ones: for export.

    No deep copy of the network may be in use: copies share the classes that this changes.
    """
    for layer in network.modules():
        if parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight")
