"""What a feature network sees of many pictures, a few at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from vaha.training.features.network import FeatureNetwork

Pictures = npt.NDArray[np.uint8]


@torch.no_grad()
def picture_features(
    network: FeatureNetwork,
    pictures: Pictures,
    side: int | None = None,
    *,
    levels: bool = False,
    batch: int = 32,
) -> npt.NDArray[np.float32]:
    """N x D of uint8 pictures N x S x S x 3, enlarged to `side`, by default what it was taught at.

    The penultimate layer, D = 1280; with `levels` the means and deviations of all levels too.
    """
    side = side or network.architecture.side
    laid_out = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    found = []
    for start in range(0, len(pictures), batch):
        part = torch.from_numpy(np.ascontiguousarray(pictures[start : start + batch]))
        large = functional.interpolate(
            part.permute(0, 3, 1, 2).float(),
            size=(side, side),
            mode="bicubic",
            antialias=True,
            align_corners=False,
        )
        found.append((laid_out.pooled if levels else laid_out)(large).numpy())
    return np.concatenate(found)
