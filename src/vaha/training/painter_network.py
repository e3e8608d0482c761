"""The painter: a conditional generator of 8 x 8 latents, its discriminator, what is shipped.

The condition is a distribution over the seven moods and its embedding the expected value of seven
learnt vectors: a one-hot mood gives the classic label embedding, a mixed one a point between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import FACE_EMOTIONS
from vaha.training.autoencoder_network import LATENT_CHANNELS, Decoder

NOISE_SIZE = 128
STYLE_SIZE = 192
WIDTHS = (192, 128)
"""Channels at 4 x 4 and at 8 x 8."""


class StyledBlock(nn.Module):
    """A residual block whose normalised activations are scaled and shifted by the style."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.GroupNorm(8, channels, affine=False) for _ in range(2)])
        self.styles = nn.ModuleList([nn.Linear(STYLE_SIZE, 2 * channels) for _ in range(2)])
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2)]
        )
        for style in self.styles:
            nn.init.normal_(style.weight, std=0.7 / math.sqrt(STYLE_SIZE))  # type: ignore[arg-type]
            nn.init.zeros_(style.bias)  # type: ignore[arg-type]

    def forward(self, value: Tensor, style: Tensor) -> Tensor:
        inner = value
        for norm, affine, convolution in zip(
            self.norms, self.styles, self.convolutions, strict=True
        ):
            scale, shift = affine(style)[:, :, None, None].chunk(2, 1)
            inner = convolution(functional.leaky_relu(norm(inner) * (1 + scale) + shift, 0.2))
        return value + inner


def _start_varied(layers: Iterable[nn.Module]) -> None:
    """Let the noise decide from the first step on.

    With PyTorch's own start the biases outweigh it, all works begin nearly alike, and a GAN that
    begins collapsed seldom recovers (one of ours did not).
    """
    for layer in layers:
        assert isinstance(layer, nn.Linear)
        nn.init.normal_(layer.weight, std=1.3 / math.sqrt(layer.in_features))
        nn.init.zeros_(layer.bias)


class Generator(nn.Module):
    """Noise N x 128 and mood N x 7 to normalised latents N x 16 x 8 x 8.

    `conditioning` fades the mood in during training: starting without it keeps small data sets from
    collapsing (Shahbazi et al. 2022).
    """

    def __init__(self) -> None:
        super().__init__()
        wide, narrow = WIDTHS
        self.from_noise = nn.Linear(NOISE_SIZE, STYLE_SIZE)
        self.embedding = nn.Linear(len(FACE_EMOTIONS), STYLE_SIZE, bias=False)
        nn.init.normal_(self.embedding.weight, std=1.0)
        self.mapping = nn.ModuleList([nn.Linear(STYLE_SIZE, STYLE_SIZE) for _ in range(2)])
        self.start = nn.Linear(STYLE_SIZE, wide * 4 * 4)
        self.small = nn.ModuleList([StyledBlock(wide) for _ in range(2)])
        self.widen = nn.Conv2d(wide, narrow, 3, padding=1)
        self.large = nn.ModuleList([StyledBlock(narrow) for _ in range(3)])
        self.norm = nn.GroupNorm(8, narrow)
        self.last = nn.Conv2d(narrow, LATENT_CHANNELS, 3, padding=1)
        _start_varied([self.from_noise, *self.mapping, self.start])
        self.register_buffer("conditioning", torch.zeros(()))

    def style(self, noise: Tensor, mood: Tensor) -> Tensor:
        """N x 192: where in the space of styles this noise and this mood meet."""
        value = self.from_noise(noise) + self.conditioning * self.embedding(mood)
        for layer in self.mapping:
            value = layer(functional.leaky_relu(value, 0.2))
        result: Tensor = value
        return result

    def synthesise(self, style: Tensor) -> Tensor:
        value = self.start(style).view(-1, WIDTHS[0], 4, 4)
        for block in self.small:
            value = block(value, style)
        value = self.widen(functional.interpolate(value, scale_factor=2.0, mode="nearest"))
        for block in self.large:
            value = block(value, style)
        latents: Tensor = self.last(functional.leaky_relu(self.norm(value), 0.2))
        return latents

    def forward(self, noise: Tensor, mood: Tensor) -> Tensor:
        return self.synthesise(self.style(noise, mood))


