"""Readers that begin with what EfficientNet-Lite learnt on ImageNet; teachers, not for shipping.

All learns on but the stem and the first stages, which know what edges are. A grey face is enlarged,
because the network halves its picture five times, and shown in all three colours at the contrast of
a photograph.
"""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.training.features.network import (
    HEAD,
    FeatureNetwork,
    normalised,
    open_learning_network,
)
from vaha.training.mood.network import FaceReader

ENLARGED = 64 / 44
"""The 44 px that a view shows become 64, of which 2 x 2 are left in the end."""
FROZEN = 2
"""The stem and so many stages stay as they are: they take a third of the time to learn."""
GREY, CONTRAST = 127.0, 64.0
"""Mean and deviation, in 0..255, that a standardised face is given: about a photograph's."""


class EnlargedFeatures(nn.Module):
    """Faces N x 1 x H x W, standardised, to N x 1280 x h x w."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.network = network = FeatureNetwork(name, normalised)
        self._frozen = [network.stem, *network.stages[:FROZEN]]
        for part in self._frozen:
            part.requires_grad_(False)

    def train(self, mode: bool = True) -> EnlargedFeatures:
        """As any module; but what is frozen does not follow the statistics of faces either."""
        super().train(mode)
        for part in self._frozen:
            part.eval()
        return self

    def forward(self, faces: Tensor) -> Tensor:
        larger = functional.interpolate(
            faces, scale_factor=ENLARGED, mode="bilinear", align_corners=False
        )
        colour = (larger * CONTRAST + GREY).repeat(1, 3, 1, 1)
        colour = colour.contiguous(memory_format=torch.channels_last)
        return functional.relu6(self.network.head(self.network.levels(colour)[-1]))


class PretrainedReader(FaceReader):
    """What both sizes share: fresh weights until `begin_with_imagenet`."""

    name: ClassVar[str]

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__(EnlargedFeatures(self.name), HEAD, dropout)
        # By channels last: without, a processor takes half as long again.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def begin_with_imagenet(self) -> None:
        """Fill the features from the installed package; raises TrainingDataError without one."""
        published = open_learning_network(self.name).state_dict()
        self.features.network.load_state_dict(published)  # type: ignore[union-attr]
        self.from_imagenet = True


class Lite0Reader(PretrainedReader):
    """EfficientNet-Lite0 (Liu 2020) behind an enlargement: 3,379,975 parameters."""

    name = "lite0"


class Lite2Reader(PretrainedReader):
    """EfficientNet-Lite2 (Liu 2020) behind an enlargement: 4,820,039 parameters."""

    name = "lite2"
