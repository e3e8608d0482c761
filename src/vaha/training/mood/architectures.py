"""The networks by name: the original's four, for grey faces of 44 to 48 px, and the pretrained."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.training.engine.checkpoint import read_state
from vaha.training.mood.network import FaceReader, MoodNetwork
from vaha.training.mood.options import MoodOptions
from vaha.training.mood.pretrained import Lite0Reader, Lite2Reader

BASELINE_WIDTHS = (32, 64, 128)
RESIDUAL_WIDTHS = (64, 128, 256, 512)
INCEPTION_STEM = (64, 192)
INCEPTION_STAGES: tuple[tuple[tuple[int, int, int, int, int, int], ...], ...] = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""GoogLeNet's table: widths of 1x1; 3x3 and the 1x1 before it; 5x5 and its 1x1; after pooling."""


def new_network(options: MoodOptions) -> FaceReader:
    """A network of this architecture with fresh weights."""
    if options.arch == "vgg16":
        return MoodNetwork(options.dropout, options.width)
    kinds: dict[str, Callable[[float], FaceReader]] = {
        "baseline": BaselineNetwork,
        "resnet": ResidualNetwork,
        "inception": InceptionNetwork,
        "lite0": Lite0Reader,
        "lite2": Lite2Reader,
    }
    return kinds[options.arch](options.dropout)


def trained_network(checkpoint: Path) -> FaceReader:
    """The averaged network of a run, of the architecture it had; raises TrainingDataError."""
    state = read_state(checkpoint)
    try:
        begun = json.loads(state["options"])
        network = new_network(MoodOptions(arch=begun["arch"], width=begun.get("width", 1.0)))
        network.load_state_dict(state["average"])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise TrainingDataError(
            f"{checkpoint} is not of a mood reader's run; give the checkpoint.pt of one"
        ) from error
    return network


def convolution(inside: int, outside: int, size: int, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class BaselineNetwork(FaceReader):
    """The original's small baseline: three convolutions, each pooled, no normalisation.

    93,575 parameters.
    """

    def __init__(self, dropout: float = 0.3) -> None:
        layers: list[nn.Module] = []
        channels = 1
        for width in BASELINE_WIDTHS:
            layers += [
                nn.Conv2d(channels, width, 3, padding=1),
                nn.ReLU(inplace=True),
                nn.MaxPool2d(2, ceil_mode=True),
            ]
            channels = width
        super().__init__(nn.Sequential(*layers), channels, dropout)


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut (He et al. 2016)."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.first = convolution(inside, outside, 3, stride)
        self.second = nn.Sequential(
            nn.Conv2d(outside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside)
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inside != outside:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside)
            )

    def forward(self, features: Tensor) -> Tensor:
        return torch.relu(self.second(self.first(features)) + self.shortcut(features))


class ResidualNetwork(FaceReader):
    """ResNet-18 as for CIFAR, without the early pooling (He et al. 2016): 11,171,271 parameters."""

    def __init__(self, dropout: float = 0.3) -> None:
        channels = RESIDUAL_WIDTHS[0]
        layers: list[nn.Module] = [convolution(1, channels, 3)]
        for number, width in enumerate(RESIDUAL_WIDTHS):
            layers.append(ResidualBlock(channels, width, stride=2 if number else 1))
            layers.append(ResidualBlock(width, width, stride=1))
            channels = width
        super().__init__(nn.Sequential(*layers), channels, dropout)


class InceptionBlock(nn.Module):
    """Four paths side by side (Szegedy et al. 2015), the 5x5 as two 3x3 (Ioffe & Szegedy 2015)."""

    def __init__(self, inside: int, widths: tuple[int, int, int, int, int, int]) -> None:
        super().__init__()
        one, before_three, three, before_five, five, pooled = widths
        self.one = convolution(inside, one, 1)
        self.three = nn.Sequential(
            convolution(inside, before_three, 1), convolution(before_three, three, 3)
        )
        self.five = nn.Sequential(
            convolution(inside, before_five, 1),
            convolution(before_five, five, 3),
            convolution(five, five, 3),
        )
        self.pooled = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1), convolution(inside, pooled, 1)
        )
        self.channels = one + three + five + pooled

    def forward(self, features: Tensor) -> Tensor:
        paths = (self.one, self.three, self.five, self.pooled)
        return torch.cat([path(features) for path in paths], 1)


class InceptionNetwork(FaceReader):
    """GoogLeNet's nine blocks, batch-normalised, behind a stem for small faces.

    6,261,383 parameters.
    """

    def __init__(self, dropout: float = 0.3) -> None:
        first, channels = INCEPTION_STEM
        layers: list[nn.Module] = [convolution(1, first, 3), convolution(first, channels, 3)]
        for stage in INCEPTION_STAGES:
            layers.append(nn.MaxPool2d(2, ceil_mode=True))
            for widths in stage:
                block = InceptionBlock(channels, widths)
                layers.append(block)
                channels = block.channels
        super().__init__(nn.Sequential(*layers), channels, dropout)
