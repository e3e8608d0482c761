"""One training from top to bottom, whatever learns: budget, log, checkpoints, going on to the bit.

What a step draws by chance comes from the seed and the number of the step alone. So a run that was
killed and goes on from its checkpoint draws what an uninterrupted one draws and, where its length
is counted in steps and not in minutes, ends with the same weights to the bit.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from vaha.training.engine.checkpoint import load_checkpoint, save_checkpoint
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.log import RunLog
from vaha.training.engine.parallel import ALONE, ProcessGroup
from vaha.training.engine.recipe import Recipe
from vaha.training.engine.stopping import stopping

CHECKPOINT = "checkpoint.pt"
Options = TypeVar("Options", bound=Recipe)


def seed_of(*numbers: int) -> int:
    """64 bits that belong to these numbers, such as the seed of a run and the number of a step."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


class Budget:
    """A time budget that survives interruptions: progress runs from 0 to 1 over `minutes`."""

    def __init__(self, minutes: float, spent: float = 0.0) -> None:
        self.minutes = minutes
        self._started = time.monotonic() - spent

    @property
    def spent(self) -> float:
        """Seconds of training so far, those of earlier runs included."""
        return time.monotonic() - self._started

    @property
    def progress(self) -> float:
        return min(1.0, self.spent / (60 * self.minutes))


class Stateful(Protocol):
    """A network or an optimiser."""

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...  # noqa: ANN401


class TrainingRun(ABC, Generic[Options]):
    """All that changes while something learns; what is a network's own stands in subclasses.

    `parts` are the networks and optimisers, by their names in checkpoints. The run is `steps` long
    or, where that is None, takes `minutes`.
    """

    say_every = 50
    """Steps between words of the losses."""
    save_seconds = 120.0
    """Between checkpoints."""

    def __init__(
        self,
        options: Options,
        parts: Mapping[str, Stateful],
        *,
        minutes: float,
        steps: float | None = None,
        device: Device = PROCESSOR,
        group: ProcessGroup = ALONE,
    ) -> None:
        self.options, self.parts, self.device, self.group = options, parts, device, group
        self.step, self.steps = 0, steps
        self.budget = Budget(minutes)
        self._losses: dict[str, list[Tensor]] = {}

    @abstractmethod
    def learn(self, progress: float) -> None:
        """One step: a batch, its gradients, the optimisers' steps."""

    def follow(self) -> None:
        """Bring the averaged network up to the step that was just counted."""

    def is_heard(self) -> bool:
        """Whether the log has a line for the step that was just counted."""
        return self.step % self.say_every == 0

    def progress(self) -> float:
        """How much of the budget is used, 0..1, the same in all processes."""
        if self.steps is not None:
            return min(1.0, self.step / self.steps)
        return self.group.agreed(self.budget.progress, self.device)

    def record(self, **losses: Tensor) -> None:
        """Keep losses of this step for the log, without waiting for the device."""
        if self.group.is_rank_zero:
            for name, loss in losses.items():
                self._losses.setdefault(name, []).append(loss.detach())

    def figures(self, progress: float) -> dict[str, float]:
        """Where the run stands, and the mean losses since these were last asked for."""
        means = {name: torch.stack(each).float().mean() for name, each in self._losses.items()}
        self._losses.clear()
        return {
            "progress": round(progress, 4),
            "minutes": round(self.budget.spent / 60, 3),
            **{name: round(float(mean), 4) for name, mean in means.items()},
        }

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; chance needs no place in it, being drawn from `step`."""
        return {
            **{name: part.state_dict() for name, part in self.parts.items()},
            "step": self.step,
            "spent": self.budget.spent,
            "options": self.options.to_json(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Stand where this state was taken."""
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        self.step = int(state["step"])
        self.budget = Budget(self.budget.minutes, float(state["spent"]))

    def save(self, folder: Path) -> None:
        """Write the checkpoint."""
        save_checkpoint(folder / CHECKPOINT, self.state())

    def resume(self, folder: Path) -> None:
        """Go on from the checkpoint, where there is one; raises TrainingDataError."""
        state = load_checkpoint(folder / CHECKPOINT)
        if state is not None:
            self.options.refuse_another(state.get("options", "{}"), folder)
            self.load(state)


def train(run: TrainingRun[Any], folder: Path) -> None:
    """Learn until the budget is spent, going on from what stands in `folder`.

    Rank 0 logs and saves. A run that is alone and is asked to stop (Ctrl+C, SIGTERM) saves after
    its step, and ends so; of several, none may leave while the others wait for it. Raises
    TrainingDataError where `folder` holds another recipe's run.
    """
    if run.step == 0:  # the time it took to prepare is not learning's
        run.budget = Budget(run.budget.minutes)
    run.resume(folder)
    recipe = asdict(run.options)
    log = RunLog(folder, run.step, recipe) if run.group.is_rank_zero else None
    saved, progress = time.monotonic(), run.progress()
    try:
        with stopping(listens=run.group.size == 1) as stop:
            while progress < 1 and stop.signal is None:
                run.learn(progress)
                run.step += 1
                run.follow()
                progress = run.progress()
                if log is not None and (run.is_heard() or progress >= 1):
                    log.say(run.step, **run.figures(progress))
                overdue = time.monotonic() - saved > run.save_seconds or stop.signal is not None
                if log is not None and (overdue or progress >= 1):
                    saved = time.monotonic()
                    run.save(folder)
        if progress < 1:
            stop.leave()
    finally:
        if log is not None:
            log.close()
    run.group.wait()
