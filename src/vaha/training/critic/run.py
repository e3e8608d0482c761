"""The critic's whole training: features, style and artist, votes in five folds, its file."""

from __future__ import annotations

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
    compute_features,
    fresh_head,
    learn_embedding,
)
from vaha.training.critic.network import CriticHead, CriticTrunk
from vaha.training.critic.publish import publish_critic
from vaha.training.critic.votes import cross_fit, embeddings_of, read_votes_into
from vaha.training.data.paintings import PaintingSet
from vaha.training.engine.checkpoint import load_checkpoint, save_checkpoint
from vaha.training.engine.device import PROCESSOR, Device

NAMED_SHARE = 0.03
"""How often anger and disgust are named at least, chosen on the folds: less, and one never is."""


@dataclass(frozen=True)
class CriticRun:
    """What training leaves behind: the final head and out-of-fold logits N x 9 of all paintings."""

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
    features = _features(paintings, trunk, folder / "features.pt", options, device)
    head = device.place(fresh_head(paintings))
    state = load_checkpoint(folder / "embedding.pt")
    if state is not None:
        head.load_state_dict(state)
    else:
        head = learn_embedding(features, paintings, options, device)
        save_checkpoint(folder / "embedding.pt", head.state_dict())
    head, features = head.cpu().eval(), features.cpu()
    embeddings = embeddings_of(head, features)
    logits = cross_fit(head, embeddings, paintings, options).numpy()
    read_votes_into(head, embeddings, paintings, np.flatnonzero(paintings.voted), options)
    logits[:, PLACE] += add_anger(head, features, paintings.angriest, strength_of_anger(logits))
    save_checkpoint(folder / "folds.pt", {"logits": torch.from_numpy(logits)})
    return CriticRun(head, logits)


def _features(
    paintings: PaintingSet, trunk: CriticTrunk, file: Path, options: CriticOptions, device: Device
) -> Tensor:
    state = load_checkpoint(file)
    if state is not None:
        features: Tensor = state["features"].to(device.torch_device)
        if features.shape[1] != len(paintings):
            raise TrainingDataError(
                f"{file.parent} is of a run on {features.shape[1]} paintings, not "
                f"{len(paintings)}; remove it or choose another --out"
            )
        return features
    features = compute_features(
        device.place(trunk), paintings.pixels, views=options.views, device=device
    )
    trunk.cpu()
    save_checkpoint(file, {"features": features.cpu()})
    return features


def finish_critic(
    run: CriticRun, paintings: PaintingSet, trunk: CriticTrunk, folder: Path
) -> ModelCard:
    """Write the shipped file and card to `folder`."""
    voted = paintings.voted
    return publish_critic(
        trunk, run.head, run.logits[voted], paintings.take(voted), folder, NAMED_SHARE
    )


def read_critic_logits(folder: Path) -> npt.NDArray[np.float32]:
    """The out-of-fold logits N x 9 that `train_critic` left in its folder."""
    state = load_checkpoint(folder / "folds.pt")
    if state is None:
        raise TrainingDataError(f"{folder} holds no trained critic; run `vaha train critic` first")
    logits: npt.NDArray[np.float32] = state["logits"].float().numpy()
    return logits
