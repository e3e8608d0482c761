"""Train the painter: a relativistic GAN conditioned on soft moods, in latents or in pixels.

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
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.device import PROCESSOR, Device
from vaha.training.learning_rate import set_rate
from vaha.training.painter_networks import new_discriminator, new_generator, noise_size
from vaha.training.painter_options import PainterOptions
from vaha.training.painter_spaces import Space
from vaha.training.painter_steps import (
    discriminator_gradient,
    generator_gradient,
    take_step,
)
from vaha.training.painting_augmentation import noisy
from vaha.training.parallel import Team
from vaha.training.pieces import join_pieces, split_into_pieces
from vaha.training.run_log import RunLog
from vaha.training.throughput import multiplication_peak, operations_of

ALONE = Team()
SAVE_EVERY = 240
"""Seconds between checkpoints and sheets of samples."""
SAY_EVERY = 50
"""Steps between words of the losses."""
LIGHT, LIGHT_PIECES = "light.pt", "pieces"
BUDGETS = ("images", "minutes")
"""Levers that may differ when a run goes on: how long it lasts is not what it is."""

Show = Callable[[nn.Module, Path], None]


def train_painter(
    space: Space,
    moods: npt.NDArray[np.float32],
    folder: Path,
    options: PainterOptions,
    show: Show,
    *,
    device: Device = PROCESSOR,
    team: Team = ALONE,
) -> PainterRun:
    """Train on the paintings of `space` and their moods M x 7 until the budget is spent.

    Resumes from `folder`/checkpoint.pt or, where there is none, starts anew from the averaged
    generator and the discriminator in `folder`/pieces. Calls `show` with the averaged generator
    whenever it saves. Raises TrainingDataError where `folder` holds another recipe's run.
    """
    run = PainterRun(space, torch.from_numpy(moods), options, device, team)
    run.resume(folder)
    log = RunLog(folder, run.step) if team.leads else None
    try:
        _learn(run, folder, log, show)
    finally:
        if log is not None:
            log.close()
    return run


def _learn(run: PainterRun, folder: Path, log: RunLog | None, show: Show) -> None:
    """Step by step to the end; the leader says how it goes, saves and shows."""
    peak = multiplication_peak(run.device) if log is not None else 0.0
    cost = cost_of_a_painting(run) if log is not None else 0.0
    last_save, progress = time.monotonic(), run.progress()
    while progress < 1:
        run.learn(progress)
        progress = run.progress()
        if log is not None and (run.step % SAY_EVERY == 0 or progress >= 1):
            figures = run.figures(progress)
            figures["share_of_peak"] = round(figures["paintings_a_second"] * cost / peak, 4)
            log.say(run.step, **figures)
        if run.team.leads and (time.monotonic() - last_save > SAVE_EVERY or progress >= 1):
            last_save = time.monotonic()
            run.save(folder)
            show(run.average, folder / f"sheet-{run.seen // 1000:05d}k.png")
    run.team.wait()


def cost_of_a_painting(run: PainterRun) -> float:
    """Operations that a painting costs both networks, there and back, penalties included."""
    few = run.options.but(batch=4)
    plain = Device(run.device.torch_device)
    trial = PainterRun(run.space, run.moods.cpu(), few, plain)
    costs = [operations_of(lambda: trial.learn(0.5)) for _ in range(2)]  # with penalty and without
    often = 1 / few.penalty_every
    return (costs[0] * often + costs[1] * (1 - often)) / few.batch


class PainterRun:
    """Both networks, the averaged generator, both optimisers and counters: all that changes."""

    def __init__(
        self,
        space: Space,
        moods: Tensor,
        options: PainterOptions,
        device: Device = PROCESSOR,
        team: Team = ALONE,
    ) -> None:
        if len(space) != len(moods):
            raise TrainingDataError(f"{len(space)} paintings have {len(moods)} moods")
        torch.manual_seed(options.seed)
        self.space, self.options, self.device, self.team = space, options, device, team
        self.moods = device.put(moods)
        generator = new_generator(options)
        self.average = device.place(copy.deepcopy(generator)).requires_grad_(False)
        self.generator = device.place(generator)
        self.discriminator = device.place(new_discriminator(options))
        self.generator_optimiser = self._adam(self.generator, options.generator_rate)
        self.discriminator_optimiser = self._adam(self.discriminator, options.discriminator_rate)
        self.step, self.warm_from = 0, 0
        self._budget = Budget(options.minutes)
        self._losses: list[Tensor] = []
        self._said = (time.monotonic(), 0)
        self._chance = device.generator(0)

    def _adam(self, network: nn.Module, rate: float) -> torch.optim.Optimizer:
        momentum = (float(self.options.momentum), 0.99 if self.options.momentum == 0 else 0.999)
        return torch.optim.Adam(network.parameters(), rate, betas=momentum)

    @property
    def seen(self) -> int:
        """Real paintings that both networks were shown, over all processes."""
        return self.step * self.options.batch

    def progress(self) -> float:
        """How much of the budget is used, 0..1, the same in all processes."""
        if self.options.images is not None:
            return min(1.0, self.seen / self.options.images)
        return self.team.agreed(self._budget.progress, self.device)

    def learn(self, progress: float) -> None:
        """One step of the discriminator, one of the generator, and the average follows."""
        options = self.options
        self._set_rates(progress)
        self._set_conditioning(progress)
        self._chance.manual_seed(self._seed(self.step))
        penalty = 0.0
        if options.penalty and self.step % options.penalty_every == 0:
            penalty = options.penalty_every * options.penalty * (0.1 + 0.9 * (1 - progress) ** 2)
        for teach in (self._teach_discriminator, self._teach_generator):
            self._losses.append(teach(progress, penalty))
        self.step += 1
        half_life = min(options.average_images, 0.05 * self.seen + 1)
        update_average(self.average, self.generator, 0.5 ** (options.batch / half_life))

    def _teach_discriminator(self, progress: float, penalty: float) -> Tensor:
        real, moods = self._draw()
        with torch.no_grad(), self.device.autocast():
            painted = self.generator(self._noise(len(real)), moods).float()
        both = self._disguised(torch.cat([real, painted]), progress).detach()
        loss = discriminator_gradient(self, both, moods, penalty)
        take_step(self.discriminator_optimiser, self.discriminator, self.team)
        return loss

    def _teach_generator(self, progress: float, penalty: float) -> Tensor:
        real, moods = self._draw()
        with self.device.autocast():
            painted = self.generator(self._noise(len(real)), moods)
        both = self._disguised(torch.cat([real, painted.float()]), progress)
        loss = generator_gradient(self, both, moods)
        take_step(self.generator_optimiser, self.generator, self.team)
        return loss

    def _disguised(self, value: Tensor, progress: float) -> Tensor:
        """Real and painted alike: noisy, shifted, cut."""
        options = self.options
        deviation = options.noise * max(0.0, 1 - progress / 0.8)
        often = options.augment_first + (options.augment_last - options.augment_first) * progress
        return self.space.augment(noisy(value, deviation, self._chance), often, self._chance)

    def _noise(self, count: int) -> Tensor:
        size = (count, noise_size(self.options))
        return torch.randn(size, generator=self._chance, device=self.moods.device)

    def _draw(self) -> tuple[Tensor, Tensor]:
        """This process's part of a batch of real paintings and their moods.

        The moods are jittered, some mixed with another painting's, and sum to 1.
        """
        options, chance = self.options, self._chance
        count = options.batch // self.team.size
        draw: Any = {"generator": chance, "device": self.moods.device}
        places, others = torch.randint(len(self.space), (2, count), **draw)
        moods = self.moods[places]
        share = torch.rand((count, 1), **draw) * 0.5
        mixed = torch.rand((count, 1), **draw) < options.mood_mix
        moods = torch.lerp(moods, self.moods[others], share * mixed)
        moods = moods + options.mood_jitter * torch.rand(moods.shape, **draw)
        return self.space.real(places, chance), moods / moods.sum(1, keepdim=True)

    def _set_rates(self, progress: float) -> None:
        options = self.options
        warm = min(1.0, (self.step - self.warm_from + 1) / options.warm_steps)
        left = options.final_rate
        fall = warm * (left + (1 - left) * 0.5 * (1 + math.cos(math.pi * progress)))
        for optimiser, rate in (
            (self.generator_optimiser, options.generator_rate),
            (self.discriminator_optimiser, options.discriminator_rate),
        ):
            set_rate(optimiser, rate * fall)

    def _set_conditioning(self, progress: float) -> None:
        begin, full = self.options.conditioning_from, self.options.conditioning_full
        value = min(1.0, max(0.0, (progress - begin) / max(full - begin, 1e-9)))
        networks: Any = (self.generator, self.discriminator, self.average)
        for network in networks:
            network.conditioning.fill_(value)

    def _seed(self, step: int) -> int:
        """63 bits of their own for each step and process."""
        entropy = np.random.SeedSequence([self.options.seed, self.team.rank, step])
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
            "discriminator": round(float(losses[0::2].mean()), 4),
            "generator": round(float(losses[1::2].mean()), 4),
            "conditioning": float(self.average.state_dict()["conditioning"]),
            "paintings_a_second": round((self.seen - seen) / max(now - then, 1e-9), 1),
        }

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; what chance draws needs no place in it, coming from `step`."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "generator_optimiser": self.generator_optimiser.state_dict(),
            "discriminator_optimiser": self.discriminator_optimiser.state_dict(),
            "step": self.step,
            "spent": self._budget.spent,
            "options": json.dumps(asdict(self.options)),
        }

    def light_state(self) -> dict[str, Any]:
        """A seventh of it, in half precision: enough to go on after a short warm-up."""
        networks = {"average": self.average, "discriminator": self.discriminator}
        halved = {
            name: {key: _half(value) for key, value in network.state_dict().items()}
            for name, network in networks.items()
        }
        kept = {name: self.state()[name] for name in ("step", "spent", "options")}
        return {**halved, **kept}

    def save(self, folder: Path) -> None:
        """Write the checkpoint whole, and the light one in pieces that can be carried."""
        save_checkpoint(folder / "checkpoint.pt", self.state())
        save_checkpoint(folder / LIGHT, self.light_state())
        split_into_pieces(folder / LIGHT, folder / LIGHT_PIECES)

    def resume(self, folder: Path) -> None:
        """Go on from the checkpoint, else from the light one; raises TrainingDataError."""
        state = load_checkpoint(folder / "checkpoint.pt")
        if state is None and (folder / LIGHT_PIECES).is_dir():
            join_pieces(folder / LIGHT_PIECES, folder / LIGHT)
            state = load_checkpoint(folder / LIGHT)
        if state is None:
            return
        self._refuse_another_recipe(folder, json.loads(state["options"]))
        for name in ("generator", "discriminator", "average"):
            getattr(self, name).load_state_dict(state.get(name, state["average"]))
        for name in ("generator_optimiser", "discriminator_optimiser"):
            if name in state:
                getattr(self, name).load_state_dict(state[name])
        self.step = int(state["step"])
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


def _half(value: Tensor) -> Tensor:
    return value.half() if value.is_floating_point() and value.ndim else value
