"""What a mood reader learns from, wholly on the device that learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vaha.errors import TrainingDataError
from vaha.training.data.faces.face_set import FaceSet, contradictory
from vaha.training.engine.device import Device
from vaha.training.mood.distillation.targets import Probabilities, soft_targets
from vaha.training.mood.options import MoodOptions


@dataclass(frozen=True)
class MoodTrainingSet:
    """What is learnt from, on the device: faces uint8 N x 1 x 48 x 48 and targets N x 7."""

    pixels: Tensor
    targets: Tensor

    @classmethod
    def of(
        cls,
        faces: FaceSet,
        options: MoodOptions,
        device: Device,
        teachers: Probabilities | None = None,
    ) -> MoodTrainingSet:
        """The faces that the recipe keeps; raises TrainingDataError where they are not two."""
        kept = np.ones(len(faces), bool)
        if options.drop_contradictions:
            kept = ~contradictory(faces)
        targets = soft_targets(faces, options, teachers)[torch.from_numpy(kept)]
        if len(targets) < 2:
            raise TrainingDataError("there are no two faces to learn from; use the complete data")
        pixels = torch.from_numpy(np.ascontiguousarray(faces.pixels[kept]))[:, None]
        return cls(device.put(pixels), device.put(targets))

    def __len__(self) -> int:
        return len(self.targets)
