"""What a photograph may do to a face, a batch at a time: tilt, scale, shift, light, blur, cover."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as functional
from torch import Tensor

Uniform = Callable[[float, float], Tensor]
"""Draws one number a face between two bounds."""


def augment_faces(faces: Tensor, size: int, generator: torch.Generator, native: bool) -> Tensor:
    """Views of `size` x `size` px of grey faces.

    `faces` is uint8 N x 1 x H x W; the result float32 in 0..1, but for noise and contrast, which
    may go a little beyond. With `native` a view is cut out at the faces' own scale, else the whole
    face is drawn at `size`.
    """
    count = len(faces)

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(count, generator=generator) * (high - low) + low

    extent = size / faces.shape[-1] if native else 1.0
    grid = functional.affine_grid(
        _random_affine(uniform, extent), [count, 1, size, size], align_corners=False
    )
    views = functional.grid_sample(
        faces.float() / 255, grid, padding_mode="reflection", align_corners=False
    )
    views = views.clamp(1e-4, 1).pow(torch.exp(uniform(-0.5, 0.5)).view(-1, 1, 1, 1))
    contrast = torch.exp(uniform(-0.4, 0.2)).view(-1, 1, 1, 1)
    mean = views.mean((1, 2, 3), keepdim=True)
    views = (views - mean) * contrast + mean
    views = torch.where((uniform(0, 1) < 0.15).view(-1, 1, 1, 1), _blur(views), views)
    noise = torch.randn(views.shape, generator=generator)
    views = views + noise * (uniform(0, 0.06) * (uniform(0, 1) < 0.25)).view(-1, 1, 1, 1)
    return _erase(views, uniform)


def _random_affine(uniform: Uniform, extent: float) -> Tensor:
    """2 x 3 matrices: mirrored or not, turned up to 12 degrees, scaled, sheared and shifted."""
    angle = uniform(-12, 12) * math.pi / 180
    scale = torch.exp(uniform(-0.16, 0.16))
    aspect = torch.exp(uniform(-0.06, 0.06))
    shear = uniform(-0.08, 0.08)
    mirror = (uniform(0, 1) < 0.5).float() * 2 - 1
    cosine, sine = torch.cos(angle) * extent, torch.sin(angle) * extent
    across = torch.stack(
        [mirror * cosine * scale * aspect, (shear * extent - sine) * scale, uniform(-0.12, 0.12)], 1
    )
    down = torch.stack([mirror * sine * scale * aspect, cosine * scale, uniform(-0.12, 0.12)], 1)
    return torch.stack([across, down], 1)


def _blur(views: Tensor) -> Tensor:
    """Half the resolution and back: a small or unsharp face."""
    half = functional.avg_pool2d(views, 2)
    return functional.interpolate(half, size=views.shape[-2:], mode="bilinear", align_corners=False)


def _erase(views: Tensor, uniform: Uniform) -> Tensor:
    """Cover a rectangle of some faces with their own mean grey (Zhong et al. 2020)."""
    height, width = views.shape[-2:]
    rows = torch.arange(height).view(1, -1, 1)
    columns = torch.arange(width).view(1, 1, -1)

    def near(places: Tensor, length: int) -> Tensor:
        centre = uniform(0, length).view(-1, 1, 1)
        return (places - centre).abs() < (uniform(0.05, 0.2) * length).view(-1, 1, 1)

    covered = near(rows, height) & near(columns, width)
    covered &= (uniform(0, 1) < 0.3).view(-1, 1, 1)
    return torch.where(covered[:, None], views.mean((1, 2, 3), keepdim=True), views)
