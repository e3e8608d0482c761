"""The painter's second stage: its decoder learns to draw as paintings are painted.

A decoder taught by reconstruction blurs what it cannot know, and it never saw the latents that the
generator paints. Here it draws just these, and an adversary compares their detail with that of
paintings (Esser et al. 2021 teach a decoder so from the start). Composition and colour, which carry
the mood, are held to what the first stage drew. Its convolutions become narrow beforehand, so that
a work costs a good third less.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from vaha.emotions import FACE_EMOTIONS
from vaha.training.adversary import Adversary
from vaha.training.autoencoder_network import Decoder
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.device import PROCESSOR, Device
from vaha.training.learning_rate import set_rate
from vaha.training.low_rank import fit_narrowed, narrowed
from vaha.training.painter_network import NOISE_SIZE, LatentDrawing
from vaha.training.painter_spaces import PixelSpace
from vaha.training.perceptual import l1

MOST_FIRMLY = 8.0
"""How many times more than elsewhere flat places are held to what they were, at most."""
SAVE_EVERY = 180
"""Seconds between checkpoints."""
SAY_EVERY = 100
"""Steps between words of the losses."""


@dataclass(frozen=True)
class DrawingOptions:
    """The defaults are for processors; docs/painter.md says what the shipped weights learnt by."""

    minutes: float = 85
    batch: int = 8
    decoder_rate: float = 1e-4
    adversary_rate: float = 3e-4
    adversary_width: int = 32
    adversarial_weight: float = 0.05
    detail: int = 15  # px: the adversary sees what differs from the mean of so many around
    coarse: int = 4  # px: means of so many are held to the first stage's
    likeness_weight: float = 0.1  # of the pixels themselves
    busy: float = 0.07  # deviation (0..1) around a pixel at which it counts once; 0: all alike
    adversary_alone: int = 100  # steps in which only the discriminator learns detail
    warm_steps: int = 50
    rank_share: float = 0.5  # of each convolution's channels
    works: int = 12_000  # latents painted once, to draw again and again
    average_decay: float = 0.998
    seed: int = 0


@dataclass(frozen=True)
class Works:
    """What the generator painted, M x 16 x 8 x 8, and how the first stage drew it, M x 3 x 64 x 64.

    The drawings are uint8.
    """

    latents: Tensor
    drawings: Tensor

    @classmethod
    @torch.no_grad()
    def painted_by(cls, generator: nn.Module, drawing: nn.Module, count: int, seed: int) -> Works:
        """So many works of mixed moods, most of them led by one or two."""
        where = next(generator.parameters()).device
        chance = np.random.default_rng(seed)
        latents, drawings = [], []
        for start in range(0, count, 50):
            many = min(50, count - start)
            evenness = 0.3 if chance.random() < 0.7 else 0.05
            moods = chance.dirichlet(np.full(len(FACE_EMOTIONS), evenness), many)
            noise = chance.standard_normal((many, NOISE_SIZE))
            given = (torch.from_numpy(value).float().to(where) for value in (noise, moods))
            painted = generator(*given)
            latents.append(painted)
            drawings.append(((drawing(painted).clamp(-1, 1) + 1) * 127.5).round().byte())
        return cls(torch.cat(latents), torch.cat(drawings))


def train_drawing(
    generator: nn.Module,
    first: LatentDrawing,
    paintings: npt.NDArray[np.uint8],
    folder: Path,
    options: DrawingOptions,
    device: Device = PROCESSOR,
) -> LatentDrawing:
    """Train on from `first`, for what `generator` paints; `paintings` are uint8 N x 64 x 64 x 3.

    Neither network given is changed. Resumes from `folder`/checkpoint.pt where it stands.
    """
    run = DrawingRun(generator, first, PixelSpace.of(paintings, device), options, device)
    run.resume(folder / "checkpoint.pt")
    last_save = time.monotonic()
    while (progress := run.budget.progress) < 1:
        judged, kept = run.learn(progress)
        if run.step % SAY_EVERY == 0:
            print(
                f"{progress:6.1%}  step {run.step}  judge {judged:.4f}  kept {kept:.4f}", flush=True
            )
        if time.monotonic() - last_save > SAVE_EVERY:
            last_save = time.monotonic()
            save_checkpoint(folder / "checkpoint.pt", run.state())
    save_checkpoint(folder / "checkpoint.pt", run.state())
    return run.average


class DrawingRun:
    """The decoder, its average, the adversary, optimisers and counters: all that changes."""

    def __init__(
        self,
        generator: nn.Module,
        first: LatentDrawing,
        space: PixelSpace,
        options: DrawingOptions,
        device: Device = PROCESSOR,
    ) -> None:
        torch.manual_seed(options.seed)
        self.space, self.options, self.device = space, options, device
        placed = [device.place(copy.deepcopy(network).eval()) for network in (generator, first)]
        self.works = Works.painted_by(placed[0], placed[1], options.works, options.seed)
        narrow = narrow_drawing(first, self.works.latents[:320], options.rank_share)
        self.drawing = device.place(narrow).requires_grad_(True)
        self.average = copy.deepcopy(self.drawing).requires_grad_(False)
        self.optimiser = torch.optim.Adam(
            self.drawing.parameters(), options.decoder_rate, betas=(0.5, 0.99)
        )
        self.adversary = Adversary(options.adversary_width, options.adversary_rate, device)
        self.step, self.budget = 0, Budget(options.minutes)
        self._chance = device.generator(0)

    def learn(self, progress: float) -> tuple[Tensor, Tensor]:
        """One step of both: the adversary's loss, and how far from the first stage it is drawn."""
        options = self.options
        share = min(1.0, (self.step + 1) / options.warm_steps) * min(1.0, 2 * (1 - progress))
        set_rate(self.optimiser, options.decoder_rate * share)
        set_rate(self.adversary.optimiser, options.adversary_rate * share)
        latents, before, painted = self._draw()
        with self.device.autocast():
            drawn = (self.drawing(latents).float() + 1) / 2
        ours, theirs = detail_of(drawn, options.detail), detail_of(painted, options.detail)
        judged = self.adversary.learn(ours, theirs)
        coarse = [functional.avg_pool2d(value, options.coarse) for value in (drawn, before)]
        kept = l1(*coarse) + options.likeness_weight * likeness(drawn, before, options)
        loss = kept
        if self.step >= options.adversary_alone:
            loss = loss + options.adversarial_weight * self.adversary.reproach(ours, theirs)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.drawing.parameters(), 0.5)
        self.optimiser.step()
        self.step += 1
        decay = min(options.average_decay, self.step / (9 + self.step))
        update_average(self.average, self.drawing, decay)
        return judged, kept.detach()

    def _draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Latents, their first drawings and as many paintings, the latter two in 0..1."""
        entropy = np.random.SeedSequence([self.options.seed, self.step])
        self._chance.manual_seed(int(entropy.generate_state(1, np.uint64)[0] >> np.uint64(1)))
        draw: Any = {"generator": self._chance, "device": self.works.latents.device}
        places = torch.randint(len(self.works.latents), (self.options.batch,), **draw)
        others = torch.randint(len(self.space), (self.options.batch,), **draw)
        painted = (self.space.real(others, self._chance) + 1) / 2
        return self.works.latents[places], self.works.drawings[places].float() / 255, painted

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; what chance draws comes from the seed and the step."""
        return {
            "drawing": self.drawing.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            **self.adversary.state(),
            "step": self.step,
            "spent": self.budget.spent,
        }

    def resume(self, checkpoint: Path) -> None:
        """Go on from the checkpoint, where there is one."""
        state = load_checkpoint(checkpoint)
        if state is None:
            return
        for name in ("drawing", "average", "optimiser"):
            getattr(self, name).load_state_dict(state[name])
        self.adversary.take_on(state)
        self.step = int(state["step"])
        self.budget = Budget(self.options.minutes, float(state["spent"]))


