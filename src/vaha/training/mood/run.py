"""Train the mood reader on FER-2013's labels and FER+'s votes: one recipe, any device, resumable.

The order of the faces, augmentation, mixing and dropout are drawn from the seed and the number of
the step alone. So a run that was killed and goes on from its checkpoint draws what an uninterrupted
one draws and, with a budget of epochs, ends with the same weights to the bit.
"""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.errors import TrainingDataError
from vaha.runtime.views import views_of
from vaha.training.data.face_augmentation import Augmentation, augment_faces
from vaha.training.data.faces import FaceSet, held_out
from vaha.training.engine.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import set_rate
from vaha.training.engine.log import RunLog
from vaha.training.engine.parallel import ProcessGroup
from vaha.training.engine.sharpness import climbed
from vaha.training.mood.architectures import new_network
from vaha.training.mood.live_teachers import LiveTeachers
from vaha.training.mood.mixing import mix_faces
from vaha.training.mood.network import FaceReader, load_start
from vaha.training.mood.options import MoodOptions, as_named_now
from vaha.training.mood.targets import Probabilities
from vaha.training.mood.training_set import MoodTrainingSet

ALONE = ProcessGroup()
VIEW = 44
"""Pixels of 48 that a view shows of a face, while it learns and when it is read."""
SAVE_EVERY = 120
"""Seconds between checkpoints."""
SAY_EVERY = 50
"""Steps between words of the loss."""
GRADIENT_NORM = 5.0
BUDGETS = ("epochs", "minutes")
"""Hyperparameters that may differ when a run goes on: how long it lasts is not what it is."""


def learning_rate_at(progress: float, peak: float, schedule: str = "cosine") -> float:
    """Linear warm-up, then half a cosine to zero (Loshchilov & Hutter 2017).

    With `steps` a tenth from half of the run on, a hundredth from three quarters (He et al. 2016).
    """
    warm = peak * min(1.0, progress / 0.04 + 0.02)
    if schedule == "steps":
        return warm * (1.0 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01)
    return warm * 0.5 * (1 + math.cos(math.pi * progress))


def view_size(progress: float, options: MoodOptions) -> tuple[int, bool]:
    """(pixels, at the faces' own scale): small whole faces first, cut-outs of 44 px at the end."""
    return (32, False) if progress < options.small_until else (VIEW, True)


@torch.no_grad()
def predict(
    network: nn.Module,
    pixels: npt.NDArray[np.uint8],
    batch: int = 256,
    device: Device = PROCESSOR,
    views: str = "none",
) -> Tensor:
    """Logits N x 7 of uint8 faces N x 48 x 48: one plain pass, or the mean over their `views`.

    A pass reads the middle of a face, as large as the views it learnt on.
    """
    network.eval()
    outputs = []
    for start in range(0, len(pixels), batch):
        logits = []
        for view in views_of(pixels[start : start + batch, None], views, VIEW):
            faces = device.put(torch.from_numpy(view)).float() / 255
            with device.autocast():
                logits.append(network(device.put(faces)).float())
        outputs.append(torch.stack(logits).mean(0).cpu())
    return torch.cat(outputs)


def held_out_accuracy(network: nn.Module, faces: FaceSet, device: Device = PROCESSOR) -> float:
    """Share of FER-2013's labels that the network's first choice agrees with, in plain passes."""
    found = predict(network, faces.pixels, device=device).argmax(1).numpy()
    return float((found == faces.labels).mean())


