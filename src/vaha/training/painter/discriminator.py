"""Discriminators that look through a frozen network (Projected GAN, Sauer et al. 2021).

What the feature network sees is mixed at random across channels and scales, so that no single
feature can be played upon, and four small discriminators judge it at four strides. A fifth looks at
the pixels themselves: the frozen features see form, but are nearly blind to grain and tint.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.training.features.network import FeatureNetwork
from vaha.training.layers.spectral_norm import normed
from vaha.training.painter.generator import CONDITION_SIZE

MIXED = (64, 128, 256, 256)
"""Channels after mixing, at strides 4, 8, 16 and 32."""
HALVINGS = (2, 1, 0, 0)
"""How often the discriminator of each stride halves the side before it judges."""
WIDTH, AGREEMENT = 128, 96
TEXTURE_WIDTHS = (32, 64, 64)


class Projection(nn.Module):
    """Frozen features, mixed at random across channels and from coarse to fine scales."""

    def __init__(self, features: FeatureNetwork) -> None:
        super().__init__()
        self.features = features
        widths = features.architecture.level_widths[1:]
        self.across = nn.ModuleList(
            [nn.Conv2d(old, new, 1) for old, new in zip(widths, MIXED, strict=True)]
        )
        self.down = nn.ModuleList(
            [nn.Conv2d(MIXED[k + 1], MIXED[k], 3, padding=1) for k in range(3)]
        )
        for layer in [*self.across, *self.down]:
            assert isinstance(layer, nn.Conv2d) and layer.bias is not None
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
            nn.init.zeros_(layer.bias)
        self.requires_grad_(False)

    def mixing_state(self) -> dict[str, Tensor]:
        """The random layers: all of the state that is ours."""
        return {k: v for k, v in self.state_dict().items() if not k.startswith("features.")}

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """What is judged of pictures in -1..1, from the finest scale to the coarsest."""
        levels = self.features.levels(pictures * 127.5 + 127.5)[1:]
        mixed: list[Tensor] = [
            layer(level) for layer, level in zip(self.across, levels, strict=True)
        ]
        for place in (2, 1, 0):
            coarse = self.down[place](mixed[place + 1])
            size = mixed[place].shape[-2:]
            mixed[place] = mixed[place] + functional.interpolate(
                coarse, size=size, mode="bilinear", align_corners=False
            )
        return mixed


class Judgement(nn.Module):
    """Logits at every place, with a projection on the condition (Miyato & Koyama 2018)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.plain = normed(nn.Conv2d(width, 1, 3, padding=1))
        self.agreement = normed(nn.Conv2d(width, AGREEMENT, 1))
        self.embedding = normed(nn.Linear(CONDITION_SIZE, AGREEMENT))

    def forward(self, value: Tensor, condition: Tensor) -> Tensor:
        wanted = self.embedding(condition)[:, :, None, None]
        agrees = (self.agreement(value) * wanted).sum(1, keepdim=True)
        logits: Tensor = self.plain(value) + agrees
        return logits


class FeatureDiscriminator(nn.Module):
    """Judges mixed features of one stride; any size."""

    def __init__(self, channels: int, halvings: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(halvings):
            layers += [normed(nn.Conv2d(channels, WIDTH, 4, 2, 1)), nn.LeakyReLU(0.2)]
            channels = WIDTH
        layers += [normed(nn.Conv2d(channels, WIDTH, 3, padding=1)), nn.LeakyReLU(0.2)]
        self.body, self.judgement = nn.Sequential(*layers), Judgement(WIDTH)

    def forward(self, value: Tensor, condition: Tensor) -> Tensor:
        logits: Tensor = self.judgement(self.body(value), condition)
        return logits


class TextureDiscriminator(nn.Module):
    """Judges patches of 22 px of the pictures themselves."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        old = 3
        for width in TEXTURE_WIDTHS:
            layers += [normed(nn.Conv2d(old, width, 4, 2, 1)), nn.LeakyReLU(0.2)]
            old = width
        self.body, self.judgement = nn.Sequential(*layers), Judgement(old)

    def forward(self, pictures: Tensor, condition: Tensor) -> Tensor:
        logits: Tensor = self.judgement(self.body(pictures), condition)
        return logits


class ProjectedDiscriminators(nn.Module):
    """All five; `forward` gives the logits of each."""

    def __init__(self) -> None:
        super().__init__()
        self.of_features = nn.ModuleList(
            [FeatureDiscriminator(c, h) for c, h in zip(MIXED, HALVINGS, strict=True)]
        )
        self.of_texture = TextureDiscriminator()

    def forward(self, mixed: list[Tensor], pictures: Tensor, condition: Tensor) -> list[Tensor]:
        """`mixed` is what the projection gives of augmented pictures, `pictures` those as they are.

        The last logits are those of texture.
        """
        logits = [one(value, condition) for one, value in zip(self.of_features, mixed, strict=True)]
        return [*logits, self.of_texture(pictures, condition)]


def hinge(real: list[Tensor], painted: list[Tensor]) -> Tensor:
    """The discriminators' loss (Lim & Ye 2017), summed over them."""
    losses = [
        functional.relu(1 - ours).mean() + functional.relu(1 + theirs).mean()
        for ours, theirs in zip(real, painted, strict=True)
    ]
    return torch.stack(losses).sum()
