"""Signs of life of the screens and of their cameras, as each tells them. In memory only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Name = Literal["visitor", "wall", "live"]
Camera = Literal["off", "on", "trouble"]

GONE = 15.0
"""Seconds without a word after which a screen is away."""


@dataclass(frozen=True)
class Screen:
    """`heard` is seconds ago; `frame_age` the seconds that the camera's newest frame had then."""

    name: Name
    heard: float
    camera: Camera
    frame_age: float | None

    @property
    def there(self) -> bool:
        return self.heard < GONE


class Screens:
    """The newest that each kind of screen has said."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[Name, tuple[float, Camera, float | None]] = {}

    def hear(self, name: Name, camera: Camera, frame_age: float | None) -> None:
        """A screen says that it is there, and how its camera is."""
        self._said[name] = (self._clock(), camera, frame_age)

    def all(self) -> list[Screen]:
        """Each that was ever heard, as it was then."""
        now = self._clock()
        return [Screen(name, now - at, camera, age)
                for name, (at, camera, age) in self._said.items()]  # fmt: skip
