"""The two vocabularies of emotion, moods over them, and the one table between them.

Faces speak of seven emotions (FER-2013), people in front of paintings of nine (ArtEmis, Achlioptas
et al. 2021). The order of both is part of their meaning: networks answer in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from vaha.errors import MoodError


class FaceEmotion(str, Enum):
    """The seven emotions of FER-2013's faces."""

    ANGRY = "angry"
    DISGUSTED = "disgusted"
    FEARFUL = "fearful"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    SAD = "sad"
    SURPRISED = "surprised"


class ArtEmotion(str, Enum):
    """The nine emotions of ArtEmis, in ArtEmis' own order (which is not the alphabet's)."""

    AMUSEMENT = "amusement"
    AWE = "awe"
    CONTENTMENT = "contentment"
    EXCITEMENT = "excitement"
    ANGER = "anger"
    DISGUST = "disgust"
    FEAR = "fear"
    SADNESS = "sadness"
    SOMETHING_ELSE = "something else"


FACE_EMOTIONS: tuple[FaceEmotion, ...] = tuple(FaceEmotion)
ART_EMOTIONS: tuple[ArtEmotion, ...] = tuple(ArtEmotion)

FACE_OF_ART: Mapping[ArtEmotion, FaceEmotion] = {
    ArtEmotion.AMUSEMENT: FaceEmotion.HAPPY,
    ArtEmotion.AWE: FaceEmotion.SURPRISED,
    ArtEmotion.CONTENTMENT: FaceEmotion.NEUTRAL,
    ArtEmotion.EXCITEMENT: FaceEmotion.HAPPY,
    ArtEmotion.ANGER: FaceEmotion.ANGRY,
    ArtEmotion.DISGUST: FaceEmotion.DISGUSTED,
    ArtEmotion.FEAR: FaceEmotion.FEARFUL,
    ArtEmotion.SADNESS: FaceEmotion.SAD,
    ArtEmotion.SOMETHING_ELSE: FaceEmotion.NEUTRAL,
}
"""The one table: which face emotion an emotion felt before a painting belongs to."""


@dataclass(frozen=True, repr=False)
class Mood(Mapping[FaceEmotion, float]):
    """A distribution over the seven face emotions.

    `weights` stand in the order of FACE_EMOTIONS and sum to 1.
    """

    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(FACE_EMOTIONS):
            raise MoodError(f"a mood has {len(FACE_EMOTIONS)} weights, not {len(self.weights)}")
        if any(not math.isfinite(weight) or weight < 0 for weight in self.weights):
            raise MoodError("the weights of a mood are finite and not negative")
        if not math.isclose(sum(self.weights), 1.0, abs_tol=1e-4):
            raise MoodError("the weights of a mood sum to 1; use Mood.of to scale them")

    def __getitem__(self, emotion: FaceEmotion) -> float:
        return self.weights[FACE_EMOTIONS.index(FaceEmotion(emotion))]

    def __iter__(self) -> Iterator[FaceEmotion]:
        return iter(FACE_EMOTIONS)

    def __len__(self) -> int:
        return len(FACE_EMOTIONS)

    @classmethod
    def of(cls, weights: Mapping[FaceEmotion, float] | Sequence[float]) -> Mood:
        """The mood with these weights, scaled to sum to 1; raises MoodError."""
        if isinstance(weights, Mapping):
            values = [float(weights.get(emotion, 0.0)) for emotion in FACE_EMOTIONS]
        else:
            values = [float(weight) for weight in weights]
        if any(not math.isfinite(value) or value < 0 for value in values):
            raise MoodError("the weights of a mood must be finite and not negative")
        if (most := max(values, default=0.0)) <= 0:
            raise MoodError("the weights of a mood sum to zero; give an emotion a weight above 0")
        values = [value / most for value in values]  # whose sum can be said, however great they are
        return cls(tuple(value / sum(values) for value in values))

    @classmethod
    def parse(cls, text: str) -> Mood:
        """Read `happy` or `happy=0.7,surprised=0.3`; raises MoodError saying what is wrong."""
        weights: dict[FaceEmotion, float] = {}
        for part in text.split(","):
            name, _, value = part.partition("=")
            emotion = face_emotion(name)
            if emotion in weights:
                raise MoodError(f"{emotion.value} stands twice in the mood {text!r}")
            weights[emotion] = _parse_weight(value, part) if "=" in part else 1.0
        return cls.of(weights)

    @property
    def top(self) -> FaceEmotion:
        """The emotion with the greatest weight; the first of equals."""
        return max(FACE_EMOTIONS, key=self.__getitem__)

    def mixed(self, other: Mood, share: float) -> Mood:
        """This mood with `share` (0..1) of it given over to another; raises MoodError beyond."""
        if not 0.0 <= share <= 1.0:
            raise MoodError(f"the share {share:g} of a mood is out of range; give 0 to 1")
        pairs = zip(self.weights, other.weights, strict=True)
        return Mood.of([(1 - share) * ours + share * theirs for ours, theirs in pairs])

    def __repr__(self) -> str:
        return f"Mood.parse({str(self)!r})"

    def __str__(self) -> str:
        """As `parse` reads it: only what has a weight, the greatest first."""
        present = sorted((e for e in FACE_EMOTIONS if self[e] > 0), key=lambda e: -self[e])
        if len(present) == 1:
            return present[0].value
        return ",".join(f"{emotion.value}={self[emotion]:.4g}" for emotion in present)


def face_emotion(name: str) -> FaceEmotion:
    """The face emotion of this name; raises MoodError listing the seven."""
    try:
        return FaceEmotion(name.strip().lower())
    except ValueError:
        known = ", ".join(emotion.value for emotion in FACE_EMOTIONS)
        raise MoodError(f"unknown emotion {name.strip()!r}; choose among {known}") from None


def _parse_weight(value: str, part: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise MoodError(f"{part.strip()!r} is no weight; write for example happy=0.7") from None


def art_to_face(scores: Mapping[ArtEmotion, float]) -> dict[FaceEmotion, float]:
    """Sum nine probabilities into seven by the one table."""
    total = dict.fromkeys(FACE_EMOTIONS, 0.0)
    for emotion, score in scores.items():
        total[FACE_OF_ART[emotion]] += score
    return total
