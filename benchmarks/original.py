"""The original's own way, rebuilt with random weights, in eager PyTorch and single precision.

Its four networks at the sizes at which it runs them: VGG16 at 48 x 48, a generator of transposed
convolutions to 64 x 64, a ResNet-34 that scores every candidate by itself, and RealESRGAN_x4plus.
Only the shapes matter for time, so nothing is learnt here.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

NOISE, LABELS, ARTWORK_EMOTIONS = 128, 7, 9


class Vgg16(nn.Sequential):
    """Faces N x 3 x 48 x 48 to logits N x 7: thirteen convolutions, a mean, a dense layer."""

    def __init__(self) -> None:
        layers: list[nn.Module] = []
        seen = 3
        for block in ((64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3):
            for width in block:
                layers += [nn.Conv2d(seen, width, 3, padding=1), nn.ReLU()]
                seen = width
            layers.append(nn.MaxPool2d(2))
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, LABELS))


class Generator(nn.Module):
    """Noise N x 128 and labels N to pictures N x 3 x 64 x 64."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(LABELS, NOISE)
        self.dense = nn.Linear(2 * NOISE, 4096)
        layers: list[nn.Module] = []
        for seen, width in ((256, 256), (256, 256), (256, 128)):
            layers += [
                nn.ConvTranspose2d(seen, width, 3, stride=2, padding=1, output_padding=1),
                nn.LeakyReLU(0.2),
                nn.BatchNorm2d(width),
            ]
        layers.append(nn.ConvTranspose2d(128, 3, 3, stride=2, padding=1, output_padding=1))
        self.layers = nn.Sequential(*layers, nn.Tanh())

    def forward(self, noise: Tensor, labels: Tensor) -> Tensor:
        start = self.dense(torch.cat([noise, self.embed(labels)], dim=1))
        return self.layers(start.view(-1, 256, 4, 4))


class _Residual(nn.Module):
    def __init__(self, seen: int, width: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(seen, width, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(width), nn.BatchNorm2d(width)])
        self.skip: nn.Module = nn.Identity()
        if stride != 1 or seen != width:
            skip = nn.Conv2d(seen, width, 1, stride, bias=False)
            self.skip = nn.Sequential(skip, nn.BatchNorm2d(width))

    def forward(self, given: Tensor) -> Tensor:
        inner = functional.relu(self.norms[0](self.first(given)))
        return functional.relu(self.norms[1](self.second(inner)) + self.skip(given))


class ResNet34(nn.Sequential):
    """Pictures N x 3 x H x W to ArtEmis' logits N x 9, by its head of 100 numbers."""

    def __init__(self) -> None:
        layers: list[nn.Module] = [
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
        ]  # fmt: skip
        seen = 64
        for width, count in ((64, 3), (128, 4), (256, 6), (512, 3)):
            for number in range(count):
                stride = 2 if number == 0 and width > 64 else 1
                layers.append(_Residual(seen, width, stride))
                seen = width
        head = [nn.Linear(512, 100), nn.BatchNorm1d(100), nn.ReLU()]
        head.append(nn.Linear(100, ARTWORK_EMOTIONS))
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *head)


class _Dense(nn.Module):
    """Five convolutions, each of which sees all before it."""

    def __init__(self) -> None:
        super().__init__()
        widths = [(64 + 32 * number, 32) for number in range(4)] + [(192, 64)]
        self.layers = nn.ModuleList(nn.Conv2d(seen, width, 3, 1, 1) for seen, width in widths)

    def forward(self, given: Tensor) -> Tensor:
        seen = given
        for layer in self.layers[:-1]:
            seen = torch.cat([seen, functional.leaky_relu(layer(seen), 0.2)], dim=1)
        return given + 0.2 * self.layers[-1](seen)


class _DenseInDense(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.Sequential(_Dense(), _Dense(), _Dense())

    def forward(self, given: Tensor) -> Tensor:
        return given + 0.2 * self.blocks(given)


class RealEsrgan(nn.Module):
    """RealESRGAN_x4plus: pictures N x 3 x H x W to N x 3 x 4H x 4W, 23 blocks of 64 channels."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 64, 3, 1, 1)
        self.body = nn.Sequential(*(_DenseInDense() for _ in range(23)), nn.Conv2d(64, 64, 3, 1, 1))
        self.larger = nn.ModuleList(nn.Conv2d(64, 64, 3, 1, 1) for _ in range(2))
        self.last = nn.Sequential(
            nn.Conv2d(64, 64, 3, 1, 1), nn.LeakyReLU(0.2), nn.Conv2d(64, 3, 3, 1, 1)
        )

    def forward(self, given: Tensor) -> Tensor:
        seen = self.first(given)
        seen = seen + self.body(seen)
        for layer in self.larger:
            seen = functional.leaky_relu(layer(functional.interpolate(seen, scale_factor=2)), 0.2)
        return self.last(seen)


class Original:
    """The four networks, ready, and each of its steps as a function without arguments."""

    def __init__(self, candidates: int = 32, keep: int = 3) -> None:
        torch.manual_seed(0)
        self.mood, self.painter = Vgg16().eval(), Generator().eval()
        self.critic, self.enlarger = ResNet34().eval(), RealEsrgan().eval()
        self._keep = keep
        self._noise = torch.randn(candidates, NOISE)
        self._labels = torch.zeros(candidates, dtype=torch.long)
        self._works = torch.rand(candidates, 3, 64, 64)

    def steps(self) -> dict[str, Callable[[], object]]:
        """The steps of a portrait by name: the critic looks at one work after another."""
        face = torch.rand(1, 3, 48, 48)
        return {
            "mood": _still(lambda: self.mood(face)),
            "paint": _still(lambda: self.painter(self._noise, self._labels)),
            "choose": _still(lambda: [self.critic(work[None]) for work in self._works]),
            "enlarge": _still(
                lambda: [self.enlarger(work[None]) for work in self._works[: self._keep]]
            ),
        }

    def critic_at(self, side: int) -> Callable[[], object]:
        """The critic's step with works made larger, as its network was trained."""
        works = functional.interpolate(self._works, size=(side, side))
        return _still(lambda: [self.critic(work[None]) for work in works])

    def multiply_adds(self) -> dict[str, int]:
        """Of one run of each network at its own size."""
        return {
            "mood": _count(self.mood, torch.rand(1, 3, 48, 48)),
            "paint": _count(self.painter, self._noise[:1], self._labels[:1]),
            "choose": _count(self.critic, self._works[:1]),
            "enlarge": _count(self.enlarger, self._works[:1]),
        }


def _still(step: Callable[[], object]) -> Callable[[], object]:
    """The step without what learning would need."""
    return torch.inference_mode()(step)


def _count(network: nn.Module, *given: Tensor) -> int:
    """Multiply-adds of all convolutions and dense layers for these inputs."""
    total = 0

    def add(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        weight = layer.weight  # N x in x ... , or of transposed convolutions in x out x ...
        each = inputs[0] if isinstance(layer, nn.ConvTranspose2d) else output
        total += each.numel() * weight[0].numel()

    kinds = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
    hooks = [
        layer.register_forward_hook(add) for layer in network.modules() if isinstance(layer, kinds)
    ]
    with torch.inference_mode():
        network(*given)
    for hook in hooks:
        hook.remove()
    return total
