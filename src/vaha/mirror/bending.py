"""What bends mirrors from outside: a mood that the room has beside who looks into one."""

from __future__ import annotations

import threading

from vaha.emotions import FaceEmotion, Mood


class Bend:
    """Weights of the room's own mood, 0..1 each, and a strength instead of what is asked.

    Shared by all mirrors, and set from any thread; at first it bends nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._weights: dict[FaceEmotion, float] = {}
        self._strength: float | None = None

    def set_mood(self, emotion: FaceEmotion, weight: float) -> None:
        """Let the room have so much of this emotion: 0 (none of it) to 1."""
        with self._lock:
            self._weights[emotion] = weight

    def set_strength(self, strength: float) -> None:
        """Let all mirrors have this strength, 0..1."""
        with self._lock:
            self._strength = strength

    def mood(self, read: Mood) -> Mood:
        """What was read, of which the room's own mood takes as much as its weights are in all."""
        with self._lock:
            weights = {emotion: weight for emotion, weight in self._weights.items() if weight > 0}
        if not weights:
            return read
        return read.mixed(Mood.of(weights), min(1.0, sum(weights.values())))

    def strength(self, asked: float) -> float:
        """The strength of the room, or what is asked where it has none."""
        with self._lock:
            return asked if self._strength is None else self._strength
