"""Tells drawn texture from painted texture, place by place."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class TextureDiscriminator(nn.Module):
    """Pictures N x 3 x H x W in 0..1 to logits N x 1 x H/4 x W/4, one for each patch of 31 px.

    A patch discriminator (Isola et al. 2017) with spectral normalisation (Miyato et al. 2018).
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        shape = ((3, width, 3, 1), (width, 2 * width, 4, 2), (2 * width, 4 * width, 4, 2))
        for before, after, kernel, stride in shape:
            layers += [
                spectral_norm(nn.Conv2d(before, after, kernel, stride, padding=1)),
                nn.LeakyReLU(0.2),
            ]
        layers += [
            spectral_norm(nn.Conv2d(4 * width, 4 * width, 3, padding=1)),
            nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(4 * width, 1, 3, padding=1)),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(self, pictures: Tensor) -> Tensor:
        logits: Tensor = self.layers(pictures * 2 - 1)
        return logits