def train_mood(
    training: FaceSet,
    folder: Path,
    options: MoodOptions,
    start_from: Path | None = None,
    *,
    teachers: Probabilities | None = None,
    live: LiveTeachers | None = None,
    held: npt.NDArray[np.bool_] | None = None,
    device: Device = PROCESSOR,
    group: ProcessGroup = ALONE,
) -> FaceReader:
    """Train until the budget is spent; resume from `folder`/checkpoint.pt where it stands.

    Learns from nine tenths of Training and reports on the other tenth; neither PublicTest nor
    PrivateTest is looked at. `held` marks other faces to report on and not to learn from; where it
    marks none, all are learnt. `teachers` are readings of `training`, row by row, and `live`
    ones read each view instead. Returns the averaged network. Raises TrainingDataError where
    `folder` holds another recipe's run.
    """
    held = held_out(training) if held is None else held
    said = None if teachers is None else teachers[~held]
    training_set = MoodTrainingSet.of(training.take(~held), options, device, said)
    run = MoodRun(training_set, options, device, group, start_from, live)
    run.resume(folder / "checkpoint.pt")
    log = RunLog(folder, run.step) if group.is_rank_zero else None
    if group.is_rank_zero:
        print(f"{options.arch} learns from {len(training_set)} faces on {device}", flush=True)
    try:
        _learn(run, folder, log, training.take(held))
    finally:
        if log is not None:
            log.close()
    return run.average


def _learn(run: MoodRun, folder: Path, log: RunLog | None, held: FaceSet) -> None:
    """Step by step to the end; rank 0 reports after each epoch and saves every two minutes."""
    last_save = time.monotonic()
    progress = run.progress()
    while progress < 1:
        run.learn(progress)
        progress = run.progress()
        epoch_ends = run.step % run.steps_an_epoch == 0 or progress >= 1
        if log is not None and (epoch_ends or run.step % SAY_EVERY == 0):
            figures = run.figures(progress)
            if epoch_ends and len(held):
                figures["held_out_accuracy"] = held_out_accuracy(run.average, held, run.device)
            log.say(run.step, **figures)
        if run.group.is_rank_zero and (time.monotonic() - last_save > SAVE_EVERY or progress >= 1):
            last_save = time.monotonic()
            save_checkpoint(folder / "checkpoint.pt", run.state())
    run.group.wait()


