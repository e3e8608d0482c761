"""Train the mood reader: a VGG16 on FER-2013's labels and FER+'s votes, for a time budget."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from vaha.training.checkpoint import Budget, load_checkpoint, save_checkpoint, update_average
from vaha.training.face_augmentation import augment_faces
from vaha.training.face_data import FaceSet, hold_out
from vaha.training.layout import channels_last
from vaha.training.mood_network import MoodNetwork, load_imagenet_start


@dataclass(frozen=True)
class MoodOptions:
    """How to train; the defaults are the recipe of the shipped weights."""

    minutes: float = 90
    batch: int = 128
    learning_rate: float = 0.05  # the peak, after a warm-up over 4 % of the time
    weight_decay: float = 5e-4
    votes_share: float = 0.4  # of the target: FER+ votes; the rest is FER-2013's own label
    label_smoothing: float = 0.05  # of FER-2013's own label
    average_decay: float = 0.999
    small_until: float = 0.55  # share of the time on views of 32 px, which cost half
    seed: int = 0
    threads: int = 2


def soft_targets(faces: FaceSet, options: MoodOptions) -> Tensor:
    """N x 7: FER-2013's smoothed label mixed with the votes, where there are votes."""
    classes = faces.votes.shape[1]
    hard = torch.eye(classes)[torch.from_numpy(faces.labels)]
    hard = hard * (1 - options.label_smoothing) + options.label_smoothing / classes
    votes = torch.from_numpy(faces.votes)
    share = options.votes_share * votes.sum(1, keepdim=True)
    return (1 - share) * hard + options.votes_share * votes


def learning_rate_at(progress: float, peak: float) -> float:
    """Linear warm-up, then half a cosine to zero (Loshchilov & Hutter 2017)."""
    return peak * min(1.0, progress / 0.04 + 0.02) * 0.5 * (1 + math.cos(math.pi * progress))


def view_size(progress: float, options: MoodOptions) -> tuple[int, bool]:
    """(pixels, at the faces' own scale): small whole faces first, cut-outs of 44 px at the end."""
    return (32, False) if progress < options.small_until else (44, True)


@torch.no_grad()
def predict(network: MoodNetwork, pixels: np.ndarray, batch: int = 256) -> Tensor:
    """Logits N x 7 of uint8 faces N x 48 x 48, one plain pass."""
    network.eval()
    outputs = []
    for start in range(0, len(pixels), batch):
        faces = torch.from_numpy(pixels[start : start + batch])[:, None].float() / 255
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs.append(network(faces.contiguous(memory_format=torch.channels_last)).float())
    return torch.cat(outputs)


def train_mood(
    training: FaceSet,
    folder: Path,
    options: MoodOptions,
    start_from: Path | None = None,
) -> MoodNetwork:
    """Train until the budget is spent; resume from `folder`/checkpoint.pt where it stands.

    Learns from nine tenths of Training and reports on the other tenth; neither PublicTest nor
    PrivateTest is looked at. Returns the averaged network.
    """
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    learn, held = hold_out(training)
    targets = soft_targets(learn, options)
    pixels = torch.from_numpy(learn.pixels)[:, None]

    network = MoodNetwork()
    if start_from is not None:
        load_imagenet_start(network, start_from)
    network = channels_last(network)
    average = copy.deepcopy(network)
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    optimiser = torch.optim.SGD(
        [
            {"params": decayed, "weight_decay": options.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ],
        lr=options.learning_rate,
        momentum=0.9,
        nesterov=True,
    )
    step, spent = 0, 0.0
    state = load_checkpoint(folder / "checkpoint.pt")
    if state is not None:
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        generator.set_state(state["generator"])
        step, spent = state["step"], state["spent"]

    budget = Budget(options.minutes, spent)
    last_save = time.monotonic()
    order = torch.randperm(len(learn), generator=generator)
    place, running = 0, math.nan
    progress = budget.progress
    while progress < 1:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate_at(progress, options.learning_rate)
        if place + options.batch > len(order):
            order, place = torch.randperm(len(learn), generator=generator), 0
        chosen = order[place : place + options.batch]
        place += options.batch
        size, native = view_size(progress, options)
        views = augment_faces(pixels[chosen], size, generator, native)

        network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(views.contiguous(memory_format=torch.channels_last))
        loss = -(targets[chosen] * logits.float().log_softmax(1)).sum(1).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        step += 1
        update_average(average, network, min(options.average_decay, (1 + step) / (10 + step)))
        running = loss.item() if math.isnan(running) else 0.98 * running + 0.02 * loss.item()

        if step % 50 == 0:
            print(f"{progress:6.1%}  step {step}  loss {running:.4f}", flush=True)
        progress = budget.progress
        if time.monotonic() - last_save > 240 or progress >= 1:
            last_save = time.monotonic()
            score = held_out_accuracy(average, held)
            print(f"{progress:6.1%}  step {step}  held-out {score:.4f}", flush=True)
            save_checkpoint(
                folder / "checkpoint.pt",
                {
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "generator": generator.get_state(),
                    "step": step,
                    "spent": budget.spent,
                    "options": json.dumps(asdict(options)),
                },
            )
    return average


def held_out_accuracy(network: MoodNetwork, faces: FaceSet) -> float:
    """Share of FER-2013's labels that the network's first choice agrees with."""
    found = predict(network, faces.pixels).argmax(1).numpy()
    return float((found == faces.labels).mean())
