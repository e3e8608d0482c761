"""What may be watched while a portrait comes about: each result as soon as it is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.stages.base import Face, MoodReading


class Observer(Protocol):
    """Is shown a portrait's results one after another, on the thread that paints.

    What an observer raises ends the portrait: so it is cancelled, at the next batch at the latest.
    """

    def stage(self, name: str) -> None:
        """A stage begins: faces, mood, paint, choose, enlarge or brush."""
        ...

    def found(self, faces: Sequence[Face], readings: Sequence[MoodReading]) -> None:
        """All faces, the largest first, and the reading of each."""
        ...

    def felt(self, mood: Mood, sure: bool | None) -> None:
        """The mood that will be painted; `sure` is None where it was given, not read."""
        ...

    def painted(self, works: Sequence[Artwork]) -> None:
        """The next few candidates, in the order of their seeds' birth."""
        ...

    def judged(self, works: Sequence[Artwork]) -> None:
        """The next few candidates again, now with the critic's scores."""
        ...

    def chosen(self, candidates: Sequence[Artwork], kept: Sequence[Artwork]) -> None:
        """All candidates with scores, and those that the critic keeps, best first."""
        ...

    def finished(self, index: int, work: Artwork) -> None:
        """One of the kept works as it will stay; `index` counts from 0, the best."""
        ...


class Unobserved:
    """An observer that does nothing: a base for those that want to see only some of it."""

    def stage(self, name: str) -> None:
        pass

    def found(self, faces: Sequence[Face], readings: Sequence[MoodReading]) -> None:
        pass

    def felt(self, mood: Mood, sure: bool | None) -> None:
        pass

    def painted(self, works: Sequence[Artwork]) -> None:
        pass

    def judged(self, works: Sequence[Artwork]) -> None:
        pass

    def chosen(self, candidates: Sequence[Artwork], kept: Sequence[Artwork]) -> None:
        pass

    def finished(self, index: int, work: Artwork) -> None:
        pass
