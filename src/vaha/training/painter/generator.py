"""The generator of the projected painter: noise, moods and a style to a picture of 64 or 128 px.

Small and quick: every step doubles the side, convolves, and is scaled and shifted by the condition;
skip-layer excitation lets what is small decide about what is large (Liu et al. 2021, FastGAN).
Larger pictures are grown: what paints 64 px stays as it is, and another step adds to its enlarged
picture.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import FACE_EMOTIONS
from vaha.styles import STYLES
from vaha.training.layers.spectral_norm import normed

NOISE_SIZE = 128
CONDITION_SIZE = len(FACE_EMOTIONS) + len(STYLES)
"""Shares of the moods, then of the styles."""
EMBEDDING_SIZE = 64
STYLE_SIZE = EMBEDDING_SIZE + NOISE_SIZE
WIDTHS = (224, 128, 72, 40, 24, 16)
"""Channels at 4, 8, 16, 32, 64 and 128 px."""
STEPS = {64: 4, 128: 5}
TWICE_UNTIL = 3
"""So many steps convolve twice; the later ones, which cost more, once."""


SMOOTHNESS = 0.5
"""0 enlarges by repeating, which leaves a grid; 1 bilinearly, where texture is slow to learn."""


def enlarged(value: Tensor) -> Tensor:
    """Twice the side, half way between repeated and interpolated."""
    near = functional.interpolate(value, scale_factor=2.0, mode="nearest")
    smooth = functional.interpolate(value, scale_factor=2.0, mode="bilinear", align_corners=False)
    return torch.lerp(near, smooth, SMOOTHNESS)


def gated(value: Tensor) -> Tensor:
    """Half of the channels, let through by the other half (Dauphin et al. 2017)."""
    kept, gate = value.chunk(2, 1)
    return kept * torch.sigmoid(gate)


class ConditionalNorm(nn.Module):
    """Batch normalisation whose scale and shift come from the condition and the noise."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.affine = nn.Linear(STYLE_SIZE, 2 * channels)
        nn.init.normal_(self.affine.weight, 0, 0.02)
        with torch.no_grad():
            self.affine.bias[:channels] = 1
            self.affine.bias[channels:] = 0

    def forward(self, value: Tensor, style: Tensor) -> Tensor:
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        result: Tensor = self.norm(value) * scale + shift
        return result


def _convolution(old: int, new: int) -> nn.Module:
    """3 x 3, padded by reflection: zeros would leave a frame around every work."""
    layer = nn.Conv2d(old, 2 * new, 3, padding=1, padding_mode="reflect", bias=False)
    return normed(layer)


class Step(nn.Module):
    """Twice the side."""

    def __init__(self, old: int, new: int, twice: bool) -> None:
        super().__init__()
        self.first, self.first_norm = _convolution(old, new), ConditionalNorm(2 * new)
        self.second = _convolution(new, new) if twice else None
        self.second_norm = ConditionalNorm(2 * new) if twice else None

    def forward(self, value: Tensor, style: Tensor) -> Tensor:
        value = enlarged(value)
        value = gated(self.first_norm(self.first(value), style))
        if self.second is not None and self.second_norm is not None:
            value = gated(self.second_norm(self.second(value), style))
        return value


class Excitation(nn.Module):
    """Small features weigh the channels of large ones (Liu et al. 2021, equation 1)."""

    def __init__(self, old: int, new: int, shrink: int) -> None:
        super().__init__()
        self.weigh = nn.Sequential(
            nn.AvgPool2d(shrink),  # to 4 x 4
            normed(nn.Conv2d(old, new, 4, bias=False)),
            nn.SiLU(),
            normed(nn.Conv2d(new, new, 1, bias=False)),
            nn.Sigmoid(),
        )

    def forward(self, small: Tensor, large: Tensor) -> Tensor:
        result: Tensor = large * self.weigh(small)
        return result


class ProjectedGenerator(nn.Module):
    """Noise N x 128 and condition N x 21 to pictures N x 3 x S x S in -1..1."""

    def __init__(self, side: int = 64) -> None:
        super().__init__()
        steps = STEPS[side]
        self.side = side
        self.embedding = nn.Linear(CONDITION_SIZE, EMBEDDING_SIZE)
        self.start = normed(nn.ConvTranspose2d(NOISE_SIZE, 2 * WIDTHS[0], 4, bias=False))
        self.start_norm = nn.BatchNorm2d(2 * WIDTHS[0])
        self.steps = nn.ModuleList(
            [Step(WIDTHS[k], WIDTHS[k + 1], k < TWICE_UNTIL) for k in range(steps)]
        )
        self.excitations = nn.ModuleList(
            [Excitation(WIDTHS[k], WIDTHS[k + 3], 2**k) for k in range(steps - 2)]
        )
        first = nn.Conv2d(WIDTHS[4], 3, 3, padding=1, padding_mode="reflect")
        self.colour = normed(first)
        self.detail = nn.ModuleList()
        for width in WIDTHS[5 : steps + 1]:
            layer = nn.Conv2d(width, 3, 3, padding=1, padding_mode="reflect")
            nn.init.zeros_(layer.weight)  # a step that is grown changes nothing at first
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)
            self.detail.append(layer)

    def style(self, noise: Tensor, condition: Tensor) -> Tensor:
        """N x 192: the embedded condition, then the noise on its sphere."""
        noise = functional.normalize(noise, dim=1) * NOISE_SIZE**0.5
        return torch.cat([self.embedding(condition), noise], 1)

    def synthesise(self, style: Tensor) -> Tensor:
        noise = style[:, EMBEDDING_SIZE:, None, None]
        maps = [gated(self.start_norm(self.start(noise)))]
        maps[0] = maps[0].contiguous(memory_format=torch.channels_last)
        picture: Any = None
        for place, step in enumerate(self.steps):
            value = step(maps[-1], style)
            if place >= 2:
                value = self.excitations[place - 2](maps[place - 2], value)
            maps.append(value)
            if place == 3:
                picture = self.colour(value)
            elif place > 3:
                larger = functional.interpolate(
                    picture, scale_factor=2.0, mode="bilinear", align_corners=False
                )
                picture = larger + self.detail[place - 4](value)
        result: Tensor = torch.tanh(picture)
        return result

    def forward(self, noise: Tensor, condition: Tensor) -> Tensor:
        return self.synthesise(self.style(noise, condition))
