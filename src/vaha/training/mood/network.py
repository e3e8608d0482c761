"""The network that reads a mood: VGG16 (Simonyan & Zisserman 2015), batch-normalised."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn

from vaha.emotions import FACE_EMOTIONS
from vaha.errors import TrainingDataError
from vaha.training.engine.checkpoint import read_state

VGG16_BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""Widths of the convolutions; a max-pooling stands between the blocks."""


class FaceReader(nn.Module):
    """Features of a face, averaged over the picture, to seven logits: what all readers share.

    Input: N x 1 x H x W, any affine scale of grey (each picture is standardised inside), H and W
    from 32; 44 to 48 is what they learn on. `features` gives N x `channels` x h x w.
    `from_imagenet` is whether the weights began as ImageNet's, for the card to say.
    """

    from_imagenet = False

    def __init__(self, features: nn.Module, channels: int, dropout: float) -> None:
        super().__init__()
        self.features = features
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(channels, len(FACE_EMOTIONS))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, faces: Tensor) -> Tensor:
        features = self.features(standardise(faces))
        return self.head(self.dropout(features.mean((2, 3))))  # type: ignore[no-any-return]


class MoodNetwork(FaceReader):
    """VGG16 with batch normalisation and global average pooling: 14,721,351 parameters.

    The fifth pooling is left out, since 48 pixels have none to spare. `width` is the share
    of the channels: a quarter has a sixteenth of the parameters.
    """

    def __init__(self, dropout: float = 0.3, width: float = 1.0) -> None:
        layers: list[nn.Module] = []
        channels = 1
        for number, block in enumerate(VGG16_BLOCKS):
            if number:
                layers.append(nn.MaxPool2d(2, ceil_mode=True))
            for outside in (max(1, round(whole * width)) for whole in block):
                layers += [
                    nn.Conv2d(channels, outside, 3, padding=1, bias=False),
                    nn.BatchNorm2d(outside),
                    nn.ReLU(inplace=True),
                ]
                channels = outside
        super().__init__(nn.Sequential(*layers), channels, dropout)


def standardise(faces: Tensor) -> Tensor:
    """Each picture to mean 0 and deviation 1, so that a dark photo reads as a bright one does."""
    mean = faces.mean((1, 2, 3), keepdim=True)
    deviation = (faces - mean).square().mean((1, 2, 3), keepdim=True).sqrt()
    return (faces - mean) / (deviation + 0.02)


def load_start(network: FaceReader, weights_file: Path) -> None:
    """Begin with the averaged weights of a run's checkpoint, or with ImageNet's convolutions.

    Raises TrainingDataError for a file that holds neither or another network's.
    """
    state = read_state(weights_file)
    if not isinstance(state.get("average"), dict):
        load_imagenet_start(network, weights_file)
        network.from_imagenet = True
        return
    try:
        network.load_state_dict(state["average"])
    except RuntimeError as error:
        raise TrainingDataError(
            f"{weights_file} is of another network; begin with it by the --arch and --width it had"
        ) from error
    network.from_imagenet = bool(state.get("from_imagenet", False))


def load_imagenet_start(network: FaceReader, weights_file: Path) -> int:
    """Begin with ImageNet's convolutions, as far as the file has them; return how many were loaded.

    Reads torchvision's VGG state dicts (`features.N.weight`). VGG19 files serve for the first
    blocks too: its first two, two and three convolutions have VGG16's shapes and places.
    Colour filters become grey ones by summing over the three colours. Raises TrainingDataError for
    a file that cannot be read or is no VGG, or a network that is none.
    """
    if not isinstance(network, MoodNetwork):
        raise TrainingDataError(f"{weights_file} starts a VGG16; use --arch vgg16 or no --init")
    theirs = _convolutions_by_block(read_state(weights_file))
    ours: list[list[nn.Conv2d]] = [[]]
    for module in network.features.children():
        if isinstance(module, nn.MaxPool2d):
            ours.append([])
        elif isinstance(module, nn.Conv2d):
            ours[-1].append(module)
    loaded = 0
    with torch.no_grad():
        for our_block, their_block in zip(ours, theirs, strict=False):
            for convolution, weight in zip(our_block, their_block, strict=False):
                if weight.shape[1] == 3 and convolution.in_channels == 1:
                    weight = weight.sum(1, keepdim=True)
                if weight.shape == convolution.weight.shape:
                    convolution.weight.copy_(weight)
                    loaded += 1
    if not loaded:
        raise TrainingDataError(f"{weights_file} holds no convolutions of a VGG of this width")
    return loaded


def _convolutions_by_block(state: dict[str, Tensor]) -> list[list[Tensor]]:
    """The convolutions of a VGG state dict, cut into blocks where a pooling takes a number.

    In `features.N.weight` the numbers of neighbours differ by 2 (by 3 with batch normalisation),
    and by one more across a pooling.
    """
    numbers = sorted(
        int(name.split(".")[1])
        for name, value in state.items()
        if re.fullmatch(r"features\.\d+\.weight", name) and value.ndim == 4
    )
    step = min((after - before for before, after in pairwise(numbers)), default=2)
    blocks: list[list[Tensor]] = []
    previous = -step - 1
    for number in numbers:
        if number - previous > step:
            blocks.append([])
        blocks[-1].append(state[f"features.{number}.weight"].float())
        previous = number
    return blocks
