"""The walk of condition and noise: small steps of bounded length, so that the picture breathes.

The noise goes from seed to seed without end, each leg a quarter of a circle at constant speed; the
mood and the truncation go straight to where they are wanted, no faster than a bounded rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vaha.artwork import Recipe, Variation
from vaha.emotions import Mood

LEG_SECONDS = 8.0
"""From one seed to the next; with 25 pictures a second 0.8 levels of 255 between two (measured)."""

MOOD_SPEED = 1.0
"""So much of a mood (of its whole weight of 1) goes over to another in a second at most."""

TRUNCATION_SPEED = 0.5
"""So much the truncation changes in a second at most."""

LONGEST_STEP = 0.1
"""Seconds: a picture that comes later moves no farther, so that a stutter is no jump."""


@dataclass(frozen=True)
class NoisePath:
    """An endless path through noise, the same for the same seed."""

    seed: int
    leg_seconds: float = LEG_SECONDS

    def at(self, seconds: float) -> tuple[int, Variation]:
        """The seed last passed, and the way gone towards the next one, `seconds` (>= 0) along."""
        legs = seconds / self.leg_seconds
        leg = int(legs)
        return self.stop(leg), Variation(self.stop(leg + 1), legs - leg)

    def stop(self, number: int) -> int:
        """The path's stops: the seed itself, then others drawn from it."""
        if number == 0:
            return self.seed
        return int(np.random.SeedSequence([self.seed, number]).generate_state(1, np.uint64)[0])


class Walk:
    """Where the mirror stands: the way along its path, the mood and the truncation."""

    def __init__(self, path: NoisePath) -> None:
        self._path = path
        self._gone = 0.0
        self._last: tuple[float, Mood, float] | None = None

    def step(self, mood: Mood, truncation: float, seconds: float) -> Recipe:
        """One step towards this mood and truncation; the first step stands there at once.

        `seconds` is the time of the picture; a time that is not later is a step of no length.
        """
        if self._last is not None:
            before, old_mood, old_truncation = self._last
            passed = min(max(seconds - before, 0.0), LONGEST_STEP)
            seconds = max(seconds, before)
            self._gone += passed
            mood = mood_towards(old_mood, mood, MOOD_SPEED * passed)
            most = TRUNCATION_SPEED * passed
            truncation = old_truncation + min(max(truncation - old_truncation, -most), most)
        self._last = seconds, mood, truncation
        seed, variation = self._path.at(self._gone)
        return Recipe(mood, seed, truncation, variation=variation)


def mood_towards(start: Mood, end: Mood, most: float) -> Mood:
    """The mood on the way from one to the other, at most `most` of the whole weight away."""
    distance = moved_weight(start, end)
    return end if distance <= most else start.mixed(end, most / distance)


def moved_weight(start: Mood, end: Mood) -> float:
    """How much weight goes over between two moods, 0..1 (their total variation distance)."""
    pairs = zip(start.weights, end.weights, strict=True)
    return sum(abs(theirs - ours) for ours, theirs in pairs) / 2
