"""Train the critic's eye: features of all paintings, and an embedding that knows style and artist.

Neither needs votes, so whatever is learnt from votes afterwards (votes.py) stands on ground that no
fold of them has touched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.training.critic.network import SIDE, CriticHead, CriticTrunk
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import cosine, set_rate, warm_up
from vaha.training.engine.loop import Stateful, TrainingRun, seed_of, train
from vaha.training.engine.recipe import Recipe

WORK = 64
"""The side in px of the painter's works, as which a part of the paintings is shown."""


@dataclass(frozen=True)
class CriticOptions(Recipe):
    """The defaults are the recipe of the shipped weights."""

    BUDGETS: ClassVar[tuple[str, ...]] = ("steps", "minutes", "prior_votes", "penalty", "embedding")

    tuned: int = 9_600  # pictures from which the last blocks learn
    tuning_batch: int = 64
    tuning_rate: float = 3e-4
    steps: int = 1200  # on style and artist, of all paintings
    minutes: float | None = None  # replaces the number of steps
    batch: int = 256
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    prior_votes: float = 0.5  # votes of the prior added to each painting's own
    penalty: float = 0.1  # on the squares of what weighs components and embedding
    embedding: float = 1.0  # the deviation of the embedding where it is read beside the components
    seed: int = 0


class View(Enum):
    """How paintings are shown to the trunk."""

    PLAIN = "plain"
    AS_WORK = "as a work"  # as small as a painter's work, then enlarged
    MIXED = "mixed"  # half of them mirrored, half of them as works


@torch.no_grad()
def compute_features(
    trunk: CriticTrunk,
    pixels: npt.NDArray[np.uint8],
    view: View = View.PLAIN,
    side: int = SIDE,
    device: Device = PROCESSOR,
) -> Tensor:
    """The trunk over uint8 N x S x S x 3, shown at `side` px: half precision N x 2304."""
    parts = [trunk(pictures).half().cpu() for pictures in _shown(pixels, view, side, device)]
    print(f"features of {len(pixels)} paintings, {view.value}", flush=True)
    return torch.cat(parts)


@torch.no_grad()
def compute_cuts(
    trunk: CriticTrunk, pixels: npt.NDArray[np.uint8], view: View, device: Device = PROCESSOR
) -> tuple[Tensor, Tensor]:
    """What the trunk's last stages begin with: half precision N x 112 x 8 x 8, and N x 384."""
    cuts, early = [], []
    for pictures in _shown(pixels, view, SIDE, device):
        cut, moments = trunk.begin(pictures)
        cuts.append(cut.half().cpu())
        early.append(moments.half().cpu())
    print(f"beginnings of {len(pixels)} paintings, {view.value}", flush=True)
    return torch.cat(cuts), torch.cat(early)


def _shown(
    pixels: npt.NDArray[np.uint8], view: View, side: int, device: Device, batch: int = 64
) -> Iterator[Tensor]:
    """Batches in 0..1 on the device."""
    generator = torch.Generator().manual_seed(0)
    for start in range(0, len(pixels), batch):
        some = np.ascontiguousarray(pixels[start : start + batch])
        pictures = torch.from_numpy(some).permute(0, 3, 1, 2).float()
        yield device.put(_viewed(pictures, view, side, generator) / 255)


def _viewed(pictures: Tensor, view: View, side: int, generator: torch.Generator) -> Tensor:
    """Pictures in 0..255 at this side, in this view."""
    if view is View.PLAIN:
        return _sized(pictures, side)
    as_works = _sized(_sized(pictures, WORK), side)
    if view is View.AS_WORK:
        return as_works
    mirrored, small = torch.rand(2, len(pictures), 1, 1, 1, generator=generator) < 0.5
    shown = torch.where(small, as_works, _sized(pictures, side))
    return torch.where(mirrored, shown.flip(3), shown)


def _sized(pictures: Tensor, side: int) -> Tensor:
    """Pictures in 0..255, averaged down or enlarged smoothly."""
    size = pictures.shape[-1]
    if size == side:
        return pictures
    if size % side == 0:
        return functional.avg_pool2d(pictures, size // side)
    return functional.interpolate(
        pictures, size=(side, side), mode="bicubic", antialias=True, align_corners=False
    ).clamp(0, 255)


def fresh_head(paintings: PaintingSet) -> CriticHead:
    """A head with as many styles and artists as these paintings have, at least one of each."""
    styles, artists = (int(known.max()) + 1 for known in (paintings.style, paintings.artist))
    return CriticHead(max(1, styles), max(1, artists))


def learn_embedding(
    features: Tensor,
    paintings: PaintingSet,
    options: CriticOptions,
    folder: Path,
    device: Device = PROCESSOR,
) -> CriticHead:
    """A head whose embedding tells style and artist, from features N x 2304.

    Goes on from `folder`/checkpoint.pt. Raises TrainingDataError where that is of another recipe.
    """
    run = EmbeddingRun(features, paintings, options, device)
    train(run, folder)
    return run.head.eval()


class EmbeddingRun(TrainingRun[CriticOptions]):
    """The head and its optimiser."""

    say_every = 200

    def __init__(
        self,
        features: Tensor,
        paintings: PaintingSet,
        options: CriticOptions,
        device: Device = PROCESSOR,
    ) -> None:
        torch.manual_seed(options.seed)
        self.head = head = device.place(fresh_head(paintings))
        head.fit_components(features)
        self.components = _components(head, features)
        learnt = [*head.embed.parameters(), *head.style.parameters(), *head.artist.parameters()]
        self.optimiser = torch.optim.AdamW(
            learnt, options.learning_rate, weight_decay=options.weight_decay
        )
        self.style, self.artist = (
            device.put(torch.from_numpy(known)) for known in (paintings.style, paintings.artist)
        )
        parts: dict[str, Stateful] = {"head": head, "optimiser": self.optimiser}
        minutes, steps = options.minutes, options.steps if options.minutes is None else None
        super().__init__(options, parts, minutes=minutes or math.inf, steps=steps, device=device)

    def learn(self, progress: float) -> None:
        """A batch of paintings of all kinds: their style, and by half as much their artist."""
        options, head = self.options, self.head
        rate = options.learning_rate * warm_up(progress, over=0.2) * cosine(progress)
        set_rate(self.optimiser, rate)
        number = seed_of(options.seed, self.step)
        torch.manual_seed(number)  # for dropout
        chance = torch.Generator().manual_seed(number)
        chosen = torch.randint(len(self.components), (options.batch,), generator=chance)
        chosen = chosen.to(self.components.device)
        with self.device.autocast():
            embedding = head.embed(self.components[chosen])
            loss = known_entropy(head.style(embedding), self.style[chosen])
            loss = loss + 0.5 * known_entropy(head.artist(embedding), self.artist[chosen])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.record(loss=loss)


@torch.no_grad()
def _components(head: CriticHead, features: Tensor) -> Tensor:
    """What the embedding reads of features N x 2304: N x 256."""
    parts = [head.components(head.standardised(part)) for part in features.split(4096)]
    return torch.cat(parts) / head.spread


def known_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the rows whose label is known; 0 where none is."""
    if not bool((labels >= 0).any()):
        return logits.float().sum() * 0
    return functional.cross_entropy(logits.float(), labels, ignore_index=-1, label_smoothing=0.1)
