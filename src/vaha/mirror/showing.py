"""Bringing a mirror's pictures to a window or a film, live or frame by frame."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from vaha.emotions import Mood
from vaha.hand.manners import NONE
from vaha.images import Image
from vaha.mirror.live import LiveMirror
from vaha.mirror.session import MirrorSession
from vaha.mirror.statistics import MirrorStatistics, Tally

SHOW_EVERY = 1 / 30
"""Seconds between two pictures shown."""
SHOW_PAINTED_EVERY = 1 / 15
"""The same where strokes are laid, which takes time that the next work needs."""


class Screen(Protocol):
    """Where pictures go: a window, or a film."""

    def show(self, image: Image, seconds: float, title: str, /) -> bool:
        """Show the picture of this time; False where nobody looks any more."""
        ...


def show_live(
    mirror: LiveMirror,
    screen: Screen,
    seconds: float | None = None,
    every: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] | None = None,
) -> MirrorStatistics:
    """Show a running mirror until its frames end, the screen is closed or the time is over.

    Ctrl-C ends it as well. `seconds` count from the first picture; None is without end. A new work
    begins to show as soon as it is painted, else there is a picture `every` so many seconds.
    """
    painted = mirror.options.manner != NONE
    every = every or (SHOW_PAINTED_EVERY if painted else SHOW_EVERY)
    wait = wait or mirror.wait
    first: float | None = None
    due = clock()
    try:
        while not mirror.over:
            begun = clock()
            image = mirror.show()
            if image is not None:
                first = begun if first is None else first
                if seconds is not None and begun - first >= seconds:
                    break
                if not screen.show(image, begun - first, _title(mirror)):
                    break
            # One that was late is made up for; one that was early, for a new work, sets the pace.
            due = begun + every if begun < due else max(due + every, begun)
            wait(max(0.0, due - clock()))
    except KeyboardInterrupt:
        pass
    return mirror.statistics()


def render(
    session: MirrorSession,
    frames: Iterable[tuple[float, Image]],
    screen: Screen,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> MirrorStatistics:
    """One picture for each frame of a video, however long that takes; Ctrl-C ends it early."""
    tally, start = Tally(), clock()
    try:
        for at, frame in frames:
            if seconds is not None and at >= seconds:
                break
            begun = clock()
            picture = session.step(frame, at)
            tally.frames += 1
            tally.painted += 1
            tally.latencies.append(clock() - begun)
            tally.show(picture.image)
            if not screen.show(picture.image, at, title_of(picture.mood)):
                break
    except KeyboardInterrupt:
        pass
    return tally.statistics(clock() - start)


def title_of(mood: Mood) -> str:
    """`VAHA: happy 62 %`, the greatest weight of the mood that is painted."""
    return f"VAHA: {mood.top.value} {100 * mood[mood.top]:.0f} %"


def _title(mirror: LiveMirror) -> str:
    return "VAHA" if mirror.current is None else title_of(mirror.current.mood)
