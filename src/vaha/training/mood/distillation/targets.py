"""What the mood reader is taught: FER-2013's label, FER+'s votes and teachers' readings, mixed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vaha.errors import TrainingDataError
from vaha.files import write_file
from vaha.training.data.faces.face_set import FaceSet
from vaha.training.mood.options import MoodOptions

Probabilities = npt.NDArray[np.float32]
"""N x 7 in the order of FACE_EMOTIONS; a row of zeros where there is nothing to say."""


def soft_targets(
    faces: FaceSet, options: MoodOptions, teachers: Probabilities | None = None
) -> Tensor:
    """N x 7: FER-2013's smoothed label mixed with the votes and the teachers, where there are any.

    FER-2013's own label keeps a share, because it is what a test asks for.
    """
    classes = faces.votes.shape[1]
    hard = torch.eye(classes)[torch.from_numpy(faces.labels)]
    hard = hard * (1 - options.label_smoothing) + options.label_smoothing / classes
    targets = _mixed(hard, faces.votes, options.votes_share)
    return targets if teachers is None else _mixed(targets, teachers, options.teacher_share)


def _mixed(targets: Tensor, said: Probabilities, share: float) -> Tensor:
    """So much of what was said, row by row, where something was."""
    rows = torch.from_numpy(said)
    return (1 - share * rows.sum(1, keepdim=True)) * targets + share * rows


def write_teachers(path: Path, faces: FaceSet, probabilities: Probabilities) -> None:
    """Keep teachers' readings of these faces as half-precision numbers beside a fingerprint."""
    stream = io.BytesIO()
    np.savez_compressed(
        stream, probabilities=probabilities.astype(np.float16), faces=fingerprint(faces)
    )
    write_file(path, stream.getvalue())


def read_teachers(path: Path, faces: FaceSet) -> Probabilities:
    """What `write_teachers` wrote; raises TrainingDataError for another file or other faces."""
    try:
        with np.load(path) as document:
            probabilities = document["probabilities"].astype(np.float32)
            whose = str(document["faces"])
    except OSError as error:
        raise TrainingDataError(f"cannot read {path}: {error.strerror or error}") from error
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise TrainingDataError(
            f"{path} holds no teachers' readings; write it with `vaha train mood-teachers`"
        ) from error
    if whose != fingerprint(faces):
        raise TrainingDataError(
            f"the teachers of {path} read other faces; run `vaha train mood-teachers` on these"
        )
    total = probabilities.sum(1, keepdims=True)
    return np.divide(probabilities, total, out=np.zeros_like(probabilities), where=total > 0)


def fingerprint(faces: FaceSet) -> str:
    """The faces' sha256: which they are, in which order."""
    return hashlib.sha256(np.ascontiguousarray(faces.pixels).tobytes()).hexdigest()