class MoodRun:
    """Network, averaged network, optimiser and counters: all that changes while it learns."""

    def __init__(
        self,
        training_set: MoodTrainingSet,
        options: MoodOptions,
        device: Device = PROCESSOR,
        group: ProcessGroup = ALONE,
        start_from: Path | None = None,
        live: LiveTeachers | None = None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.live = live
        self.training_set, self.options = training_set, options
        self.device, self.group = device, group
        network = new_network(options)
        if start_from is not None:
            load_start(network, start_from)
        self.average = device.place(copy.deepcopy(network)).requires_grad_(False)
        self.network = device.place(network)
        self._shared = group.shared(self.network, device)
        self.optimiser = _optimiser(self.network, options)
        self.step = 0
        self.batch = min(options.batch, len(training_set))
        self.steps_an_epoch = len(training_set) // self.batch
        self._budget = Budget(options.minutes)
        self._order, self._epoch = torch.empty(0), -1
        self._losses: list[Tensor] = []

    def progress(self) -> float:
        """How much of the budget is used, 0..1, the same in all processes."""
        if self.options.epochs is not None:
            return min(1.0, self.step / max(1, round(self.options.epochs * self.steps_an_epoch)))
        return self.group.agreed(self._budget.progress, self.device)

    def learn(self, progress: float) -> None:
        """One step: a batch, its gradient (with SAM, the one uphill), the averaged weights."""
        options = self.options
        rate = learning_rate_at(progress, options.learning_rate, options.schedule)
        set_rate(self.optimiser, rate)
        number = self._seed(self.step)
        views, targets = self._batch(progress, number)
        self.network.train()
        self.optimiser.zero_grad(set_to_none=True)
        loss = self._backward(views, targets, number)
        if self.group.is_rank_zero:
            self._losses.append(loss)
        if options.sharpness > 0:
            with climbed(self.network, options.sharpness):
                self._backward(views, targets, number)
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        self.optimiser.step()
        self.step += 1
        decay = min(options.average_decay, (1 + self.step) / (10 + self.step))
        update_average(self.average, self.network, decay)

    def figures(self, progress: float) -> dict[str, float]:
        """The mean loss since these were last asked for, and where the run stands."""
        loss = float(torch.stack(self._losses).mean()) if self._losses else math.nan
        self._losses.clear()
        return {
            "epoch": round(self.step / self.steps_an_epoch, 3),
            "progress": round(progress, 4),
            "minutes": round(self._budget.spent / 60, 3),
            "learning_rate": self.optimiser.param_groups[0]["lr"],
            "loss": round(loss, 4),
        }

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; random numbers need no place in it, being drawn from `step`."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent": self._budget.spent,
            "options": json.dumps(asdict(self.options)),
            "from_imagenet": self.average.from_imagenet,
        }

    def resume(self, checkpoint: Path) -> None:
        """Go on from the checkpoint, where there is one; raises TrainingDataError."""
        state = load_checkpoint(checkpoint)
        if state is None:
            return
        self._refuse_another_recipe(checkpoint, json.loads(state["options"]))
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = int(state["step"])
        self.average.from_imagenet = bool(state.get("from_imagenet", False))
        self._budget = Budget(self.options.minutes, state["spent"])

    def _refuse_another_recipe(self, checkpoint: Path, begun: dict[str, Any]) -> None:
        begun = as_named_now(begun)
        for name, value in asdict(self.options).items():
            if name not in BUDGETS and begun[name] != value:
                raise TrainingDataError(
                    f"{checkpoint} was begun with {name} {begun[name]}, not {value}; "
                    "choose another --out, or go on with what it was begun with"
                )

    def _seed(self, *numbers: int) -> int:
        """64 bits of their own for each step and process."""
        entropy = [self.options.seed, self.group.rank, *numbers]
        return int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0])

    def _batch(self, progress: float, number: int) -> tuple[Tensor, Tensor]:
        """This process's part of the step's batch: views and targets."""
        options = self.options
        chosen = self._chosen()
        size, native = view_size(progress, options)
        how = Augmentation(options.affine, options.photometric, options.erase, options.degradation)
        pixels = self.training_set.pixels[chosen]
        views = augment_faces(pixels, size, self.device.generator(number), native, how)
        chance = np.random.default_rng(number)
        targets = self.training_set.targets[chosen]
        views, targets = mix_faces(views, targets, options.mix, options.mix_alpha, chance)
        if self.live is not None:
            targets = targets.lerp(self.live.read(views), options.teacher_share)
        return views, targets

    def _chosen(self) -> Tensor:
        """Places of the step's faces: each epoch has an order of its own, the same everywhere."""
        epoch, place = divmod(self.step, self.steps_an_epoch)
        if epoch != self._epoch:
            chance = np.random.default_rng([self.options.seed, epoch])
            order = torch.from_numpy(chance.permutation(len(self.training_set)))
            self._order, self._epoch = self.device.put(order), epoch
        batch = self._order[place * self.batch :][: self.batch]
        return batch[self.group.share_of(self.batch)]

    def _backward(self, views: Tensor, targets: Tensor, number: int) -> Tensor:
        """The gradient of the cross-entropy with soft targets; gives the loss."""
        torch.manual_seed(number)  # for dropout; the same twice with SAM
        with self.device.autocast():
            logits = self._shared(self.device.put(views))
        loss = -(targets * logits.float().log_softmax(1)).sum(1).mean()
        loss.backward()
        return loss.detach()


def _optimiser(network: nn.Module, options: MoodOptions) -> torch.optim.Optimizer:
    """SGD with Nesterov's momentum; biases and normalisation do not decay."""
    parameters = list(network.parameters())
    return torch.optim.SGD(
        [
            {
                "params": [p for p in parameters if p.ndim > 1],
                "weight_decay": options.weight_decay,
            },
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=options.learning_rate,
        momentum=0.9,
        nesterov=True,
    )
