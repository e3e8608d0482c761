"""The one-euro filter: little jitter at rest, little lag in motion.

Casiez, Roussel and Vogel, "1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
Interactive Systems", CHI 2012. A low-pass filter whose cutoff grows with the speed of what it
follows: a still face gives a still picture, a quick smile is not smeared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaha.emotions import Mood
from vaha.stages.faces.framing import Frame

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tuning:
    """How a one-euro filter follows: cutoffs in hertz, and how much speed raises the cutoff.

    `least_cutoff` is the cutoff at rest (lower: less jitter); `speed_weight` is added to it for
    each unit a second (higher: less lag); `speed_cutoff` smooths the speed itself.
    """

    least_cutoff: float
    speed_weight: float
    speed_cutoff: float = 1.0


MOOD_TUNING = Tuning(least_cutoff=0.3, speed_weight=1.5)
"""At ten readings a second: of a still face's jitter 0.45 is left, and a smile (0.05 to 0.95 within
0.2 s) is followed to nine tenths 0.2 s after its middle (tests/mirror/faces/test_smoothing.py)."""

FRAME_TUNING = Tuning(least_cutoff=1.5, speed_weight=4.0)
"""For places in units of the face's own side, some 25 times a second."""


class OneEuroFilter:
    """Follows several numbers, each with a cutoff of its own, at any spacing in time."""

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._last: tuple[float, Numbers, Numbers] | None = None

    def smooth(self, values: Sequence[float] | Numbers, seconds: float) -> Numbers:
        """The smoothed numbers at this time; a time that is not later leaves them as they were."""
        now: Numbers = np.asarray(values, np.float64)
        if self._last is None:
            self._last = seconds, now, np.zeros_like(now)
            return np.array(now)
        before, smoothed, speed = self._last
        passed = seconds - before
        if passed <= 0:
            return np.array(smoothed)
        share = _share(np.float64(self._tuning.speed_cutoff), passed)
        speed = share * (now - smoothed) / passed + (1 - share) * speed
        cutoff = self._tuning.least_cutoff + self._tuning.speed_weight * np.abs(speed)
        share = _share(cutoff, passed)
        smoothed = share * now + (1 - share) * smoothed
        self._last = seconds, smoothed, speed
        return np.array(smoothed)


class MoodFilter:
    """Smooths the seven numbers of a mood, which then sum to 1 again."""

    def __init__(self, tuning: Tuning = MOOD_TUNING) -> None:
        self._filter = OneEuroFilter(tuning)

    def smooth(self, mood: Mood, seconds: float) -> Mood:
        """The smoothed mood at this time."""
        return Mood.of(self._filter.smooth(mood.weights, seconds).tolist())


class FrameFilter:
    """Smooths the square around a face: its place, its side and its tilt.

    Speeds count in sides of the first frame, so that near and far faces are followed alike.
    """

    def __init__(self, tuning: Tuning = FRAME_TUNING) -> None:
        self._filter = OneEuroFilter(tuning)
        self._unit: float | None = None

    def smooth(self, frame: Frame, seconds: float) -> Frame:
        """The smoothed frame at this time."""
        unit = self._unit = self._unit or frame.side
        x, y, side, tilt = self._filter.smooth(
            (frame.x / unit, frame.y / unit, frame.side / unit, math.radians(frame.tilt)), seconds
        ).tolist()
        return Frame(x * unit, y * unit, side * unit, math.degrees(tilt))


def _share(cutoff: npt.NDArray[np.float64] | np.float64, passed: float) -> Numbers:
    """What a new value counts for, `passed` seconds after the last, at this cutoff in hertz."""
    constant = 1 / (2 * math.pi * cutoff)
    return np.asarray(1 / (1 + constant / passed), np.float64)
