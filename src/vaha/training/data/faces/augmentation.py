"""What a photograph may do to a face, a batch at a time: tilt, scale, shift, light, blur, cover.

All of it is tensor arithmetic without branches on drawn numbers, on the faces' own device.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor

from vaha.training.data.faces import degradation as face_degradation

Uniform = Callable[[float, float], Tensor]
"""Draws one number a face between two bounds."""


WIDER, OFF = math.log(4 / 3), 0.25
"""How much wider or narrower, as a logarithm, and how far off the middle, in half widths."""


@dataclass(frozen=True)
class Augmentation:
    """How much is done: strengths of 1 are the usual, probabilities are 0..1, 0 is none."""

    affine: float = 1.0
    photometric: float = 1.0
    erase: float = 0.3
    degradation: float = 0.0
    framing: float = 0.0


def augment_faces(
    faces: Tensor,
    size: int,
    generator: torch.Generator,
    native: bool,
    how: Augmentation = Augmentation(),
) -> Tensor:
    """Views of `size` x `size` px of grey faces.

    `faces` is uint8 N x 1 x H x W, on the generator's device; the result float32 in 0..1, but for
    noise and contrast, which may go a little beyond. With `native` a view is cut out at the faces'
    own scale, else the whole face is drawn at `size`.
    """
    count = len(faces)

    def uniform(low: float, high: float) -> Tensor:
        drawn = torch.rand(count, generator=generator, device=faces.device)
        return drawn * (high - low) + low

    levels = faces.float() / 255
    if how.degradation > 0:
        levels = _degraded(levels, uniform, generator, how.degradation)
    extent = size / faces.shape[-1] if native else 1.0
    grid = functional.affine_grid(
        _random_affine(uniform, extent, how), [count, 1, size, size], align_corners=False
    )
    views = functional.grid_sample(levels, grid, padding_mode="reflection", align_corners=False)
    if how.photometric > 0:
        views = _photometric(views, uniform, generator, how.photometric)
    return _erase(views, uniform, how.erase) if how.erase > 0 else views


def _random_affine(uniform: Uniform, extent: float, how: Augmentation) -> Tensor:
    """2 x 3 matrices: mirrored or not, turned up to 12 degrees, scaled, sheared and shifted.

    With the probability `framing` a face is cut as another finder may cut it: by .75 to 1.33 as
    wide, up to an eighth off the middle.
    """

    def up_to(most: float) -> Tensor:
        return uniform(-most * how.affine, most * how.affine)

    angle = up_to(12) * math.pi / 180
    size = up_to(0.16)
    aspect = torch.exp(up_to(0.06))
    shear = up_to(0.08)
    mirror = (uniform(0, 1) < 0.5).float() * 2 - 1
    right, down = up_to(0.12), up_to(0.12)
    if how.framing > 0:
        otherwise = uniform(0, 1) < how.framing
        size = torch.where(otherwise, uniform(-WIDER, WIDER), size)
        right = torch.where(otherwise, uniform(-OFF, OFF), right)
        down = torch.where(otherwise, uniform(-OFF, OFF), down)
    scale = torch.exp(size)
    cosine, sine = torch.cos(angle) * extent, torch.sin(angle) * extent
    across = torch.stack(
        [mirror * cosine * scale * aspect, (shear * extent - sine) * scale, right], 1
    )
    down = torch.stack([mirror * sine * scale * aspect, cosine * scale, down], 1)
    return torch.stack([across, down], 1)


def _photometric(
    views: Tensor, uniform: Uniform, generator: torch.Generator, strength: float
) -> Tensor:
    """Other light, other contrast; some faces unsharp, some noisy."""

    def shares(below: float) -> Tensor:
        return (uniform(0, 1) < below * min(strength, 1.0)).view(-1, 1, 1, 1)

    bend = uniform(-0.5 * strength, 0.5 * strength)
    views = views.clamp(1e-4, 1).pow(torch.exp(bend).view(-1, 1, 1, 1))
    contrast = torch.exp(uniform(-0.4 * strength, 0.2 * strength)).view(-1, 1, 1, 1)
    mean = views.mean((1, 2, 3), keepdim=True)
    views = (views - mean) * contrast + mean
    views = torch.where(shares(0.15), _half_resolution(views), views)
    noise = torch.randn(views.shape, generator=generator, device=views.device)
    amount = uniform(0, 0.06 * strength).view(-1, 1, 1, 1)
    return views + noise * amount * shares(0.25)


def _half_resolution(views: Tensor) -> Tensor:
    """Half the resolution and back: a small or unsharp face."""
    half = functional.avg_pool2d(views, 2)
    return functional.interpolate(half, size=views.shape[-2:], mode="bilinear", align_corners=False)


def _degraded(
    faces: Tensor, uniform: Uniform, generator: torch.Generator, probability: float
) -> Tensor:
    """Each of the four degradations with this probability, in the order of a photograph's."""

    def sometimes(worse: Tensor, plain: Tensor) -> Tensor:
        return torch.where((uniform(0, 1) < probability).view(-1, 1, 1, 1), worse, plain)

    noise = torch.randn(faces.shape, generator=generator, device=faces.device)
    dark = face_degradation.low_light(faces, torch.exp(uniform(-2.5, -0.7)), noise)
    faces = sometimes(dark, faces)
    faces = sometimes(face_degradation.blur(faces, uniform(0.5, 1.8)), faces)
    faces = sometimes(face_degradation.few_pixels(faces, uniform(0.28, 0.72)), faces)
    return sometimes(face_degradation.jpeg(faces, uniform(8, 60)), faces)


def _erase(views: Tensor, uniform: Uniform, probability: float) -> Tensor:
    """Cover a rectangle of some faces with their own mean grey (Zhong et al. 2020)."""
    height, width = views.shape[-2:]
    rows = torch.arange(height, device=views.device).view(1, -1, 1)
    columns = torch.arange(width, device=views.device).view(1, 1, -1)

    def near(places: Tensor, length: int) -> Tensor:
        centre = uniform(0, length).view(-1, 1, 1)
        return (places - centre).abs() < (uniform(0.05, 0.2) * length).view(-1, 1, 1)

    covered = near(rows, height) & near(columns, width)
    covered &= (uniform(0, 1) < probability).view(-1, 1, 1)
    return torch.where(covered[:, None], views.mean((1, 2, 3), keepdim=True), views)
