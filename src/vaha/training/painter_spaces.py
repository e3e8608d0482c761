"""What the painter learns from, whole on the device: latents of paintings, or their pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.training.device import Device
from vaha.training.painting_augmentation import augment, mirrored


class Space(Protocol):
    """Real paintings, drawn by their places, and how far they may be moved and cut."""

    def __len__(self) -> int: ...

    def real(self, places: Tensor, chance: torch.Generator) -> Tensor:
        """N x C x S x S of the paintings at these places, some of them mirrored."""
        ...

    def augment(self, value: Tensor, probability: float, chance: torch.Generator) -> Tensor:
        """Shifted by an eighth and half cut, each with this probability."""
        ...


@dataclass(frozen=True)
class LatentSpace:
    """Normalised latents V x M x 16 x 8 x 8 of M paintings: V views of each."""

    latents: Tensor

    def __len__(self) -> int:
        return self.latents.shape[1]

    def real(self, places: Tensor, chance: torch.Generator) -> Tensor:
        views = torch.randint(
            len(self.latents), (len(places),), generator=chance, device=places.device
        )
        return self.latents[views, places].contiguous(memory_format=torch.channels_last)

    def augment(self, value: Tensor, probability: float, chance: torch.Generator) -> Tensor:
        return augment(value, probability, chance, shift=1, cut=4)


@dataclass(frozen=True)
class PixelSpace:
    """Pictures uint8 M x S x S x 3; they become -1..1 when they are drawn."""

    pixels: Tensor

    @classmethod
    def of(cls, pixels: npt.NDArray[np.uint8], device: Device) -> PixelSpace:
        return cls(torch.from_numpy(np.ascontiguousarray(pixels)).to(device.torch_device))

    def __len__(self) -> int:
        return len(self.pixels)

    def real(self, places: Tensor, chance: torch.Generator) -> Tensor:
        pictures = self.pixels[places].permute(0, 3, 1, 2).float() / 127.5 - 1
        mixed = mirrored(pictures, chance)
        return mixed.contiguous(memory_format=torch.channels_last)

    def augment(self, value: Tensor, probability: float, chance: torch.Generator) -> Tensor:
        side = value.shape[-1]
        return augment(value, probability, chance, shift=side // 8, cut=side // 2)
