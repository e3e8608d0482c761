"""Train the critic's eye: features of all paintings, and an embedding that knows style and artist.

Neither needs votes, so whatever is learnt from votes afterwards (critic_votes.py) stands on ground
that no fold of them has touched.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.training.critic.network import CriticHead, CriticTrunk
from vaha.training.data.paintings import PaintingSet
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import set_rate
from vaha.training.engine.loop import Budget


@dataclass(frozen=True)
class CriticOptions:
    """The defaults are the recipe of the shipped weights."""

    steps: int = 3000  # on style and artist, of all paintings
    minutes: float | None = None  # replaces the number of steps
    batch: int = 256
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    prior_votes: float = 1.0  # votes of the prior added to each painting's own
    penalty: float = 300.0  # on the squares of what weighs the embedding, against so many votes
    views: int = 2  # of each painting: as it is, then mirrored and cropped
    seed: int = 0


def typical_pictures(paintings: PaintingSet, count: int = 640) -> Tensor:
    """About so many paintings that are not held out, N x 3 x 64 x 64 in 0..1, of all kinds."""
    places = np.flatnonzero(~paintings.held)
    chosen = paintings.pixels[places[:: max(1, len(places) // count)]]
    return torch.from_numpy(chosen).permute(0, 3, 1, 2).float() / 255


@torch.no_grad()
def compute_features(
    trunk: CriticTrunk,
    pixels: npt.NDArray[np.uint8],
    views: int = 2,
    batch: int = 128,
    seed: int = 0,
    device: Device = PROCESSOR,
) -> Tensor:
    """The trunk over uint8 N x 64 x 64 x 3: V x N x 2176, the plain view first; on the device."""
    generator = torch.Generator().manual_seed(seed)
    features = []
    for view in range(views):
        parts = []
        for start in range(0, len(pixels), batch):
            some = pixels[start : start + batch]
            pictures = torch.from_numpy(some).permute(0, 3, 1, 2).float() / 255
            if view:
                pictures = _random_view(pictures, generator)
            with device.autocast():
                parts.append(trunk(device.put(pictures)).float())
        features.append(torch.cat(parts))
        print(f"features of view {view + 1} of {views}", flush=True)
    return torch.stack(features)


def _random_view(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """One crop of 78 % to 100 % of the side for the batch, half of it mirrored."""
    side = int(torch.randint(50, 65, (), generator=generator))
    top, left = torch.randint(65 - side, (2,), generator=generator).tolist()
    crop = pictures[..., top : top + side, left : left + side]
    crop = functional.interpolate(crop, size=64, mode="bilinear", align_corners=False)
    mirrored = torch.rand(len(crop), generator=generator) < 0.5
    return torch.where(mirrored.view(-1, 1, 1, 1), crop.flip(3), crop)


def fresh_head(paintings: PaintingSet) -> CriticHead:
    """A head with as many styles and artists as these paintings have, at least one of each."""
    styles, artists = (int(known.max()) + 1 for known in (paintings.style, paintings.artist))
    return CriticHead(max(1, styles), max(1, artists))


def learn_embedding(
    features: Tensor,
    paintings: PaintingSet,
    options: CriticOptions,
    device: Device = PROCESSOR,
) -> CriticHead:
    """A head whose embedding tells style and artist, from features V x N x 2176."""
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    head = device.place(fresh_head(paintings))
    head.mean.copy_(features[0].mean(0))
    head.deviation.copy_(features[0].std(0) + 1e-4)
    optimiser = torch.optim.AdamW(
        head.parameters(), options.learning_rate, weight_decay=options.weight_decay
    )
    style, artist = (device.put(torch.from_numpy(k)) for k in (paintings.style, paintings.artist))
    budget, step, running = Budget(options.minutes or math.inf), 0, 0.0
    while (progress := max(budget.progress, _share(step, options))) < 1:
        rise = min(1.0, 50 * progress + 0.05)
        set_rate(optimiser, options.learning_rate * rise * 0.5 * (1 + math.cos(math.pi * progress)))
        chosen = torch.randint(features.shape[1], (options.batch,), generator=generator)
        views = torch.randint(len(features), (options.batch,), generator=generator)
        chosen, views = chosen.to(features.device), views.to(features.device)
        with device.autocast():
            embedding = head.embedding(features[views, chosen])
            loss = _known_entropy(head.style(embedding), style[chosen])
            loss = loss + 0.5 * _known_entropy(head.artist(embedding), artist[chosen])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        running = loss.item() if step == 1 else 0.98 * running + 0.02 * loss.item()
        if step % 200 == 0:
            print(f"style and artist {progress:6.1%}  step {step}  loss {running:.4f}", flush=True)
    return head.eval()


def _share(step: int, options: CriticOptions) -> float:
    return 0.0 if options.minutes is not None else step / options.steps


def _known_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the rows whose label is known; 0 where none is."""
    if not bool((labels >= 0).any()):
        return logits.float().sum() * 0
    return functional.cross_entropy(logits.float(), labels, ignore_index=-1, label_smoothing=0.1)
