"""The critic: how people would feel in front of a picture, as nine probabilities.

A fixed trunk, ImageNet's VGG19 up to conv3_4, sees the picture; a small head learns from paintings.
Because the trunk is fixed its features are computed once, and a head trains in minutes on a laptop.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.training.perceptual import VggFeatures

FORM_CHANNELS = 256
COLOUR_CHANNELS = 2 * (64 + 128)
EMBEDDING = 128


class CriticTrunk(nn.Module):
    """Pictures N x 3 x 64 x 64 in 0..1 to form (N x 256 x 8 x 8) and colour (N x 384).

    Form is conv3_4 averaged to 8 x 8; colour is the mean and deviation of the first two blocks.
    """

    def __init__(self, weights_file: Path | None = None) -> None:
        super().__init__()
        self.vgg = VggFeatures(weights_file)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        first, second, third = self.vgg(pictures)
        form = functional.relu(functional.avg_pool2d(third, 2)) / 100
        moments = []
        for block in (first, second):
            value = block.float()
            mean = value.mean((2, 3))
            moments += [mean, (value - mean[:, :, None, None]).square().mean((2, 3)).sqrt()]
        return form, torch.cat(moments, 1) / 100


class CriticHead(nn.Module):
    """From the trunk's features to an embedding, and to logits of emotion, style and artist."""

    def __init__(self, styles: int, artists: int, dropout: float = 0.4) -> None:
        super().__init__()
        self.form = nn.Sequential(
            nn.BatchNorm2d(FORM_CHANNELS),
            nn.Dropout2d(0.1),
            nn.Conv2d(FORM_CHANNELS, 192, 3, padding=1, bias=False),
            nn.BatchNorm2d(192),
            nn.ReLU(),
            nn.Conv2d(192, 192, 3, padding=1, bias=False),
            nn.BatchNorm2d(192),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(192, 256, 3, padding=1, bias=False),
            nn.BatchNorm2d(256),
            nn.ReLU(),
        )
        self.colour = nn.BatchNorm1d(COLOUR_CHANNELS)
        self.embed = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(2 * 256 + COLOUR_CHANNELS, EMBEDDING),
            nn.BatchNorm1d(EMBEDDING),
            nn.ReLU(),
            nn.Dropout(dropout),
        )
        self.emotion = nn.Linear(EMBEDDING, len(ART_EMOTIONS))
        self.style = nn.Linear(EMBEDDING, styles)
        self.artist = nn.Linear(EMBEDDING, artists)
        self.anger = nn.Linear(2 * 256 + COLOUR_CHANNELS, 1).requires_grad_(False)
        nn.init.zeros_(self.anger.weight)  # set by a fit of its own: see anger.py
        nn.init.zeros_(self.anger.bias)

    def pool(self, form: Tensor, colour: Tensor) -> Tensor:
        """N x 896: mean and maximum of the form, and the colour."""
        value = self.form(form)
        return torch.cat([value.mean((2, 3)), value.amax((2, 3)), self.colour(colour)], 1)

    def embedding(self, form: Tensor, colour: Tensor) -> Tensor:
        embedding: Tensor = self.embed(self.pool(form, colour))
        return embedding

    def logits(self, pooled: Tensor, embedding: Tensor) -> Tensor:
        """Nine logits of what was pooled and embedded, with the second opinion on anger."""
        place = ART_EMOTIONS.index(ArtEmotion.ANGER)
        is_anger = functional.one_hot(torch.tensor(place), len(ART_EMOTIONS))
        logits: Tensor = self.emotion(embedding) + self.anger(pooled) * is_anger
        return logits

    def forward(self, form: Tensor, colour: Tensor) -> Tensor:
        pooled = self.pool(form, colour)
        return self.logits(pooled, self.embed(pooled))


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
        pooled = self.head.pool(*self.trunk(pictures))
        embedding = self.head.embed(pooled)
        logits = self.head.logits(pooled, embedding) / self.temperature + self.bias
        return logits, embedding
