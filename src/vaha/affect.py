"""Where moods stand in the space of feelings: pleasure, arousal and dominance.

The seven moods stand where people put them (Russell and Mehrabian, "Evidence for a three-factor
theory of emotions", Journal of Research in Personality 11, 1977); a mixture is the point between.
Pleasure (or valence) and arousal are the axes of the circumplex (Russell, "A circumplex model of
affect", Journal of Personality and Social Psychology 39, 1980).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vaha.emotions import FaceEmotion, Mood


@dataclass(frozen=True)
class Affect:
    """A point in the space of feelings; each coordinate is -1 to 1."""

    pleasure: float = 0.0
    arousal: float = 0.0
    dominance: float = 0.0


AFFECTS: Mapping[FaceEmotion, Affect] = {
    FaceEmotion.ANGRY: Affect(-0.51, 0.59, 0.25),
    FaceEmotion.DISGUSTED: Affect(-0.60, 0.35, 0.11),
    FaceEmotion.FEARFUL: Affect(-0.64, 0.60, -0.43),
    FaceEmotion.HAPPY: Affect(0.81, 0.51, 0.46),
    FaceEmotion.NEUTRAL: Affect(0.0, 0.0, 0.0),
    FaceEmotion.SAD: Affect(-0.63, -0.27, -0.33),
    FaceEmotion.SURPRISED: Affect(0.40, 0.67, -0.13),
}
"""The published means of the seven moods (neutral: the middle)."""


def affect_of(mood: Mood) -> Affect:
    """The mood's point: the mean of the seven, each by its weight."""
    points = np.array([(a.pleasure, a.arousal, a.dominance) for a in map(AFFECTS.get, mood) if a])
    pleasure, arousal, dominance = np.array(mood.weights) @ points
    return Affect(float(pleasure), float(arousal), float(dominance))
