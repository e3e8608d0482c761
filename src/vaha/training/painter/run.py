"""Train the projected painter: a conditional GAN against frozen features (Sauer et al. 2021).

Everything that is drawn by chance comes from the seed and the number of the step. So a run that was
killed and goes on from its checkpoint draws what an uninterrupted one draws and, with a budget of
images, ends with the same weights to the bit.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.training.data.colour_augmentation import recoloured
from vaha.training.data.painting_augmentation import augment
from vaha.training.engine.checkpoint import Budget, load_checkpoint, save_checkpoint
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import set_rate
from vaha.training.engine.log import RunLog
from vaha.training.engine.pieces import join_pieces, split_into_pieces
from vaha.training.features.network import FeatureNetwork
from vaha.training.painter.data import PictureSet
from vaha.training.painter.discriminator import ProjectedDiscriminators, Projection, hinge
from vaha.training.painter.generator import NOISE_SIZE, ProjectedGenerator
from vaha.training.painter.options import ProjectedOptions

SAY_EVERY = 50
"""Steps between words of the losses."""
LIGHT, LIGHT_PIECES = "light.pt", "pieces"
BUDGETS = ("images", "minutes", "save_seconds")
"""Options that may differ when a run goes on: how long it lasts is not what it is."""
GROWN = ("steps.4.", "excitations.2.", "detail.")
"""What a generator of 128 px has and one of 64 px has not."""

Show = Callable[["ProjectedRun", Path], None]


def train_projected_painter(
    data: PictureSet,
    features: FeatureNetwork,
    folder: Path,
    options: ProjectedOptions,
    show: Show,
    *,
    start: Path | None = None,
    device: Device = PROCESSOR,
) -> ProjectedRun:
    """Train on `data` until the budget is spent; `show` draws a sheet whenever it saves.

    Goes on from `folder`/checkpoint.pt, else from the light one in `folder`/pieces, else from that
    in `start`/pieces, which may be of works of 64 px where this run's have 128; else starts anew.
    Raises TrainingDataError where `folder` holds another recipe's run.
    """
    run = ProjectedRun(data, features, options, device)
    run.resume(folder, start)
    log = RunLog(folder, run.step)
    last_save, progress = time.monotonic(), run.progress()
    try:
        while progress < 1:
            run.learn()
            progress = run.progress()
            if run.step % SAY_EVERY == 0 or progress >= 1:
                log.say(run.step, **run.figures(progress))
            if time.monotonic() - last_save > options.save_seconds or progress >= 1:
                last_save = time.monotonic()
                run.save(folder)
                show(run, folder)
    finally:
        log.close()
    return run


class ProjectedRun:
    """Generator and its average, discriminators, optimisers and counters: all that changes."""

    def __init__(
        self,
        data: PictureSet,
        features: FeatureNetwork,
        options: ProjectedOptions,
        device: Device = PROCESSOR,
    ) -> None:
        torch.manual_seed(options.seed)
        self.data, self.options, self.device = data, options, device
        generator = ProjectedGenerator(options.side)
        self.average = device.place(copy.deepcopy(generator)).eval().requires_grad_(False)
        self.generator = device.place(generator)
        self.projection = device.place(Projection(features))
        self.discriminators = device.place(ProjectedDiscriminators())
        self.generator_optimiser = _adam(self.generator, options.rate)
        self.discriminator_optimiser = _adam(self.discriminators, options.rate)
        self.step, self.warm_from, self.seen_before = 0, 0, 0
        self._budget = Budget(options.minutes)
        self._losses: list[Tensor] = []
        self._said = (time.monotonic(), 0)
        self._chance = device.generator(0)

    @property
    def seen(self) -> int:
        """Real paintings that this run has shown, those of the run it started from included."""
        return self.seen_before + self.step * self.options.batch

    def progress(self) -> float:
        """How much of the budget is used, 0..1."""
        if self.options.images is not None:
            return min(1.0, self.step * self.options.batch / self.options.images)
        return self._budget.progress

    def learn(self) -> None:
        """One step of the discriminators, one of the generator on the same works."""
        options, chance = self.options, self._chance
        chance.manual_seed(self._seed(self.step))
        warm = min(1.0, (self.step - self.warm_from + 1) / options.warm_steps)
        for optimiser in (self.generator_optimiser, self.discriminator_optimiser):
            set_rate(optimiser, options.rate * warm)
        places = self.data.draw(options.batch, chance)
        real, wanted = self.data.pictures(places, chance), self._conditions(places)
        asked = self._conditions(self.data.draw(options.batch, chance))
        noise = torch.randn((options.batch, NOISE_SIZE), generator=chance, device=real.device)
        with self.device.autocast():
            painted = self.generator(noise, asked).float()
            mixed = self.projection(self._augmented(painted))
            with torch.no_grad():
                real_mixed = self.projection(self._augmented(real))
        told = [torch.cat([a, b.detach()]) for a, b in zip(real_mixed, mixed, strict=True)]
        both = torch.cat([real, painted.detach()])
        self._losses.append(self._teach_discriminators(told, both, torch.cat([wanted, asked])))
        self._losses.append(self._teach_generator(mixed, painted, asked))
        self.step += 1
        self._follow()

    def _conditions(self, places: Tensor) -> Tensor:
        options = self.options
        return self.data.conditions(
            places, options.mood_jitter, options.style_dropped, self._chance
        )

    def _augmented(self, value: Tensor) -> Tensor:
        """Recoloured, shifted, cut: what features are taken of, real and painted alike."""
        often, side = self.options.augment, value.shape[-1]
        value = recoloured(value, often, self._chance)
        return augment(value, often, self._chance, shift=side // 8, cut=3 * side // 8)

    def _teach_discriminators(self, mixed: list[Tensor], both: Tensor, wanted: Tensor) -> Tensor:
        with self.device.autocast():
            logits = self.discriminators(mixed, both, wanted)
        halves = [one.float().chunk(2) for one in logits]
        loss = hinge([half[0] for half in halves], [half[1] for half in halves])
        self.discriminator_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.discriminator_optimiser.step()
        return loss.detach()

    def _teach_generator(self, mixed: list[Tensor], painted: Tensor, asked: Tensor) -> Tensor:
        self.discriminators.requires_grad_(False)
        with self.device.autocast():
            *of_features, of_texture = self.discriminators(mixed, painted, asked)
        loss = -torch.stack([one.float().mean() for one in of_features]).sum()
        loss = loss - self.options.texture * of_texture.float().mean()
        self.generator_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.generator_optimiser.step()
        self.discriminators.requires_grad_(True)
        return loss.detach()

    def _follow(self) -> None:
        """The average follows; vectors of spectral norms are copied, being of length 1."""
        half_life = min(self.options.average_images, 0.05 * self.seen + 1)
        share = 1 - 0.5 ** (self.options.batch / half_life)
        with torch.no_grad():
            torch._foreach_lerp_(
                [*self.average.parameters()], [*self.generator.parameters()], share
            )
            pairs = zip(self.average.named_buffers(), self.generator.named_buffers(), strict=True)
            for (name, mine), (_, new) in pairs:
                if name.endswith(("running_mean", "running_var")):
                    mine.lerp_(new, share)
                else:
                    mine.copy_(new)

    def _seed(self, step: int) -> int:
        """63 bits of their own for each step."""
        entropy = np.random.SeedSequence([self.options.seed, self.options.side, step])
        return int(entropy.generate_state(1, np.uint64)[0] >> np.uint64(1))

    def figures(self, progress: float) -> dict[str, float]:
        """Mean losses since these were last asked for, the pace, and where the run stands."""
        losses = torch.stack(self._losses or [torch.full((), math.nan)] * 2).float().cpu()
        self._losses.clear()
        now, (then, seen) = time.monotonic(), self._said
        self._said = (now, self.seen)
        return {
            "seen": self.seen,
            "progress": round(progress, 4),
            "minutes": round(self._budget.spent / 60, 3),
            "discriminators": round(float(losses[0::2].mean()), 4),
            "generator": round(float(losses[1::2].mean()), 4),
            "paintings_a_second": round((self.seen - seen) / max(now - then, 1e-9), 1),
        }

    def settled(self, batches: int = 8, size: int = 64) -> ProjectedGenerator:
        """A copy of the average in full precision whose normalisations fit its own weights.

        Statistics are of `batches` times `size` works, with conditions as paintings have them.
        """
        plain: nn.Module = ProjectedGenerator(self.options.side)
        plain.load_state_dict(self.average.state_dict())
        network = self.device.place(plain).train()
        norms = [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the plain mean over all batches
        chance = self.device.generator(0)
        with torch.no_grad():
            for _ in range(batches):
                places = self.data.draw(size, chance)
                asked = self.data.conditions(places, 0.0, self.options.style_dropped, chance)
                noise = torch.randn((size, NOISE_SIZE), generator=chance, device=asked.device)
                network(noise, asked)
        return network.eval()  # type: ignore[return-value]

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; what chance draws needs no place in it, coming from `step`."""
        return {
            "generator": self.generator.state_dict(),
            "average": self.average.state_dict(),
            "discriminators": self.discriminators.state_dict(),
            "mixing": self.projection.mixing_state(),
            "generator_optimiser": self.generator_optimiser.state_dict(),
            "discriminator_optimiser": self.discriminator_optimiser.state_dict(),
            "step": self.step,
            "seen": self.seen,
            "spent": self._budget.spent,
            "options": json.dumps(asdict(self.options)),
        }

    def light_state(self) -> dict[str, Any]:
        """In half precision and without optimisers: enough to go on after a short warm-up."""
        state = self.state()
        halved = {
            name: {key: _half(value) for key, value in state[name].items()}
            for name in ("average", "discriminators", "mixing")
        }
        return {**halved, **{name: state[name] for name in ("step", "seen", "spent", "options")}}

    def save(self, folder: Path) -> None:
        """Write the checkpoint whole, and the light one in pieces that can be carried."""
        save_checkpoint(folder / "checkpoint.pt", self.state())
        save_checkpoint(folder / LIGHT, self.light_state())
        split_into_pieces(folder / LIGHT, folder / LIGHT_PIECES)

    def resume(self, folder: Path, start: Path | None = None) -> None:
        """Go on from what is there, as `train_projected_painter` says; raises TrainingDataError."""
        state = load_checkpoint(folder / "checkpoint.pt") or _light(folder, folder)
        if state is not None:
            self._refuse_another_recipe(folder, json.loads(state["options"]))
        elif start is not None:
            state = _light(start, folder)
            if state is None:
                raise TrainingDataError(f"{start} has no {LIGHT_PIECES} to start from")
            state.update(step=0, spent=0.0)
        if state is None:
            return
        for name in ("generator", "average"):
            _load_grown(getattr(self, name), state.get(name, state["average"]))
        self.discriminators.load_state_dict(state["discriminators"])
        self.projection.load_state_dict(state["mixing"], strict=False)
        for name in ("generator_optimiser", "discriminator_optimiser"):
            if name in state:
                getattr(self, name).load_state_dict(state[name])
        self.step = int(state["step"])
        self.seen_before = int(state["seen"]) - self.step * self.options.batch
        self.warm_from = 0 if "generator_optimiser" in state else self.step
        self._budget = Budget(self.options.minutes, float(state["spent"]))
        self._said = (time.monotonic(), self.seen)

    def _refuse_another_recipe(self, folder: Path, begun: dict[str, Any]) -> None:
        for name, value in asdict(self.options).items():
            if name in begun and name not in BUDGETS and begun[name] != value:
                raise TrainingDataError(
                    f"{folder} was begun with {name} {begun[name]}, not {value}; "
                    "choose another --out, or go on with what it was begun with"
                )


def _adam(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return torch.optim.Adam(network.parameters(), rate, betas=(0.0, 0.99))


def _light(folder: Path, into: Path) -> dict[str, Any] | None:
    """The light checkpoint in pieces, None where there is none."""
    if not (folder / LIGHT_PIECES).is_dir():
        return None
    join_pieces(folder / LIGHT_PIECES, into / LIGHT)
    return load_checkpoint(into / LIGHT)


def _load_grown(network: nn.Module, state: dict[str, Tensor]) -> None:
    """Load weights; those that only a larger generator has may be missing, and stay as they are."""
    own = network.state_dict()
    missing = [name for name in own if name not in state and not name.startswith(GROWN)]
    if missing or any(name not in own for name in state):
        raise TrainingDataError("the checkpoint is of another generator; start from another folder")
    network.load_state_dict({**own, **state})


def _half(value: Tensor) -> Tensor:
    return value.half() if value.is_floating_point() and value.ndim else value
