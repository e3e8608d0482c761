"""How a mood moves the hand: what pleasure, arousal and dominance each do to a stroke.

What lines and textures say is told in docs/hand.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vaha.affect import Affect
from vaha.hand.manners import Manner


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
