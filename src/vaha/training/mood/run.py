"""Train the mood reader on FER-2013's labels and FER+'s votes, by one recipe, on any device."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from vaha.runtime.views import views_of
from vaha.training.data.faces.augmentation import Augmentation, augment_faces
from vaha.training.data.faces.face_set import FaceSet, held_out
from vaha.training.engine.average import early_share, update_average
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.learning_rate import cosine, set_rate, warm_up
from vaha.training.engine.loop import Stateful, TrainingRun, seed_of, train
from vaha.training.engine.parallel import ALONE, ProcessGroup
from vaha.training.engine.sharpness import climbed
from vaha.training.mood.architectures import new_network
from vaha.training.mood.distillation.live_teachers import LiveTeachers
from vaha.training.mood.distillation.targets import Probabilities
from vaha.training.mood.mixing import mix_faces
from vaha.training.mood.network import FaceReader, load_start
from vaha.training.mood.options import MoodOptions
from vaha.training.mood.pretrained import PretrainedReader
from vaha.training.mood.training_set import MoodTrainingSet

VIEW = 44
"""Pixels of 48 that a view shows of a face, while it learns and when it is read."""
GRADIENT_NORM = 5.0


def learning_rate_at(progress: float, peak: float, schedule: str = "cosine") -> float:
    """Linear warm-up, then half a cosine to zero.

    With `steps` a tenth from half of the run on, a hundredth from three quarters (He et al. 2016).
    """
    warm = peak * warm_up(progress, over=0.04, least=0.02)
    if schedule == "steps":
        return warm * (1.0 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01)
    return warm * cosine(progress)


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
    run = MoodRun(training_set, options, device, group, start_from, live, training.take(held))
    if group.is_rank_zero:
        print(f"{options.arch} learns from {len(training_set)} faces on {device}", flush=True)
    train(run, folder)
    return run.average


class MoodRun(TrainingRun[MoodOptions]):
    """Network, averaged network and optimiser; after each epoch it says how `held` are read."""

    def __init__(
        self,
        training_set: MoodTrainingSet,
        options: MoodOptions,
        device: Device = PROCESSOR,
        group: ProcessGroup = ALONE,
        start_from: Path | None = None,
        live: LiveTeachers | None = None,
        held: FaceSet | None = None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.training_set, self.live, self.held = training_set, live, held
        network = new_network(options)
        if start_from is not None:
            load_start(network, start_from)
        elif isinstance(network, PretrainedReader):
            network.begin_with_imagenet()
        self.average = device.place(copy.deepcopy(network)).requires_grad_(False)
        self.network = device.place(network)
        self._shared = group.shared(self.network, device)
        self.optimiser = _optimiser(self.network, options)
        self.batch = min(options.batch, len(training_set))
        self.steps_an_epoch = len(training_set) // self.batch
        self._order, self._epoch = torch.empty(0), -1
        parts: dict[str, Stateful] = {
            "network": self.network,
            "average": self.average,
            "optimiser": self.optimiser,
        }
        epochs = options.epochs
        steps = None if epochs is None else max(1, round(epochs * self.steps_an_epoch))
        super().__init__(
            options, parts, minutes=options.minutes, steps=steps, device=device, group=group
        )

    def learn(self, progress: float) -> None:
        """A batch and its gradient; with SAM, the one uphill."""
        options = self.options
        rate = learning_rate_at(progress, options.learning_rate, options.schedule)
        set_rate(self.optimiser, rate)
        number = seed_of(options.seed, self.group.rank, self.step)
        views, targets = self._batch(progress, number)
        self.network.train()
        self.optimiser.zero_grad(set_to_none=True)
        self.record(loss=self._backward(views, targets, number))
        if options.sharpness > 0:
            with climbed(self.network, options.sharpness):
                self._backward(views, targets, number)
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        self.optimiser.step()

    def follow(self) -> None:
        update_average(
            self.average, self.network, early_share(self.options.average_decay, self.step)
        )

    def is_heard(self) -> bool:
        return self._epoch_ends() or super().is_heard()

    def _epoch_ends(self) -> bool:
        return self.step % self.steps_an_epoch == 0

    def figures(self, progress: float) -> dict[str, float]:
        figures = {
            "epoch": round(self.step / self.steps_an_epoch, 3),
            **super().figures(progress),
            "learning_rate": self.optimiser.param_groups[0]["lr"],
        }
        if self.held is not None and len(self.held) and (self._epoch_ends() or progress >= 1):
            figures["held_out_accuracy"] = held_out_accuracy(self.average, self.held, self.device)
        return figures

    def state(self) -> dict[str, Any]:
        return {**super().state(), "from_imagenet": self.average.from_imagenet}

    def load(self, state: dict[str, Any]) -> None:
        super().load(state)
        self.average.from_imagenet = bool(state.get("from_imagenet", False))

    def _batch(self, progress: float, number: int) -> tuple[Tensor, Tensor]:
        """This process's part of the step's batch: views and targets."""
        options = self.options
        chosen = self._chosen()
        size, native = view_size(progress, options)
        how = Augmentation(
            options.affine,
            options.photometric,
            options.erase,
            options.degradation,
            options.framing,
        )
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
