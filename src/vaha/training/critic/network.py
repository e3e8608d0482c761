"""The critic: how people would feel in front of a picture, as nine probabilities.

A fixed trunk, ImageNet's VGG19 up to conv3_4 made narrow, sees the picture; a small head learns
from paintings. Because the trunk is fixed its features are computed once, and a head trains in
minutes on a laptop.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.training.features.perceptual import VggFeatures
from vaha.training.layers.low_rank import fit_narrowed, narrowed

POOLED = (3 + 4) * 256 + 2 * (64 + 128)
EMBEDDING = 128
FARTHEST = 6.0
"""Deviations from the mean beyond which a feature counts no further."""
RANKS = (None, 12, 24, 32, 48, 48, 48, 48)
"""Of VGG19's eight convolutions: a fifth of the multiplications, for 7 % of the form's variance."""


class CriticTrunk(nn.Module):
    """Pictures N x 3 x 64 x 64 in 0..1 to pooled features N x 2176.

    Of form, which is conv3_4: mean, deviation and maximum, and the means of its four quarters. Of
    colour: mean and deviation of the two blocks before. A bare trunk knows nothing; `of_vgg` makes
    one that does.
    """

    def __init__(self, vgg: VggFeatures | None = None) -> None:
        super().__init__()
        self.vgg = vgg or VggFeatures()
        self.vgg.features = narrowed(self.vgg.features, RANKS)
        self.requires_grad_(False)

    @classmethod
    def of_vgg(cls, weights_file: Path, pictures: Tensor) -> CriticTrunk:
        """ImageNet's VGG19, narrowed by what it says of pictures N x 3 x 64 x 64 in 0..1."""
        vgg = VggFeatures(weights_file)
        whole = vgg.features
        trunk = cls(vgg)
        fit_narrowed(trunk.vgg.features, whole, vgg.scaled(pictures))
        return trunk

    def forward(self, pictures: Tensor) -> Tensor:
        first, second, third = self.vgg(pictures)
        form = functional.relu(functional.avg_pool2d(third, 2)).float() / 100
        pooled = [*_moments(form), form.amax((2, 3)), functional.avg_pool2d(form, 4).flatten(1)]
        for block in (first, second):
            pooled += [moment / 100 for moment in _moments(block.float())]
        return torch.cat(pooled, 1)


def _moments(value: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation over all places: N x C each."""
    mean = value.mean((2, 3))
    return mean, (value - mean[:, :, None, None]).square().mean((2, 3)).sqrt()


class CriticHead(nn.Module):
    """From pooled features to an embedding, and to logits of emotion, style and artist.

    The embedding learns style and artist; emotion is read from it linearly (see critic_votes.py),
    and anger has a second opinion, read from the pooled features (see anger.py).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, styles: int, artists: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(POOLED))
        self.register_buffer("deviation", torch.ones(POOLED))
        self.embed = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(POOLED, 2 * EMBEDDING),
            nn.BatchNorm1d(2 * EMBEDDING),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(2 * EMBEDDING, EMBEDDING),
            nn.BatchNorm1d(EMBEDDING),
            nn.ReLU(),
        )
        self.style = nn.Linear(EMBEDDING, styles)
        self.artist = nn.Linear(EMBEDDING, artists)
        self.emotion = nn.Linear(EMBEDDING, len(ART_EMOTIONS)).requires_grad_(False)
        self.anger = nn.Linear(POOLED, 1).requires_grad_(False)
        for fitted in (self.emotion, self.anger):
            nn.init.zeros_(fitted.weight)
            nn.init.zeros_(fitted.bias)

    def standardised(self, pooled: Tensor) -> Tensor:
        """N x 2176, each column of mean 0 and deviation 1 over paintings, far strays drawn in."""
        return ((pooled.float() - self.mean) / self.deviation).clamp(-FARTHEST, FARTHEST)

    def embedding(self, pooled: Tensor) -> Tensor:
        embedding: Tensor = self.embed(self.standardised(pooled))
        return embedding

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """(nine logits, the embedding N x 128) of pooled features N x 2176."""
        standard = self.standardised(pooled)
        embedding = self.embed(standard)
        place = ART_EMOTIONS.index(ArtEmotion.ANGER)
        is_anger = functional.one_hot(torch.tensor(place), len(ART_EMOTIONS))
        return self.emotion(embedding) + self.anger(standard) * is_anger, embedding


class CriticNetwork(nn.Module):
    """Trunk and head in one, as it is shipped: pictures in 0..1 to (logits, embedding).

    The logits are divided by the calibrated temperature and shifted by the calibrated bias.
    """

    temperature: Tensor
    bias: Tensor

    def __init__(
        self, trunk: CriticTrunk, head: CriticHead, temperature: float, bias: Tensor
    ) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = head
        self.register_buffer("temperature", torch.tensor(float(temperature)))
        self.register_buffer("bias", bias.float())

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        logits, embedding = self.head(self.trunk(pictures))
        return logits / self.temperature + self.bias, embedding
