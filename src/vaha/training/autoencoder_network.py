"""A convolutional autoencoder: 64 x 64 pictures to 8 x 8 x 16 latents and back.

Painting on latents costs a tenth of painting on pixels (the idea of Rombach et al. 2022).
Up-sampling is nearest-neighbour, then convolution: no checkerboard (Odena et al. 2016).
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

LATENT_CHANNELS = 16
LATENT_SIZE = 8


class ResidualBlock(nn.Module):
    """x + two convolutions of it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, value: Tensor) -> Tensor:
        inner = functional.leaky_relu(value, 0.2)
        inner = functional.leaky_relu(self.first(inner), 0.2)
        result: Tensor = value + self.second(inner)
        return result


class Encoder(nn.Module):
    """N x 3 x 64 x 64 in -1..1 to N x 16 x 8 x 8."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, 48, 3, padding=1),
            ResidualBlock(48),
            nn.Conv2d(48, 96, 4, stride=2, padding=1),
            ResidualBlock(96),
            nn.Conv2d(96, 128, 4, stride=2, padding=1),
            ResidualBlock(128),
            nn.LeakyReLU(0.2),
            nn.Conv2d(128, LATENT_CHANNELS, 3, padding=1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        latents: Tensor = self.layers(pictures)
        return latents


class Decoder(nn.Module):
    """N x 16 x 8 x 8 to N x 3 x 64 x 64, roughly in -1..1."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, 160, 3, padding=1),
            ResidualBlock(160),
            ResidualBlock(160),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(160, 96, 3, padding=1),
            ResidualBlock(96),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(96, 64, 3, padding=1),
            ResidualBlock(64),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(64, 32, 3, padding=1),
            ResidualBlock(32),
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 3, 3, padding=1),
        )

    def forward(self, latents: Tensor) -> Tensor:
        pictures: Tensor = self.layers(latents)
        return pictures
