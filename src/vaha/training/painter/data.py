"""What the projected painter learns from, whole on the device: pictures, moods, styles, weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.errors import TrainingDataError
from vaha.styles import STYLES, style_of
from vaha.training.data.paintings.augmentation import mirrored
from vaha.training.engine.device import Device

MOST_OFTEN = 4.0
"""A painting of a rare mood or style is drawn at most so many times as often as others."""


@dataclass(frozen=True)
class PictureSet:
    """Pictures uint8 N x S x S x 3, moods N x 7, styles N (places in STYLES), weights N."""

    pixels: Tensor
    moods: Tensor
    styles: Tensor
    weights: Tensor

    @classmethod
    def of(
        cls,
        pixels: npt.NDArray[np.uint8],
        moods: npt.NDArray[np.float32],
        names: npt.NDArray[np.str_],
        device: Device,
    ) -> PictureSet:
        """Of paintings named `Style/artist_title`; raises TrainingDataError for other lengths."""
        if not len(pixels) == len(moods) == len(names):
            raise TrainingDataError(
                f"{len(pixels)} pictures, {len(moods)} moods and {len(names)} names do not match"
            )
        styles = np.array([STYLES.index(style_of(str(n).split("/")[0])) for n in names])
        weights = drawing_weights(moods, styles)
        there = device.torch_device
        return cls(
            torch.from_numpy(np.ascontiguousarray(pixels)).to(there),
            torch.from_numpy(moods).float().to(there),
            torch.from_numpy(styles).to(there),
            torch.from_numpy(weights).float().to(there),
        )

    def __len__(self) -> int:
        return len(self.pixels)

    def draw(self, count: int, chance: torch.Generator) -> Tensor:
        """Places of `count` paintings, drawn by weight, again and again."""
        return torch.multinomial(self.weights, count, True, generator=chance)

    def pictures(self, places: Tensor, chance: torch.Generator) -> Tensor:
        """N x 3 x S x S in -1..1, some mirrored."""
        drawn = self.pixels[places].permute(0, 3, 1, 2).float() / 127.5 - 1
        return mirrored(drawn, chance).contiguous(memory_format=torch.channels_last)

    def conditions(
        self, places: Tensor, jitter: float, dropped: float, chance: torch.Generator
    ) -> Tensor:
        """N x 21: moods with noise on them, and the style, for a share of them `any`."""
        moods = self.moods[places]
        noise = torch.rand(moods.shape, generator=chance, device=moods.device)
        moods = moods + jitter * noise
        coin = torch.rand(len(places), generator=chance, device=moods.device) < dropped
        styles = self.styles[places].masked_fill(coin, 0)
        return condition(moods / moods.sum(1, keepdim=True), styles)


def condition(moods: Tensor, styles: Tensor) -> Tensor:
    """N x 21 of moods N x 7 and styles N as places in STYLES."""
    return torch.cat([moods, functional.one_hot(styles, len(STYLES)).to(moods)], 1)


def drawing_weights(
    moods: npt.NDArray[np.float32], styles: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """How often each painting is drawn: more often what is rare in mood or in style."""
    by_mood = (moods / np.maximum(moods.mean(0), 1e-6)).max(1)
    counts = np.bincount(styles, minlength=len(STYLES))
    by_style = np.sqrt(counts.max() / np.maximum(counts, 1))[styles]
    return np.asarray(np.minimum(np.minimum(by_mood, MOST_OFTEN) * by_style, 2 * MOST_OFTEN))
