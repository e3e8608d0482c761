"""A painter of pixels: a small generator in StyleGAN2's way, and its discriminator.

10.8 M parameters and 1.7 G multiply-adds a picture of 64 px. Pictures are resized, then convolved:
no checkerboards (Odena et al. 2016). A style scales what goes into a convolution and its inverse
length what comes out (Karras et al. 2020), so the weights are the same for every picture of a
batch and the graph can be exported.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import FACE_EMOTIONS

NOISE_SIZE = 128
STYLE_SIZE = 256
SIDE = 64
MOST_CHANNELS = 512
CHANNELS_TIMES_SIDE = 4096


def channels_at(side: int) -> int:
    """512, 512, 256, 128, 64 at 4, 8, 16, 32, 64 px."""
    return min(MOST_CHANNELS, CHANNELS_TIMES_SIDE // side)


def steep(value: Tensor) -> Tensor:
    """Leaky ReLU that keeps the size of its input."""
    return functional.leaky_relu(value, 0.2) * math.sqrt(2)


def unit(value: Tensor) -> Tensor:
    """Rows scaled to a mean square of 1."""
    result: Tensor = value * torch.rsqrt(value.square().mean(1, keepdim=True) + 1e-8)
    return result


class EvenLinear(nn.Module):
    """A linear layer whose weights all learn at the same pace (Karras et al. 2018)."""

    def __init__(self, inputs: int, outputs: int, bias: float = 0.0, pace: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / pace)
        self.bias = nn.Parameter(torch.full((outputs,), bias / pace))
        self.gain, self.pace = pace / math.sqrt(inputs), pace

    def forward(self, value: Tensor) -> Tensor:
        return functional.linear(value, self.weight * self.gain, self.bias * self.pace)


class EvenConvolution(nn.Module):
    """The same for a convolution that keeps the side."""

    def __init__(self, inputs: int, outputs: int, side: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, side, side))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.gain, self.margin = 1 / math.sqrt(inputs * side**2), side // 2

    def forward(self, value: Tensor) -> Tensor:
        return functional.conv2d(value, self.weight * self.gain, self.bias, padding=self.margin)


class StyledConvolution(nn.Module):
    """A convolution of what the style scaled; `normalise` is off where colours come out."""

    squares: Tensor

    def __init__(self, inputs: int, outputs: int, side: int, normalise: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, side, side))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = EvenLinear(STYLE_SIZE, inputs, bias=1.0)
        self.gain, self.margin, self.normalise = (
            1 / math.sqrt(inputs * side**2),
            side // 2,
            normalise,
        )
        self.register_buffer("squares", torch.zeros(0), persistent=False)

    def settle(self) -> None:
        """Before export: put constants in place that depend on the weights alone."""
        with torch.no_grad():
            self.weight.mul_(self.gain)
            self.gain = 1.0
            self.squares = self.weight.square().sum((2, 3)).T.contiguous()

    def forward(self, value: Tensor, style: Tensor) -> Tensor:
        scale = self.scale(style).float()
        weight = self.weight if self.gain == 1 else self.weight * self.gain
        scaled = value * scale.to(value.dtype)[:, :, None, None]
        answer = functional.conv2d(scaled, weight.to(scaled.dtype), padding=self.margin)
        if self.normalise:
            settled = self.squares.numel() > 0
            squares = self.squares if settled else weight.float().square().sum((2, 3)).T
            length = torch.rsqrt(scale.square() @ squares + 1e-8)
            answer = answer * length.to(answer.dtype)[:, :, None, None]
        result: Tensor = answer + self.bias.to(answer.dtype)[:, None, None]
        return result


def doubled(value: Tensor) -> Tensor:
    return functional.interpolate(value, scale_factor=2.0, mode="bilinear", align_corners=False)


class PixelGenerator(nn.Module):
    """Noise N x 128 and mood N x 7 to pictures N x 3 x 64 x 64, roughly in -1..1.

    The mood enters as the expected value of seven learnt vectors; `conditioning` fades it in.
    """

    conditioning: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.from_noise = EvenLinear(NOISE_SIZE, STYLE_SIZE)
        self.embedding = nn.Linear(len(FACE_EMOTIONS), STYLE_SIZE, bias=False)
        nn.init.normal_(self.embedding.weight, std=1.0)
        self.mapping = nn.ModuleList(
            [EvenLinear(STYLE_SIZE, STYLE_SIZE, pace=0.01) for _ in range(2)]
        )
        side = 4
        self.start = nn.Parameter(torch.randn(1, channels_at(side), side, side))
        self.first = StyledConvolution(channels_at(side), channels_at(side), 3)
        self.grow, self.draw = nn.ModuleList(), nn.ModuleList()
        self.colour = nn.ModuleList([StyledConvolution(channels_at(side), 3, 1, normalise=False)])
        while side < SIDE:
            side *= 2
            self.grow.append(StyledConvolution(channels_at(side // 2), channels_at(side), 3))
            self.draw.append(StyledConvolution(channels_at(side), channels_at(side), 3))
            self.colour.append(StyledConvolution(channels_at(side), 3, 1, normalise=False))
        self.register_buffer("conditioning", torch.zeros(()))

    def style(self, noise: Tensor, mood: Tensor) -> Tensor:
        """N x 256: where in the space of styles this noise and this mood meet."""
        value = unit(self.from_noise(unit(noise))) + self.conditioning * self.embedding(mood)
        for layer in self.mapping:
            value = steep(layer(value))
        result: Tensor = value.float()
        return result

    def synthesise(self, style: Tensor) -> Tensor:
        value = self.start.expand(len(style), -1, -1, -1)
        value = value.contiguous(memory_format=torch.channels_last)
        value = steep(self.first(value, style))
        picture = self.colour[0](value, style).float()
        for grow, draw, colour in zip(self.grow, self.draw, self.colour[1:], strict=True):
            value = steep(grow(doubled(value), style))
            value = steep(draw(value, style))
            picture = doubled(picture) + colour(value, style).float()
        return picture

    def forward(self, noise: Tensor, mood: Tensor) -> Tensor:
        return self.synthesise(self.style(noise, mood))

    def settle(self) -> None:
        """Before export: see StyledConvolution."""
        for layer in self.modules():
            if isinstance(layer, StyledConvolution):
                layer.settle()


class ShrinkingBlock(nn.Module):
    """Two convolutions and a shortcut, both halved by averaging."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = EvenConvolution(inputs, inputs, 3)
        self.second = EvenConvolution(inputs, outputs, 3)
        self.shortcut = EvenConvolution(inputs, outputs, 1, bias=False)

    def forward(self, value: Tensor) -> Tensor:
        inner = functional.avg_pool2d(steep(self.second(steep(self.first(value)))), 2)
        return (inner + self.shortcut(functional.avg_pool2d(value, 2))) / math.sqrt(2)


