"""How a mood moves the hand: pleasure, arousal and dominance, and what each does to a stroke.

The seven moods stand where people put them (Russell and Mehrabian, "Evidence for a three-factor
theory of emotions", Journal of Research in Personality 11, 1977); a mixture is the point between.
What lines and textures say is told in docs/hand.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vaha.emotions import FaceEmotion, Mood
from vaha.hand.manners import Manner


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


def moved(manner: Manner, affect: Affect, effect: float = 1.0) -> Manner:
    """The manner as this feeling paints it; `effect` 0 leaves it alone, 1 is all, 2 twice that."""
    p, a, d = (effect * value for value in (affect.pleasure, affect.arousal, affect.dominance))
    unrest = max(0.0, a - p) / 2
    longer = _grown(-0.6 * p - 0.22 * a)
    lively = _grown(0.6 * a + 0.35 * p)
    hue, saturation, value = manner.jitter
    return replace(
        manner,
        radii=tuple(radius * _grown(0.5 * d + 0.15 * a) for radius in manner.radii),
        thresholds=tuple(threshold * _grown(0.2 * (a - p)) for threshold in manner.thresholds),
        spacing=manner.spacing * longer**0.5,  # as much paint on the canvas as before
        length=manner.length * longer,
        follow=min(1.0, manner.follow * _grown(0.6 * p - 0.5 * a)),
        jitter=(hue * lively, saturation * lively, value * lively),
        wander=manner.wander * _grown(1.2 * a - 0.6 * d),
        turbulence=manner.turbulence + 0.8 * unrest,
        dryness=min(1.0, max(0.0, manner.dryness * _grown(-0.7 * p))),
        relief=manner.relief * _grown(0.65 * a - 0.25 * p + 0.25 * d),
        lean=manner.lean - 0.9 * p,
    )


def _grown(exponent: float) -> float:
    return float(np.exp(exponent))
