"""The critic: how people would feel in front of a picture, as nine probabilities.

A trunk, EfficientNet-Lite0, sees the picture; its last blocks are tuned without votes (tuning.py).
From then on it is fixed, so its features are computed once, and a head trains in a minute.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import ART_EMOTIONS, ArtEmotion
from vaha.training.features.network import HEAD, LEVEL_ENDS, FeatureNetwork

SIDE = 128
"""The px that pictures are brought to. At 224, as Lite0 was taught, it sees more but is slow."""
CUT = 5
"""The stages from this one on can be tuned; they hold nine tenths of the weights."""
POOLED = 2304
COMPONENTS = 256
EMBEDDING = 128
FARTHEST = 6.0
"""Deviations from the mean beyond which a feature counts no further."""
STRONG = 40
"""Of the components so many reach the embedding with deviation 1, the weaker ones with less."""


class CriticTrunk(nn.Module):
    """Pictures N x 3 x H x W in 0..1 to pooled features N x 2304: what Lite0 sees at all scales.

    A bare trunk knows nothing; give it `open_feature_network("lite0")`. Its last stages can be
    tuned (see tuning.py).
    """

    def __init__(self, network: FeatureNetwork | None = None) -> None:
        super().__init__()
        self.network = (network or FeatureNetwork("lite0")).requires_grad_(False)

    def tuned(self) -> list[nn.Parameter]:
        """The parameters of the last stages, made ready to learn."""
        parts = [*self.network.stages[CUT:], self.network.head]
        return [one.requires_grad_() for part in parts for one in part.parameters()]

    def begin(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """What the last stages begin with, N x 112 x H / 16 x W / 16, and moments N x 384."""
        value = functional.relu6(self.network.stem((255 * pictures - 127) / 128))
        found: list[Tensor] = []
        for place, stage in enumerate(self.network.stages[:CUT]):
            value = stage(value)
            if place in LEVEL_ENDS:
                found += _moments(value)
        return value, torch.cat(found, 1)

    def finish(self, cut: Tensor, early: Tensor) -> tuple[Tensor, Tensor]:
        """(pooled features, the last layer's answer N x 1280 x H / 32 x W / 32)."""
        value = cut
        for stage in self.network.stages[CUT:]:
            value = stage(value)
        last = functional.relu6(self.network.head(value))
        return torch.cat([last.mean((2, 3)), early, *_moments(value)], 1), last

    def look(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """What `finish` gives, of pictures."""
        return self.finish(*self.begin(pictures))

    def forward(self, pictures: Tensor) -> Tensor:
        return self.look(pictures)[0]


def _moments(value: Tensor) -> tuple[Tensor, Tensor]:
    return value.mean((2, 3)), value.std((2, 3))


def strays_drawn_in(standard: Tensor) -> Tensor:
    """Features of mean 0 and deviation 1, none counting further than FARTHEST."""
    return standard.clamp(-FARTHEST, FARTHEST)


class CriticHead(nn.Module):
    """From pooled features to an embedding, and to logits of emotion, style and artist.

    The features are reduced to their principal components, from which the embedding learns style
    and artist. Emotion is read linearly from both (see votes.py), and anger has a second opinion,
    read from all features (see anger.py).
    """

    mean: Tensor
    deviation: Tensor
    spread: Tensor

    def __init__(self, styles: int, artists: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(POOLED))
        self.register_buffer("deviation", torch.ones(POOLED))
        self.register_buffer("spread", torch.ones(COMPONENTS))
        self.components = nn.Linear(POOLED, COMPONENTS, bias=False).requires_grad_(False)
        self.embed = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(COMPONENTS, 3 * EMBEDDING),
            nn.BatchNorm1d(3 * EMBEDDING),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(3 * EMBEDDING, EMBEDDING),
            nn.BatchNorm1d(EMBEDDING),
            nn.ReLU(),
        )
        self.style = nn.Linear(EMBEDDING, styles)
        self.artist = nn.Linear(EMBEDDING, artists)
        self.emotion = nn.Linear(COMPONENTS + EMBEDDING, len(ART_EMOTIONS)).requires_grad_(False)
        self.anger = nn.Linear(POOLED, 1).requires_grad_(False)
        for fitted in (self.emotion, self.anger):
            nn.init.zeros_(fitted.weight)
            nn.init.zeros_(fitted.bias)

    @torch.no_grad()
    def fit_components(self, pooled: Tensor) -> None:
        """Take mean, deviation and principal components of pooled features N x 2304."""
        self.mean.copy_(pooled.float().mean(0))
        self.deviation.copy_(pooled.float().std(0) + 1e-3)
        standard = self.standardised(pooled)
        count = min(COMPONENTS, *standard.shape)
        torch.manual_seed(0)  # the search for components begins at random
        _, strengths, directions = torch.pca_lowrank(standard, count, center=False, niter=3)
        self.components.weight.zero_()
        self.components.weight[:count] = directions.T
        deviations = strengths / len(standard) ** 0.5
        least = max(1e-3, float(deviations[min(STRONG, count - 1)]))
        self.spread.fill_(least)
        self.spread[:count] = deviations.clamp_min(least)

    def standardised(self, pooled: Tensor) -> Tensor:
        """N x 2304, each column of mean 0 and deviation 1 over paintings, far strays drawn in."""
        return strays_drawn_in((pooled.float() - self.mean) / self.deviation)

    def reading(self, standard: Tensor) -> Tensor:
        """N x 384: components and embedding of standardised features."""
        components = self.components(standard)
        return torch.cat([components, self.embed(components / self.spread)], 1)

    def embedding(self, pooled: Tensor) -> Tensor:
        """N x 128 of pooled features."""
        return self.reading(self.standardised(pooled))[:, COMPONENTS:]

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """(nine logits, the embedding N x 128) of pooled features N x 2304."""
        standard = self.standardised(pooled)
        reading = self.reading(standard)
        place = ART_EMOTIONS.index(ArtEmotion.ANGER)
        is_anger = functional.one_hot(torch.tensor(place), len(ART_EMOTIONS))
        logits = self.emotion(reading) + self.anger(standard) * is_anger
        return logits, reading[:, COMPONENTS:]

    @torch.no_grad()
    def reading_of_last(self) -> tuple[Tensor, Tensor]:
        """(weight 9 x 1280, constant 9): what the last layer's means add to the logits.

        As far as emotion is read from the components, and strays are not drawn in.
        """
        weight = self.emotion.weight[:, :COMPONENTS] @ self.components.weight[:, :HEAD]
        weight = weight / self.deviation[:HEAD]
        return weight, -weight @ self.mean[:HEAD]


class CriticNetwork(nn.Module):
    """Trunk and head as they are shipped: pictures in 0..1 to (logits, embedding, evidence).

    The logits are divided by the calibrated temperature and shifted by the calibrated bias. The
    evidence N x 9 x H x W is what each place of the last layer's answer adds to them: a class
    activation map (Zhou et al. 2016).
    """

    temperature: Tensor
    bias: Tensor
    evidence_weight: Tensor
    evidence_constant: Tensor

    def __init__(
        self, trunk: CriticTrunk, head: CriticHead, temperature: float, bias: Tensor
    ) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = head
        self.register_buffer("temperature", torch.tensor(float(temperature)))
        self.register_buffer("bias", bias.float())
        weight, constant = head.reading_of_last()
        self.register_buffer("evidence_weight", weight[:, :, None, None] / temperature)
        self.register_buffer("evidence_constant", constant / temperature)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        pooled, last = self.trunk.look(pictures)
        logits, embedding = self.head(pooled)
        evidence = functional.conv2d(last, self.evidence_weight, self.evidence_constant)
        places = last.shape[2] * last.shape[3]
        return logits / self.temperature + self.bias, embedding, evidence / places