class PixelDiscriminator(nn.Module):
    """Pictures and mood to one logit, with a projection on the mood (Miyato & Koyama 2018).

    The deviation within groups of four tells it of works that are all alike (Karras et al. 2018).
    """

    conditioning: Tensor

    def __init__(self, group: int = 4) -> None:
        super().__init__()
        self.group = group
        self.first = EvenConvolution(3, channels_at(SIDE), 1)
        sides = [SIDE >> step for step in range(5)]
        self.blocks = nn.Sequential(
            *[ShrinkingBlock(channels_at(side), channels_at(side // 2)) for side in sides[:-1]]
        )
        wide = channels_at(4)
        self.last = EvenConvolution(wide + 1, wide, 3)
        self.gather = nn.Parameter(torch.randn(wide, 4, 4))
        self.unconditional = EvenLinear(wide, 1)
        self.projection = EvenLinear(wide, STYLE_SIZE)
        self.embedding = nn.Linear(len(FACE_EMOTIONS), STYLE_SIZE, bias=False)
        nn.init.normal_(self.embedding.weight, std=1.0)
        self.register_buffer("conditioning", torch.zeros(()))

    def forward(self, pictures: Tensor, mood: Tensor) -> Tensor:
        value = self.blocks(steep(self.first(pictures))).float()
        value = steep(self.last(torch.cat([value, self._variety(value)], 1)).float())
        value = steep((value * self.gather / 4).sum((2, 3)))
        agreement = (self.projection(value) * self.embedding(mood)).sum(1) / math.sqrt(STYLE_SIZE)
        logits: Tensor = self.unconditional(value).squeeze(1) + self.conditioning * agreement
        return logits.float()

    def _variety(self, value: Tensor) -> Tensor:
        """N x 1 x 4 x 4: the deviation within each group, the whole batch where it is uneven."""
        count = len(value)
        group = self.group if count % self.group == 0 else count
        parts = value.view(group, -1, *value.shape[1:])
        spread = (parts.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        return spread.repeat(group).view(-1, 1, 1, 1).expand(-1, 1, *value.shape[2:])
