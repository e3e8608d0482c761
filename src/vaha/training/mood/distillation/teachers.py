"""Teachers for the mood reader: networks whose readings of the faces are learnt beside the labels.

A network remembers what it learnt from, so its readings of those faces say little new. Readings
from outside the fold do, and also tell which labels are doubtful; they take many trainings. Those
of networks that are there already cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vaha.runtime.sessions.tensors import softmax
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.engine.device import PROCESSOR, Device
from vaha.training.engine.parallel import ALONE, ProcessGroup
from vaha.training.mood.architectures import trained_network
from vaha.training.mood.distillation.targets import Probabilities
from vaha.training.mood.options import MoodOptions
from vaha.training.mood.run import predict, train_mood

SOFTNESS = 1.5
"""Teachers' logits are divided by this, so that they also say what a face nearly is."""


def folds_of(faces: FaceSet, folds: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """The fold of each face, 0 to `folds` - 1; copies of a picture share theirs."""
    groups, place = np.unique(faces.group, return_inverse=True)
    shuffled = np.random.default_rng(seed).permutation(len(groups)) % folds
    return np.asarray(shuffled[place.reshape(-1)], np.int64)


def teach(
    faces: FaceSet,
    folder: Path,
    options: MoodOptions,
    architectures: Sequence[str] = ("vgg16", "resnet"),
    folds: int = 5,
    only: Iterable[int] | None = None,
    *,
    device: Device = PROCESSOR,
    group: ProcessGroup = ALONE,
) -> Probabilities | None:
    """Train a network of each architecture for each fold and read the fold with it: N x 7.

    Each reading is of ten cuts, the mean over the architectures. Every network resumes in a folder
    of its own. With `only`, just these folds are trained and nothing is returned: several machines
    or processes take some each, and a last call without it gathers what is finished.
    """
    fold = folds_of(faces, folds)
    readings = np.zeros((len(architectures), *faces.votes.shape), np.float32)
    for number in range(folds) if only is None else only:
        held = fold == number
        for place, arch in enumerate(architectures):
            network = train_mood(
                faces,
                folder / f"{arch}-{number}",
                options.but(arch=arch, seed=options.seed + number),
                held=held,
                device=device,
                group=group,
            )
            if only is None:
                logits = predict(network, faces.pixels[held], device=device, views="ten-crop")
                readings[place, held] = softmax(logits.numpy() / SOFTNESS)
    return None if only is not None else np.asarray(readings.mean(0), np.float32)


def read_by_trained(
    faces: FaceSet, checkpoints: Sequence[Path], device: Device = PROCESSOR
) -> Probabilities:
    """N x 7: the mean reading of the faces and their mirror images by networks of finished runs.

    They may have learnt from these very faces: what they teach is then less what they saw than how
    sure they became of it (born-again networks, Furlanello et al. 2018). Raises TrainingDataError.
    """
    readings = [
        softmax(predict(device.place(network), faces.pixels, device=device, views="mirror").numpy())
        for network in map(trained_network, checkpoints)
    ]
    return np.asarray(np.mean(readings, 0), np.float32)
