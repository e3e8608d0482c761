"""Bringing pictures to a screen: until the end, the closing, the time or Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from vaha.emotions import Mood
from vaha.images import Image
from vaha.mirror.live import LiveMirror
from vaha.mirror.options import MirrorOptions
from vaha.mirror.session import MirrorSession
from vaha.mirror.showing import render, show_live, title_of

FRAME = np.zeros((48, 64, 3), np.uint8)

Parts = Callable[..., Any]


class FakeScreen:
    """Keeps what it is shown; closes itself after so many pictures, or has Ctrl-C pressed."""

    def __init__(
        self, closes_after: int | None = None, interrupts_after: int | None = None
    ) -> None:
        self.shown: list[tuple[float, Image, str]] = []
        self._closes, self._interrupts = closes_after, interrupts_after

    def show(self, image: Image, seconds: float, title: str) -> bool:
        self.shown.append((seconds, image, title))
        if len(self.shown) == self._interrupts:
            raise KeyboardInterrupt
        return len(self.shown) != self._closes


def endless() -> Iterator[tuple[float, Image]]:
    number = 0
    while True:
        yield number / 25, FRAME
        number += 1


def ten() -> list[tuple[float, Image]]:
    return [(number / 25, FRAME) for number in range(10)]


@pytest.fixture
def session(parts: Parts) -> MirrorSession:
    return MirrorSession(parts(), MirrorOptions())


def test_each_frame_of_a_video_becomes_a_picture(session: MirrorSession, clock: Any) -> None:
    screen = FakeScreen()
    ran = render(session, ten(), screen, clock=clock)
    assert [at for at, _, _ in screen.shown] == [number / 25 for number in range(10)]
    assert (ran.frames, ran.painted, ran.dropped) == (10, 10, 0)
    assert screen.shown[0][2] == "VAHA: happy 70 %"


def test_rendering_says_how_long_a_frame_took(session: MirrorSession, clock: Any) -> None:
    frames = ten()
    see = session.see
    session.see = lambda *given: (clock.wait(0.05), see(*given))[1]  # type: ignore[method-assign]
    ran = render(session, frames, FakeScreen(), clock=clock)
    assert ran.latency_p50 == pytest.approx(0.05) and ran.seconds == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("screen", "seconds", "count"),
    [
        (FakeScreen(closes_after=4), None, 4),
        (FakeScreen(interrupts_after=6), None, 6),
        (FakeScreen(), 0.2, 5),
    ],
)
def test_rendering_ends_early_when_told(
    session: MirrorSession, screen: FakeScreen, seconds: float | None, count: int
) -> None:
    ran = render(session, endless(), screen, seconds)
    assert len(screen.shown) == count and ran.frames == count


@pytest.mark.parametrize("screen", [FakeScreen(closes_after=3), FakeScreen(interrupts_after=3)])
def test_a_live_mirror_ends_when_closed_or_by_ctrl_c(
    session: MirrorSession, screen: FakeScreen
) -> None:
    with LiveMirror(session, endless(), paced=True, paint_every=0) as mirror:
        ran = show_live(mirror, screen, every=0)
    assert len(screen.shown) == 3
    assert ran.frames >= 1 and ran.painted >= 1


def test_a_live_mirror_ends_after_its_seconds(session: MirrorSession, clock: Any) -> None:
    """They count from the first picture: the time until then is no part of the film."""
    screen = FakeScreen()
    with LiveMirror(session, endless(), paced=True, paint_every=0, clock=clock) as mirror:

        def wait(seconds: float) -> None:
            clock.wait(seconds if screen.shown else 0.0)

        show_live(mirror, screen, seconds=1.0, every=0.125, clock=clock, wait=wait)
    assert [at for at, _, _ in screen.shown] == pytest.approx([n / 8 for n in range(8)])


def test_a_title_names_the_greatest_weight() -> None:
    assert title_of(Mood.parse("sad=0.62,happy=0.38")) == "VAHA: sad 62 %"
