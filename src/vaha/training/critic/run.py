"""The critic's whole training: features, style and artist, votes in five folds, its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.errors import TrainingDataError
from vaha.runtime.card import ModelCard
from vaha.training.critic.anger import PLACE, add_anger, strength_of_anger
from vaha.training.critic.embedding import (
    CriticOptions,
    View,
    compute_cuts,
    compute_features,
    learn_embedding,
)
from vaha.training.critic.network import CriticHead, CriticTrunk
from vaha.training.critic.publish import publish_critic
from vaha.training.critic.tuning import finish_all, tune_trunk
from vaha.training.critic.votes import cross_fit, read_votes_into, readings_of
from vaha.training.data.paintings.reading import PaintingSet
from vaha.training.engine.checkpoint import load_checkpoint, save_checkpoint
from vaha.training.engine.device import PROCESSOR, Device

LARGE = 224
"""The side in px at which Lite0 was taught, and the trunk's last blocks are taught from."""
READ = (View.PLAIN, View.AS_WORK)
"""The views from which votes are read."""


@dataclass(frozen=True)
class CriticRun:
    """What training leaves: the final head, and out-of-fold logits M x 9 of the voted paintings."""

    head: CriticHead
    logits: npt.NDArray[np.float32]


def train_critic(
    paintings: PaintingSet,
    trunk: CriticTrunk,
    folder: Path,
    options: CriticOptions,
    device: Device = PROCESSOR,
) -> CriticRun:
    """Train, or take from `folder` what an earlier run finished there.

    Raises TrainingDataError where nobody voted, or the folder is of another set of paintings.
    """
    if not paintings.voted.any():
        raise TrainingDataError("no painting has votes; are these votes of other paintings?")
    told = paintings.take(paintings.voted | ~np.isnan(paintings.angriest))
    trunk = device.place(trunk)
    features = _features_of_all(paintings, trunk, folder, options, device)

    def look(view: View) -> Tensor:
        file = folder / f"told-{view.name.lower()}.pt"
        (kept,) = _kept(
            file, len(told), lambda: (compute_features(trunk, told.pixels, view, device=device),)
        )
        return kept

    seen = torch.stack([look(view) for view in READ])
    trunk.cpu()
    there = features.to(device.torch_device)
    head = learn_embedding(there, paintings, options, folder / "embedding", device).cpu()
    return _read(head, seen, told, folder, options)


def _read(
    head: CriticHead, seen: Tensor, told: PaintingSet, folder: Path, options: CriticOptions
) -> CriticRun:
    """The votes, read from features V x M x 2304 of the paintings that people spoke of."""
    voted = told.take(told.voted)
    readings = readings_of(head, seen[:, torch.from_numpy(told.voted)])
    logits: npt.NDArray[np.float32] = cross_fit(head, readings, voted, options).numpy()
    read_votes_into(head, readings, voted, np.arange(len(voted)), options)
    added = add_anger(head, seen[0], told.angriest, strength_of_anger(logits))
    logits[:, PLACE] += added[told.voted]
    save_checkpoint(folder / "folds.pt", {"logits": torch.from_numpy(logits)})
    return CriticRun(head, logits)


def _features_of_all(
    paintings: PaintingSet,
    trunk: CriticTrunk,
    folder: Path,
    options: CriticOptions,
    device: Device,
) -> Tensor:
    """What the trunk sees of all paintings after its last blocks were tuned, which happens here."""
    tuned, file, count = load_checkpoint(folder / "trunk.pt"), folder / "all.pt", len(paintings)
    if tuned is not None:
        trunk.load_state_dict(tuned)
        if file.is_file():
            return _kept(file, count, tuple)[0]
    cuts, early = _kept(
        folder / "cuts.pt",
        count,
        lambda: compute_cuts(trunk, paintings.pixels, View.MIXED, device),
    )
    if tuned is None:
        (large,) = _kept(
            folder / "large.pt",
            count,
            lambda: (compute_features(trunk, paintings.pixels, side=LARGE, device=device),),
        )
        tune_trunk(trunk.cpu(), cuts, early, large, paintings, options, folder / "tuning")
        save_checkpoint(folder / "trunk.pt", trunk.state_dict())
    features = _kept(file, count, lambda: (finish_all(trunk.cpu(), cuts, early),))[0]
    device.place(trunk)
    return features


def _kept(file: Path, count: int, compute: Callable[[], tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
    """What an earlier run left in `file`, of so many paintings, or else is computed and kept."""
    state = load_checkpoint(file)
    if state is None:
        kept = compute()
        save_checkpoint(file, {"kept": list(kept)})
        return kept
    if len(state["kept"][0]) != count:
        raise TrainingDataError(
            f"{file.parent} is of a run on {len(state['kept'][0])} paintings, not "
            f"{count}; remove it or choose another --out"
        )
    return tuple(state["kept"])


def finish_critic(
    run: CriticRun, paintings: PaintingSet, trunk: CriticTrunk, folder: Path
) -> ModelCard:
    """Write the shipped file and card to `folder`."""
    return publish_critic(trunk, run.head, run.logits, paintings.take(paintings.voted), folder)


def read_critic_logits(folder: Path) -> npt.NDArray[np.float32]:
    """The out-of-fold logits M x 9 of the voted paintings that `train_critic` left."""
    state = load_checkpoint(folder / "folds.pt")
    if state is None:
        raise TrainingDataError(f"{folder} holds no trained critic; run `vaha train critic` first")
    logits: npt.NDArray[np.float32] = state["logits"].float().numpy()
    return logits