class PlainBlock(nn.Module):
    """A residual block without normalisation, as the penalties on gradients want it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.normal_(self.second.weight, std=0.1 / math.sqrt(9 * channels))

    def forward(self, value: Tensor) -> Tensor:
        inner = self.second(
            functional.leaky_relu(self.first(functional.leaky_relu(value, 0.2)), 0.2)
        )
        result: Tensor = value + inner
        return result


class Discriminator(nn.Module):
    """Latents and mood to one logit, with a projection on the mood (Miyato & Koyama 2018)."""

    def __init__(self) -> None:
        super().__init__()
        wide, narrow = WIDTHS
        self.first = nn.Conv2d(LATENT_CHANNELS, narrow, 3, padding=1)
        self.large = nn.Sequential(*[PlainBlock(narrow) for _ in range(3)])
        self.shrink = nn.Conv2d(narrow, wide, 4, stride=2, padding=1)
        self.small = nn.Sequential(*[PlainBlock(wide) for _ in range(2)])
        self.gather = nn.Linear(wide * 4 * 4 + 1, 256)
        self.unconditional = nn.Linear(256, 1)
        self.projection = nn.Linear(256, 128)
        self.embedding = nn.Linear(len(FACE_EMOTIONS), 128, bias=False)
        nn.init.normal_(self.embedding.weight, std=1.0)
        self.register_buffer("conditioning", torch.zeros(()))

    def forward(self, latents: Tensor, mood: Tensor) -> Tensor:
        value = self.small(self.shrink(self.large(self.first(latents))))
        value = functional.leaky_relu(value.float(), 0.2).flatten(1)
        spread = value.var(0, unbiased=False).add(1e-8).sqrt().mean().expand(len(value), 1)
        value = functional.leaky_relu(self.gather(torch.cat([value, spread], 1)), 0.2)
        agreement = (self.projection(value) * self.embedding(mood)).sum(1) / math.sqrt(128)
        logits: Tensor = self.unconditional(value).squeeze(1) + self.conditioning * agreement
        return logits


class LatentDrawing(nn.Module):
    """Normalised latents to pictures in -1..1: what the autoencoder's decoder draws."""

    mean: Tensor
    std: Tensor

    def __init__(self, decoder: Decoder, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.decoder = decoder
        self.register_buffer("mean", mean.view(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("std", std.view(1, LATENT_CHANNELS, 1, 1))

    def forward(self, latents: Tensor) -> Tensor:
        pictures: Tensor = self.decoder(latents * self.std + self.mean)
        return pictures


class PainterNetwork(nn.Module):
    """As it is shipped: (noise, mood, truncation) to pictures N x 3 x 64 x 64 in 0..255.

    `drawing` makes pictures in -1..1 of what the generator gives: nn.Identity where it paints
    pixels. Truncation draws the style towards the mood's own centre, not the centre of all
    (conditional truncation, Dobler et al. 2022): 1 leaves it, 0 paints the centre itself.
    """

    centres: Tensor

    def __init__(self, generator: nn.Module, drawing: nn.Module, noise_size: int) -> None:
        super().__init__()
        self.generator: Any = generator
        self.drawing = drawing
        self.register_buffer("centres", mood_centres(generator, noise_size))

    def forward(self, noise: Tensor, mood: Tensor, truncation: Tensor) -> Tensor:
        style = self.generator.style(noise, mood)
        centre = mood @ self.centres
        value = self.generator.synthesise(centre + truncation * (style - centre))
        result: Tensor = ((self.drawing(value) + 1) * 127.5).clamp(0, 255)
        return result


@torch.no_grad()
def mood_centres(generator: nn.Module, noise_size: int = NOISE_SIZE, samples: int = 4096) -> Tensor:
    """7 x D: the mean style of each one-hot mood."""
    style: Any = generator.style
    chance = torch.Generator().manual_seed(0)
    noise = torch.randn(samples, noise_size, generator=chance)
    moods = torch.eye(len(FACE_EMOTIONS))
    return torch.stack([style(noise, mood.expand(samples, -1)).mean(0) for mood in moods])
