"""A perceptual distance on the first layers of ImageNet's VGG19 (Johnson et al. 2016)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.errors import TrainingDataError
from vaha.training.engine.checkpoint import read_state

VGG19_BLOCKS = ((64, 64), (128, 128), (256, 256, 256, 256))
CAFFE_MEAN = (123.68, 116.779, 103.939)
"""Means of red, green and blue, 0..255; this VGG19 takes blue first and no deviation."""


class VggFeatures(nn.Module):
    """VGG19 up to conv3_4; pictures N x 3 x H x W in 0..1, RGB.

    Weights: a state dict with torchvision's names whose inputs are BGR, 0..255, less their means.
    """

    def __init__(self, weights_file: Path | None = None, blocks: int = 3) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for number, block in enumerate(VGG19_BLOCKS[:blocks]):
            if number:
                layers.append(nn.MaxPool2d(2))
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
        self.features = nn.Sequential(*layers)
        self.register_buffer("mean", torch.tensor(CAFFE_MEAN).view(1, 3, 1, 1), persistent=False)
        if weights_file is not None:
            self.load_file(weights_file)
        self.requires_grad_(False)

    def load_file(self, weights_file: Path) -> None:
        """Take the first layers of a VGG19; raises TrainingDataError where it is none."""
        state, own = read_state(weights_file), self.state_dict()
        try:
            self.load_state_dict({name: value for name, value in state.items() if name in own})
        except RuntimeError as error:
            raise TrainingDataError(
                f"{weights_file} is no VGG19: layers are missing or of another size"
            ) from error

    def scaled(self, pictures: Tensor) -> Tensor:
        """Pictures in 0..1, RGB, as the first layer wants them."""
        scaled: Tensor = (pictures * 255 - self.mean).flip(1)  # type: ignore[operator]
        return scaled

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """The last activation of each block."""
        value = self.scaled(pictures)
        outputs = []
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                outputs.append(value)
            value = layer(value)
        return [*outputs, value]


def perceptual_distance(features: VggFeatures, ours: Tensor, theirs: Tensor) -> Tensor:
    """Mean over blocks of the L1 distance relative to the target's own size."""
    with torch.no_grad():
        targets = features(theirs)
    distances = [
        (mine.float() - target.float()).abs().mean() / (target.float().abs().mean() + 1e-6)
        for mine, target in zip(features(ours), targets, strict=True)
    ]
    return torch.stack(distances).mean()


def random_crop(pictures: Tensor, size: int, generator: torch.Generator) -> tuple[slice, slice]:
    """One place for the whole batch."""
    top = int(torch.randint(pictures.shape[-2] - size + 1, (), generator=generator))
    left = int(torch.randint(pictures.shape[-1] - size + 1, (), generator=generator))
    return slice(top, top + size), slice(left, left + size)


def l1(ours: Tensor, theirs: Tensor) -> Tensor:
    """The mean absolute difference, in float32."""
    return functional.l1_loss(ours.float(), theirs.float())
