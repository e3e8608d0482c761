"""The plain DCGAN (Radford et al. 2016) that the painter is compared with, at 64 px.

Transposed convolutions of 4 with stride 2, batch normalisation, a hundred numbers of noise, no
condition: the architecture of the first VAHA. It takes a mood and does without it, so that it
learns, is exported and is measured as the others are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

NOISE_SIZE = 100
WIDTHS = (512, 256, 128, 64)


def _start(network: nn.Module) -> None:
    """Weights of deviation 0.02, as the paper has them."""
    for layer in network.modules():
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(layer.weight, 0.0, 0.02)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, 0.02)
            nn.init.zeros_(layer.bias)


class DcganGenerator(nn.Module):
    """Noise N x 100 to pictures N x 3 x 64 x 64 in -1..1; the mood is not looked at."""

    conditioning: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in zip((NOISE_SIZE, *WIDTHS), WIDTHS, strict=False):
            stride, margin = (1, 0) if inputs == NOISE_SIZE else (2, 1)
            layers += [
                nn.ConvTranspose2d(inputs, outputs, 4, stride, margin, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
            ]
        layers += [nn.ConvTranspose2d(WIDTHS[-1], 3, 4, 2, 1, bias=False), nn.Tanh()]
        self.layers = nn.Sequential(*layers)
        _start(self)
        self.register_buffer("conditioning", torch.zeros(()))

    def style(self, noise: Tensor, mood: Tensor) -> Tensor:
        return noise

    def synthesise(self, style: Tensor) -> Tensor:
        pictures: Tensor = self.layers(style[:, :, None, None]).float()
        return pictures

    def forward(self, noise: Tensor, mood: Tensor) -> Tensor:
        return self.synthesise(self.style(noise, mood))


class DcganDiscriminator(nn.Module):
    """Pictures N x 3 x 64 x 64 to one logit each; the mood is not looked at."""

    conditioning: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in zip((3, *WIDTHS[:0:-1]), WIDTHS[::-1], strict=True):
            layers.append(nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False))
            if inputs != 3:
                layers.append(nn.BatchNorm2d(outputs))
            layers.append(nn.LeakyReLU(0.2))
        layers.append(nn.Conv2d(WIDTHS[0], 1, 4, bias=False))
        self.layers = nn.Sequential(*layers)
        _start(self)
        self.register_buffer("conditioning", torch.zeros(()))

    def forward(self, pictures: Tensor, mood: Tensor) -> Tensor:
        logits: Tensor = self.layers(pictures).flatten().float()
        return logits