def detail_of(pictures: Tensor, size: int) -> Tensor:
    """What pictures in 0..1 have beyond the mean of size x size px (odd) around; 0.5 for nothing.

    So the adversary cannot ask for other colours, of which paintings of all moods have others than
    works of one mood.
    """
    return 0.5 + pictures - _mean_around(pictures, size)


def _mean_around(values: Tensor, size: int) -> Tensor:
    """The mean of size x size px (odd) around each; edges are mirrored."""
    edge = size // 2
    padded = functional.pad(values, (edge, edge, edge, edge), mode="reflect")
    return functional.avg_pool2d(padded, size, stride=1)


def likeness(drawn: Tensor, before: Tensor, options: DrawingOptions) -> Tensor:
    """Mean absolute difference, which counts more where `before` is flat than where it is busy.

    On flat ground the eye sees every stroke, and an adversary that has never seen this ground as a
    whole lets patterns pass there.
    """
    if options.busy <= 0:
        return l1(drawn, before)
    detail = detail_of(before, options.detail) - 0.5
    deviation = _mean_around(detail.square().mean(1, keepdim=True), options.detail).sqrt()
    firmly = (options.busy / deviation.clamp(min=1e-4)).clamp(0.25, MOST_FIRMLY)
    return ((drawn - before).abs() * firmly).mean()


def narrow_drawing(first: LatentDrawing, latents: Tensor, share: float) -> LatentDrawing:
    """`first` with convolutions narrowed to this share of their channels, where that saves much.

    Fitted on latents N x 16 x 8 x 8 as they are painted. What comes back is on the processor, which
    solves for it, wherever `first` is.
    """
    first = copy.deepcopy(first).cpu()
    decoder = narrowed(first.decoder, ranks_of(first.decoder, share))
    with torch.no_grad():
        inputs = latents.cpu() * first.std + first.mean
    fit_narrowed(decoder.layers, first.decoder.layers, inputs)
    return LatentDrawing(decoder, first.mean, first.std)


def ranks_of(decoder: Decoder, share: float) -> list[int | None]:
    """The rank of each convolution, None where it would save less than 15 %."""
    ranks: list[int | None] = []
    for layer in decoder.modules():
        if isinstance(layer, nn.Conv2d):
            into, out = layer.in_channels, layer.out_channels
            rank = max(4, round(out * share))
            ranks.append(rank if rank * (9 * into + out) < 0.85 * 9 * into * out else None)
    return ranks
