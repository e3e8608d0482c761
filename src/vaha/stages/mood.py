"""The mood of a face: seven calibrated probabilities, and whether one of them can be named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vaha.emotions import FaceEmotion, Mood
from vaha.runtime.model import Model
from vaha.runtime.sessions.tensors import Floats, batches, labels_of, softmax, to_tensor
from vaha.runtime.views import mean_over_views
from vaha.stages.base import Face, MoodReading

NOT_SURE_BELOW = 0.45
"""Where the card names no threshold: a mood whose top emotion is less probable is not sure."""


class NetworkMoodReader:
    """Reads moods with a network.

    In: `faces` N x 1 x H x W, the middle of a crop (`side` in the card, else all of it). Out:
    `logits` N x 7 in the order of the card's labels. `views` says how each face is read: once,
    with its mirror image, in ten cuts; None as the card says.
    """

    def __init__(self, model: Model, views: str | None = None) -> None:
        self._model = model
        self._views = views or str(model.card.settings.get("views", "none"))
        self._side: int | None = model.card.settings.get("side")

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the network."""
        return {self._model.card.name: self._model.card.sha256}

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        """The mood of each face; raises ModelDamaged where the card's labels are not the seven."""
        labels = labels_of(self._model.card, FaceEmotion)
        readings: list[MoodReading] = []
        for batch in batches(faces):
            tensor = to_tensor([face.crop for face in batch], self._model.card)
            logits = mean_over_views(tensor, self._views, self._side, self._logits)
            readings += [self._reading(row, labels) for row in softmax(logits)]
        return readings

    def _logits(self, faces: Floats) -> Floats:
        return self._model.run({"faces": faces})["logits"]

    def _reading(
        self, probabilities: npt.NDArray[np.float64], labels: Sequence[FaceEmotion]
    ) -> MoodReading:
        mood = Mood.of(dict(zip(labels, probabilities.tolist(), strict=True)))
        threshold = float(self._model.card.settings.get("not_sure_below", NOT_SURE_BELOW))
        return MoodReading(mood, sure=mood[mood.top] >= threshold)
