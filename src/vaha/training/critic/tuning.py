"""The last blocks of the critic's trunk learn to see at 128 px what they saw at 224, and style.

What a network sees depends on the side at which it was taught (Touvron et al. 2019). Smaller
pictures are seen in a fraction of the time; so the last two stages, which hold nine tenths of the
weights, learn to answer of them as they did of large ones, and to tell styles and artists. No
votes are needed. What comes before the last stages is computed once.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.training.critic.embedding import CriticOptions, known_entropy
from vaha.training.critic.network import POOLED, CriticTrunk, strays_drawn_in
from vaha.training.data.paintings import PaintingSet
from vaha.training.engine.learning_rate import set_rate

AS_LARGE = 4.0
"""The weight of answering as of large pictures, beside style (1) and artist (0.5)."""


class _Scale:
    """Pooled features on the scale of paintings."""

    def __init__(self, pooled: Tensor) -> None:
        some = pooled[:: max(1, len(pooled) // 6000)].float()
        self.mean, self.deviation = some.mean(0), some.std(0) + 1e-3

    def __call__(self, pooled: Tensor) -> Tensor:
        return strays_drawn_in((pooled.float() - self.mean) / self.deviation)


def tune_trunk(
    trunk: CriticTrunk,
    cuts: Tensor,
    early: Tensor,
    large: Tensor,
    paintings: PaintingSet,
    options: CriticOptions,
) -> None:
    """Teach the trunk's last stages, on the processor.

    `cuts` N x 112 x 8 x 8 and `early` N x 384 are what it begins with of all N paintings; `large`
    N x 2304 what it says of them at 224 px.
    """
    torch.manual_seed(options.seed)
    usual = _Scale(_pooled(trunk, cuts, early, np.arange(0, len(cuts), max(1, len(cuts) // 2000))))
    expected = _Scale(large)
    styles, artists = (
        max(1, int(known.max()) + 1) for known in (paintings.style, paintings.artist)
    )
    heads = nn.ModuleList([nn.Linear(POOLED, styles), nn.Linear(POOLED, artists)])
    for head in heads:
        nn.init.zeros_(head.weight)  # type: ignore[arg-type]
    tuned = trunk.tuned()
    optimiser = torch.optim.AdamW(
        [
            {"params": tuned, "weight_decay": 1e-3},
            {"params": heads.parameters(), "weight_decay": 0.05},
        ],
        options.tuning_rate,
    )
    steps = max(1, options.tuned // options.tuning_batch)
    order = _shuffled(len(cuts), steps * options.tuning_batch, options.seed)
    style, artist = torch.from_numpy(paintings.style), torch.from_numpy(paintings.artist)
    running = 0.0
    for step in range(steps):
        rise = min(1.0, 8 * step / steps + 0.05)
        rate = options.tuning_rate * rise * 0.5 * (1 + math.cos(math.pi * step / steps))
        set_rate(optimiser, rate)
        places = np.sort(order[step * options.tuning_batch :][: options.tuning_batch])
        chosen = torch.from_numpy(places)
        seen = usual(_finish(trunk, cuts, early, places))
        loss = AS_LARGE * (seen - expected(large[chosen])).square().mean()
        loss = loss + known_entropy(heads[0](seen), style[chosen])
        loss = loss + 0.5 * known_entropy(heads[1](seen), artist[chosen])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        running = loss.item() if step == 0 else 0.95 * running + 0.05 * loss.item()
        if step % 20 == 19:
            print(f"last blocks {step + 1} of {steps}  loss {running:.4f}", flush=True)
    trunk.requires_grad_(False)


def _shuffled(count: int, length: int, seed: int) -> npt.NDArray[np.int64]:
    """So many places of `count`, each as often as any other."""
    chance = np.random.default_rng(seed)
    rounds = -(-length // count)
    return np.concatenate([chance.permutation(count) for _ in range(rounds)])[:length]


def _finish(
    trunk: CriticTrunk,
    cuts: Tensor,
    early: Tensor,
    places: npt.NDArray[np.int64],
) -> Tensor:
    cut = cuts[torch.from_numpy(places)].float().contiguous(memory_format=torch.channels_last)
    return trunk.finish(cut, early[torch.from_numpy(places)].float())[0]


@torch.no_grad()
def _pooled(
    trunk: CriticTrunk,
    cuts: Tensor,
    early: Tensor,
    places: npt.NDArray[np.int64],
) -> Tensor:
    """The trunk's pooled features of these paintings, half precision."""
    parts = [
        _finish(trunk, cuts, early, some).half()
        for some in np.array_split(places, max(1, len(places) // 64))
    ]
    return torch.cat(parts)


def finish_all(trunk: CriticTrunk, cuts: Tensor, early: Tensor) -> Tensor:
    """Pooled features N x 2304 of all that the trunk has begun with."""
    return _pooled(trunk, cuts, early, np.arange(len(cuts)))
