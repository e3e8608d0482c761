"""The critic: what people would feel before a work, and which works carry a mood best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vaha.artwork import Artwork
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, FACE_OF_ART, ArtEmotion, Mood
from vaha.errors import InputError
from vaha.images import Image, resize
from vaha.runtime.model import Model
from vaha.runtime.sessions.tensors import batches, labels_of, softmax, to_tensor

NEAR_COPY = 0.05
"""Where the card names none: two works closer than this (cosine distance) are near-copies."""

_LEAST = 1e-6
"""Probabilities are held above this, so that no logarithm is infinite."""

_SEES = (64, 64)
"""What the critic sees of a work where its card names no size: height and width."""

Numbers = npt.NDArray[np.float64]


class NetworkCritic:
    """Judges with a network of the nine ArtEmis emotions.

    In: `pictures` N x 3 x H x W. Out: `logits` N x 9 in the order of the card's labels, and
    `embedding` N x D. `usual` is what works usually carry of each emotion, as the card of their
    painter says; without it the critic's own card says so in `base_rates` (nine numbers in the same
    order). Its `near_copy` is the cosine distance below which two works are near-copies.
    """

    def __init__(self, model: Model, usual: Mapping[str, float] | None = None) -> None:
        self._model = model
        self._usual = usual

    @property
    def models(self) -> dict[str, str]:
        """Name and sha256 of the network."""
        return {self._model.card.name: self._model.card.sha256}

    def score(self, works: Sequence[Artwork], mood: Mood) -> list[Artwork]:
        """The works, in their order, with nine probabilities and their lift towards the mood."""
        if not works:
            return []
        labels = labels_of(self._model.card, ArtEmotion)
        probabilities, embeddings = self._look([work.image for work in works])
        lifts = lift_of(probabilities, self._base_rates, labels, mood)
        return [
            work.with_scores(_by_emotion(labels, row), float(lift), tuple(seen.tolist()))
            for work, row, lift, seen in zip(works, probabilities, lifts, embeddings, strict=True)
        ]

    def choose(self, works: Sequence[Artwork], mood: Mood, keep: int = 3) -> list[Artwork]:
        """The best by lift, best first, no two of them near-copies while there are others.

        Works that `score` has seen, for whatever mood, are not looked at again. Returns all works,
        in order, where there are no more than `keep`. Raises InputError for a `keep` below 1.
        """
        if keep < 1:
            raise InputError(f"cannot keep {keep} works; keep at least 1")
        if not works:
            return []
        scored = list(works)
        if not all(work.embedding for work in works):
            scored = self.score(works, mood)
        labels = labels_of(self._model.card, ArtEmotion)
        probabilities = np.array([[work.scores[label] for label in labels] for work in scored])
        lifts = lift_of(probabilities, self._base_rates, labels, mood)
        embeddings = np.array([work.embedding for work in scored])
        near_copy = float(self._model.card.settings.get("near_copy", NEAR_COPY))
        chosen = choose_distinct(lifts, embeddings, keep, near_copy)
        return [replace(scored[index], lift=float(lifts[index])) for index in chosen]

    @property
    def _base_rates(self) -> Sequence[float]:
        card = self._model.card
        if self._usual is not None:
            return [self._usual[label.value] for label in labels_of(card, ArtEmotion)]
        rates: Sequence[float] = card.settings["base_rates"]
        return rates

    def _look(self, images: Sequence[Image]) -> tuple[Numbers, Numbers]:
        """Probabilities N x 9 and embeddings N x D."""
        card = self._model.card
        height, width = card.input_size if all(card.input_size) else _SEES
        seen: list[Numbers] = []
        felt: list[Numbers] = []
        for batch in batches(images):
            small = [resize(image, height, width) for image in batch]
            answer = self._model.run({"pictures": to_tensor(small, card)})
            felt.append(softmax(answer["logits"]))
            seen.append(np.asarray(answer["embedding"], np.float64))
        return np.concatenate(felt), np.concatenate(seen)


def lift_of(
    probabilities: npt.ArrayLike,
    base_rates: npt.ArrayLike,
    labels: Sequence[ArtEmotion | str],
    mood: Mood,
) -> Numbers:
    """How much more of the mood a work carries than works usually do: N numbers, 0 for the usual.

    sum over the seven emotions e of mood[e] * log(p[e] / base[e]), where p and base are summed from
    nine to seven by the one table. `probabilities` is N x 9 and `base_rates` 9, both in the order
    of `labels`: the names decide what is summed, never the positions.
    """
    table = nine_to_seven(labels)
    felt = np.asarray(probabilities, np.float64) @ table
    usual = np.asarray(base_rates, np.float64) @ table
    ratio = np.log(np.maximum(felt, _LEAST)) - np.log(np.maximum(usual, _LEAST))
    return np.asarray(ratio @ np.asarray(mood.weights), np.float64)


def choose_distinct(
    lifts: npt.ArrayLike, embeddings: npt.ArrayLike, keep: int, near_copy: float
) -> list[int]:
    """Which works to keep, best first: indices into `lifts` (N) and `embeddings` (N x D).

    A work closer than `near_copy` (cosine distance, 0..2) to a better one that is kept is passed
    over, unless too few would remain: then the best of those passed over fill the places.
    """
    lift = np.asarray(lifts, np.float64)
    vectors = np.asarray(embeddings, np.float64)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions = vectors / np.maximum(lengths, 1e-12)
    best_first = [int(index) for index in np.argsort(-lift, kind="stable")]
    kept: list[int] = []
    passed_over: list[int] = []
    for index in best_first:
        if len(kept) == keep:
            break
        distances = 1.0 - directions[kept] @ directions[index]
        (passed_over if np.any(distances < near_copy) else kept).append(index)
    filled = kept + passed_over[: keep - len(kept)]
    return sorted(filled, key=best_first.index)


def nine_to_seven(labels: Sequence[ArtEmotion | str] = ART_EMOTIONS) -> Numbers:
    """The one table as a 9 x 7 matrix of zeros and ones, rows by labels, columns FACE_EMOTIONS."""
    rows = [FACE_OF_ART[ArtEmotion(label)] for label in labels]
    return np.array([[float(emotion is row) for emotion in FACE_EMOTIONS] for row in rows])


def _by_emotion(labels: Sequence[ArtEmotion], probabilities: Numbers) -> dict[ArtEmotion, float]:
    """The nine probabilities in the order of ART_EMOTIONS, found by name."""
    named = dict(zip(labels, probabilities.tolist(), strict=True))
    return {emotion: named[emotion] for emotion in ART_EMOTIONS}
