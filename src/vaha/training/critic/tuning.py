"""The last blocks of the critic's trunk learn to see at 128 px what they saw at 224, and style.

What a network sees depends on the side at which it was taught (Touvron et al. 2019). Smaller
pictures are seen in a fraction of the time; so the last two stages, which hold nine tenths of the
weights, learn to answer of them as they did of large ones, and to tell styles and artists. No
votes are needed. What comes before the last stages is computed once.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.training.critic.embedding import CriticOptions, known_entropy
from vaha.training.critic.network import POOLED, CriticTrunk, strays_drawn_in
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.engine.learning_rate import cosine, set_rate, warm_up
from vaha.training.engine.loop import Stateful, TrainingRun, train

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
    folder: Path,
) -> None:
    """Teach the trunk's last stages, on the processor; goes on from `folder`/checkpoint.pt.

    `cuts` N x 112 x 8 x 8 and `early` N x 384 are what it begins with of all N paintings; `large`
    N x 2304 what it says of them at 224 px. Raises TrainingDataError for another recipe's folder.
    """
    train(TuningRun(trunk, cuts, early, large, paintings, options), folder)
    trunk.requires_grad_(False)


class TuningRun(TrainingRun[CriticOptions]):
    """The trunk, what tells style and artist from what it sees, and the optimiser of both."""

    say_every = 20

    def __init__(
        self,
        trunk: CriticTrunk,
        cuts: Tensor,
        early: Tensor,
        large: Tensor,
        paintings: PaintingSet,
        options: CriticOptions,
    ) -> None:
        torch.manual_seed(options.seed)
        self.trunk, self.cuts, self.early, self.large = trunk, cuts, early, large
        some = np.arange(0, len(cuts), max(1, len(cuts) // 2000))
        self.usual, self.expected = _Scale(_pooled(trunk, cuts, early, some)), _Scale(large)
        self.style = torch.from_numpy(paintings.style)
        self.artist = torch.from_numpy(paintings.artist)
        counts = [max(1, int(known.max()) + 1) for known in (self.style, self.artist)]
        self.heads = nn.ModuleList([nn.Linear(POOLED, count) for count in counts])
        for head in self.heads:
            nn.init.zeros_(head.weight)  # type: ignore[arg-type]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": trunk.tuned(), "weight_decay": 1e-3},
                {"params": self.heads.parameters(), "weight_decay": 0.05},
            ],
            options.tuning_rate,
        )
        steps = max(1, options.tuned // options.tuning_batch)
        self.order = _shuffled(len(cuts), steps * options.tuning_batch, options.seed)
        parts: dict[str, Stateful] = {
            "trunk": trunk,
            "heads": self.heads,
            "optimiser": self.optimiser,
        }
        super().__init__(options, parts, minutes=math.inf, steps=steps)

    def learn(self, progress: float) -> None:
        """A batch: answers as of large pictures, and style and artist."""
        batch = self.options.tuning_batch
        rate = self.options.tuning_rate * warm_up(progress, over=0.125) * cosine(progress)
        set_rate(self.optimiser, rate)
        places = np.sort(self.order[self.step * batch :][:batch])
        chosen = torch.from_numpy(places)
        seen = self.usual(_finish(self.trunk, self.cuts, self.early, places))
        loss = AS_LARGE * (seen - self.expected(self.large[chosen])).square().mean()
        loss = loss + known_entropy(self.heads[0](seen), self.style[chosen])
        loss = loss + 0.5 * known_entropy(self.heads[1](seen), self.artist[chosen])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.record(loss=loss)


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
