"""Train the critic: features from style and artist first, then people's votes, in five folds."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from vaha.emotions import ART_EMOTIONS
from vaha.training.checkpoint import Budget, update_average
from vaha.training.critic_folds import FOLDS, fold_of
from vaha.training.critic_network import CriticHead, CriticTrunk
from vaha.training.device import Device
from vaha.training.painting_data import PaintingSet

PROCESSOR = Device(torch.device("cpu"))


@dataclass(frozen=True)
class CriticOptions:
    """The defaults are the recipe of the shipped weights."""

    pretrain_minutes: float = 5.0  # on style and artist, of all paintings
    minutes: float = 1.5  # on votes, for each fold
    batch: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    prior_votes: float = 1.0  # votes of the prior added to each painting's own
    balance: float = 0.5  # paintings with rare emotions weigh (1 / base rate) ** balance
    heaviest: float = 4.0  # the most a painting may weigh
    mixup: float = 0.3
    seed: int = 0

    @classmethod
    def within(cls, minutes: float) -> CriticOptions:
        """Options for a whole run in about so many minutes, after the features are computed."""
        return cls(pretrain_minutes=0.4 * minutes, minutes=0.1 * minutes)


@dataclass(frozen=True)
class Features:
    """The trunk's answer for V views of N paintings: V x N x 256 x 8 x 8 and V x N x 384."""

    form: Tensor
    colour: Tensor

    def pick(self, places: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """A random view of each painting at these places."""
        views = torch.randint(len(self.form), (len(places),), generator=generator)
        form = self.form[views, places].float()
        form = form.contiguous(memory_format=torch.channels_last)
        return form, self.colour[views, places].float()

    def on(self, device: Device) -> Features:
        """The same, kept on the device."""
        where = device.torch_device
        return Features(self.form.to(where), self.colour.to(where))

    def first(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """The plain view."""
        return self.form[0, places].float(), self.colour[0, places].float()


@torch.no_grad()
def compute_features(
    trunk: CriticTrunk,
    pixels: npt.NDArray[np.uint8],
    views: int = 3,
    batch: int = 128,
    seed: int = 0,
    device: Device = PROCESSOR,
) -> Features:
    """The trunk over uint8 N x 64 x 64 x 3: as it is, then mirrored and cropped at random."""
    generator = torch.Generator().manual_seed(seed)
    forms, colours = [], []
    for view in range(views):
        parts = []
        for start in range(0, len(pixels), batch):
            pictures = (
                torch.from_numpy(pixels[start : start + batch]).permute(0, 3, 1, 2).float() / 255
            )
            if view:
                pictures = _random_view(pictures, generator)
            with device.autocast():
                form, colour = trunk(device.put(pictures))
                parts.append((form.half(), colour.half()))
        forms.append(torch.cat([form for form, _ in parts]))
        colours.append(torch.cat([colour for _, colour in parts]))
        print(f"features of view {view + 1} of {views}", flush=True)
    return Features(torch.stack(forms), torch.stack(colours))


def _random_view(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """One crop of 78 % to 100 % of the side for the batch, half of it mirrored."""
    side = int(torch.randint(50, 65, (), generator=generator))
    top, left = torch.randint(65 - side, (2,), generator=generator).tolist()
    crop = pictures[..., top : top + side, left : left + side]
    crop = functional.interpolate(crop, size=64, mode="bilinear", align_corners=False)
    mirrored = torch.rand(len(crop), generator=generator) < 0.5
    return torch.where(mirrored.view(-1, 1, 1, 1), crop.flip(3), crop)


def vote_targets(votes: npt.NDArray[np.float32], prior_votes: float) -> npt.NDArray[np.float32]:
    """Vote shares smoothed towards the mean of all (a Dirichlet prior): N x 9."""
    prior = votes.sum(0) / votes.sum()
    smoothed: npt.NDArray[np.float32] = votes + prior_votes * prior
    return (smoothed / smoothed.sum(1, keepdims=True)).astype(np.float32)


def painting_weights(targets: Tensor, options: CriticOptions) -> Tensor:
    """Weigh paintings with rare emotions more: mean 1 before the heaviest are capped."""
    base = targets.mean(0).clamp_min(1e-6)  # an emotion that nobody named weighs nothing
    weights = (targets * (base**-options.balance)).sum(1)
    weights = weights / weights.mean()
    return weights.clamp(max=options.heaviest)


def _optimiser(head: CriticHead, options: CriticOptions) -> torch.optim.Optimizer:
    return torch.optim.AdamW(
        head.parameters(), options.learning_rate, weight_decay=options.weight_decay
    )


def _set_rate(optimiser: torch.optim.Optimizer, peak: float, progress: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = (
            peak * min(1.0, progress / 0.05 + 0.05) * 0.5 * (1 + math.cos(math.pi * progress))
        )


def fresh_head(paintings: PaintingSet) -> CriticHead:
    """A head with as many styles and artists as these paintings have, at least one of each."""
    styles, artists = (int(known.max()) + 1 for known in (paintings.style, paintings.artist))
    return CriticHead(max(1, styles), max(1, artists))


def pretrain_head(
    features: Features,
    paintings: PaintingSet,
    options: CriticOptions,
    device: Device = PROCESSOR,
) -> CriticHead:
    """Learn style and artist, which need no votes, so no fold can leak into another."""
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    head = device.place(fresh_head(paintings))
    optimiser = _optimiser(head, options)
    style, artist = (device.put(torch.from_numpy(k)) for k in (paintings.style, paintings.artist))
    budget, step, running = Budget(options.pretrain_minutes), 0, 0.0
    while budget.progress < 1:
        _set_rate(optimiser, options.learning_rate, budget.progress)
        chosen = torch.randint(len(paintings), (options.batch,), generator=generator)
        with device.autocast():
            embedding = head.embedding(*features.pick(chosen, generator))
            loss = _known_entropy(head.style(embedding), style[chosen])
            loss = loss + 0.5 * _known_entropy(head.artist(embedding), artist[chosen])
        _descend(optimiser, loss)
        step += 1
        running = loss.item() if step == 1 else 0.98 * running + 0.02 * loss.item()
        if step % 100 == 0:
            print(
                f"style and artist {budget.progress:6.1%}  step {step}  loss {running:.4f}",
                flush=True,
            )
    return head


def _known_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of the rows whose label is known; 0 where none is."""
    if not bool((labels >= 0).any()):
        return logits.float().sum() * 0
    return functional.cross_entropy(logits.float(), labels, ignore_index=-1, label_smoothing=0.1)


def _descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def train_head(
    start: CriticHead,
    features: Features,
    paintings: PaintingSet,
    places: npt.NDArray[np.int64],
    options: CriticOptions,
    device: Device = PROCESSOR,
) -> CriticHead:
    """Learn the votes of the paintings at these places, with style and artist beside them."""
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    head = device.place(copy.deepcopy(start)).train()
    average = copy.deepcopy(head)
    optimiser = _optimiser(head, options)
    targets = torch.from_numpy(vote_targets(paintings.votes[places], options.prior_votes))
    weights = painting_weights(targets, options)
    targets, weights = device.put(targets), device.put(weights)
    voted = torch.from_numpy(places)
    style, artist = (device.put(torch.from_numpy(k)) for k in (paintings.style, paintings.artist))
    budget, step = Budget(options.minutes), 0
    while budget.progress < 1:
        _set_rate(optimiser, options.learning_rate, budget.progress)
        row = torch.randint(len(voted), (options.batch,), generator=generator)
        other = torch.randint(len(paintings), (options.batch // 2,), generator=generator)
        form, colour = features.pick(torch.cat([voted[row], other]), generator)
        target, weight = targets[row], weights[row]
        if options.mixup:
            form, colour, target, weight = _mix(form, colour, target, weight, options.mixup)
        with device.autocast():
            embedding = head.embedding(form, colour)
            logits = head.emotion(embedding[: len(row)]).float()
            loss = -(weight * (target * logits.log_softmax(1)).sum(1)).mean()
            rest = embedding[len(row) :]
            loss = loss + 0.2 * _known_entropy(head.style(rest), style[other])
            loss = loss + 0.1 * _known_entropy(head.artist(rest), artist[other])
        _descend(optimiser, loss)
        step += 1
        update_average(average, head, min(0.995, (1 + step) / (10 + step)))
    return average.eval()


def _mix(
    form: Tensor, colour: Tensor, target: Tensor, weight: Tensor, alpha: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Mixup (Zhang et al. 2018) of the voted part of the batch; the rest stays as it is."""
    count = len(target)
    share = float(np.random.default_rng(int(torch.randint(2**31, ()))).beta(alpha, alpha))
    order = torch.randperm(count).to(target.device)
    form, colour = form.clone(), colour.clone()
    form[:count] = share * form[:count] + (1 - share) * form[:count][order]
    colour[:count] = share * colour[:count] + (1 - share) * colour[:count][order]
    return (
        form,
        colour,
        share * target + (1 - share) * target[order],
        share * weight + (1 - share) * weight[order],
    )


@torch.no_grad()
def head_logits(head: CriticHead, features: Features, places: npt.NDArray[np.int64]) -> Tensor:
    """Logits M x 9 on the plain views of these paintings."""
    head.eval()
    parts = [head(*features.first(part)).cpu() for part in torch.from_numpy(places).split(512)]
    return torch.cat(parts) if parts else torch.zeros(0, len(ART_EMOTIONS))


def cross_fit(
    start: CriticHead,
    features: Features,
    paintings: PaintingSet,
    options: CriticOptions,
    device: Device = PROCESSOR,
) -> Tensor:
    """Logits N x 9 for every painting, none from a head that saw its votes.

    A voted painting is judged by the head of its fold, the others by the mean of all five.
    """
    folds = fold_of(paintings.names)
    voted = paintings.voted
    total = torch.zeros(len(paintings), len(ART_EMOTIONS))
    everywhere = np.arange(len(paintings))
    for fold in range(FOLDS):
        head = train_head(
            start, features, paintings, np.flatnonzero(voted & (folds != fold)), options, device
        )
        logits = head_logits(head, features, everywhere)
        own = torch.from_numpy(voted & (folds == fold))
        unvoted = torch.from_numpy(~voted)
        total[own] = logits[own]
        total[unvoted] += logits[unvoted] / FOLDS
        print(f"fold {fold + 1} of {FOLDS} done", flush=True)
    return total
