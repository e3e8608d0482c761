"""Spoiling pictures as the world does: blur, resizing, noise and JPEG, twice over.

After Real-ESRGAN (Wang et al. 2021, section 3), without its sinc filters and plateau kernels.
Works on batches N x 3 x H x W in 0..1. Random choices between operations are made once a batch,
strengths once a picture.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

KERNEL_SIZE = 13


@dataclass(frozen=True)
class Strength:
    """How badly one round spoils: ranges of each operation and how often it happens."""

    blur: tuple[float, float]
    blur_share: float
    resize: tuple[float, float]
    noise: tuple[float, float]  # standard deviation of 0..1
    noise_share: float
    jpeg: tuple[int, int]
    jpeg_share: float


HARSH = (
    Strength((0.2, 2.0), 1.0, (0.4, 1.3), (1 / 255, 25 / 255), 0.9, (35, 95), 1.0),
    Strength((0.2, 1.2), 0.8, (0.5, 1.2), (1 / 255, 15 / 255), 0.9, (40, 95), 1.0),
)
"""Real-ESRGAN's pipeline, scaled to pictures of 128 px."""

MILD = (
    Strength((0.2, 0.9), 0.7, (0.7, 1.0), (0.0, 5 / 255), 0.4, (70, 98), 0.2),
    Strength((0.2, 0.6), 0.3, (0.8, 1.1), (0.0, 3 / 255), 0.3, (80, 98), 0.2),
)
"""What a painter's clean but slightly soft work looks like."""


class Degradation:
    """Spoils batches; one random generator for torch's draws and one for numpy's."""

    def __init__(self, seed: int) -> None:
        self.torch = torch.Generator().manual_seed(seed)
        self.numpy = np.random.default_rng(seed)

    def plain(self, pictures: Tensor, scale: int) -> Tensor:
        """Only smaller: area, bicubic or bilinear with smoothing."""
        return self._resize(pictures, pictures.shape[-2] // scale, pictures.shape[-1] // scale)

    def spoil(self, pictures: Tensor, scale: int, rounds: tuple[Strength, Strength]) -> Tensor:
        """Two rounds of spoiling, ending at 1/scale of the size and rounded to 8 bits."""
        height, width = pictures.shape[-2] // scale, pictures.shape[-1] // scale
        value = self._round(pictures, rounds[0], *pictures.shape[-2:])
        value = self._round(value, rounds[1], height, width)
        value = self._resize(value, height, width)
        if self.numpy.random() < rounds[1].jpeg_share:
            value = self._jpeg(value, rounds[1].jpeg)
        return (value.clamp(0, 1) * 255).round() / 255

    def _round(self, value: Tensor, strength: Strength, height: int, width: int) -> Tensor:
        if self.numpy.random() < strength.blur_share:
            value = self._blur(value, strength.blur)
        factor = self.numpy.uniform(*strength.resize)
        value = self._resize(value, max(8, int(height * factor)), max(8, int(width * factor)))
        if self.numpy.random() < strength.noise_share:
            value = self._noise(value, strength.noise)
        if self.numpy.random() < strength.jpeg_share:
            value = self._jpeg(value, strength.jpeg)
        return value.clamp(0, 1)

    def _uniform(self, count: int, low: float, high: float) -> Tensor:
        return torch.rand(count, 1, 1, generator=self.torch) * (high - low) + low

    def _blur(self, value: Tensor, spread: tuple[float, float]) -> Tensor:
        """A Gaussian of its own for each picture, most of them round, some stretched and turned."""
        count = len(value)
        steps = torch.arange(KERNEL_SIZE).float() - KERNEL_SIZE // 2
        down, right = torch.meshgrid(steps, steps, indexing="ij")
        angle = self._uniform(count, -math.pi, math.pi)
        along = self._uniform(count, *spread)
        is_round = self._uniform(count, 0, 1) < 0.7
        across = torch.where(is_round, along, self._uniform(count, *spread))
        first = torch.cos(angle) * right + torch.sin(angle) * down
        second = -torch.sin(angle) * right + torch.cos(angle) * down
        kernel = torch.exp(-0.5 * ((first / along) ** 2 + (second / across) ** 2))
        kernel = kernel / kernel.sum((1, 2), keepdim=True)
        return self._filter(value, kernel)

    @staticmethod
    def _filter(value: Tensor, kernel: Tensor) -> Tensor:
        count, channels, height, width = value.shape
        edge = KERNEL_SIZE // 2
        padded = functional.pad(value, (edge, edge, edge, edge), mode="replicate")
        weights = kernel[:, None].repeat_interleave(channels, 0)
        flat = padded.reshape(1, count * channels, *padded.shape[-2:])
        result = functional.conv2d(flat, weights, groups=count * channels)
        return result.view(count, channels, height, width)

    def _resize(self, value: Tensor, height: int, width: int) -> Tensor:
        if value.shape[-2:] == (height, width):
            return value
        mode = str(self.numpy.choice(["area", "bilinear", "bicubic"]))
        if mode == "area":
            return functional.interpolate(value, size=(height, width), mode="area")
        return functional.interpolate(
            value, size=(height, width), mode=mode, align_corners=False, antialias=True
        ).clamp(0, 1)

    def _noise(self, value: Tensor, spread: tuple[float, float]) -> Tensor:
        """Gaussian noise, or light's own, which grows with brightness; grey for some pictures."""
        sigma = self._uniform(len(value), *spread)[:, None]
        noise = torch.randn(value.shape, generator=self.torch)
        if self.numpy.random() < 0.4:
            noise = noise[:, :1].expand_as(value)
        if self.numpy.random() < 0.5:
            noise = noise * (2 * value.clamp(0, 1)).sqrt()
        return value + sigma * noise

    def _jpeg(self, value: Tensor, quality: tuple[int, int]) -> Tensor:
        """Through a real JPEG encoder and back, each picture at its own quality."""
        from PIL import Image as Pillow

        pixels = (value.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().numpy()
        decoded = []
        for picture in pixels:
            stream = io.BytesIO()
            chosen = int(self.numpy.integers(quality[0], quality[1] + 1))
            Pillow.fromarray(picture).save(stream, "JPEG", quality=chosen)
            decoded.append(np.asarray(Pillow.open(stream)))
        return torch.from_numpy(np.stack(decoded)).permute(0, 3, 1, 2).float() / 255
