"""The mirror with its threads: the newest frame wins, errors come out, it always stops."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from vaha.emotions import Mood
from vaha.errors import CameraError, ModelError
from vaha.hand.fake import FakeLiveHand
from vaha.images import Image
from vaha.mirror.fading import MOST_CHANGE, change
from vaha.mirror.live import LiveMirror
from vaha.mirror.options import MirrorOptions
from vaha.mirror.session import MirrorSession, Sight
from vaha.mirror.statistics import Tally

LONG = 10.0
"""Seconds that a test waits for another thread before it fails; none waits nearly so long."""

FRAME = np.zeros((48, 64, 3), np.uint8)

Parts = Callable[..., Any]


class Frames:
    """Gives frames numbered by their colour when it is told to, and ends when it is told to."""

    def __init__(self) -> None:
        self.more = threading.Semaphore(0)
        self.end = False
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[tuple[float, Image]]:
        number = 0
        while True:
            assert self.more.acquire(timeout=LONG)
            if self.error is not None:
                raise self.error
            if self.end:
                return
            yield number / 25, np.full_like(FRAME, number)
            number += 1

    def give(self, count: int = 1) -> None:
        self.more.release(count)

    def stop(self) -> None:
        self.end = True
        self.more.release()


class Watched(MirrorSession):
    """Notes the frames that it sees, and can be held up while it sees one."""

    def __init__(self, parts: Any, options: MirrorOptions) -> None:
        super().__init__(parts, options)
        self.numbers: list[int] = []
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()
        self.go_on.set()

    def see(self, frame: Image, seconds: float) -> Sight:
        self.numbers.append(int(frame[0, 0, 0]))
        self.begun.release()
        assert self.go_on.wait(LONG)
        return super().see(frame, seconds)


@pytest.fixture
def frames() -> Iterator[Frames]:
    made = Frames()
    yield made
    made.stop()


def come_true(true: Callable[[], bool]) -> None:
    """Go on as soon as this is true; fail where it does not become so."""
    pause = threading.Event()
    for _ in range(round(LONG / 0.002)):
        if true():
            return
        pause.wait(0.002)
    raise AssertionError("it did not come true")


def until(mirror: LiveMirror, true: Callable[[], bool]) -> Image:
    """Show until there is a picture and this is true; gives the last picture."""
    shown: list[Image | None] = []

    def look() -> bool:
        shown.append(mirror.show())
        return shown[-1] is not None and true()

    come_true(look)
    assert shown[-1] is not None
    return shown[-1]


def test_pictures_come_and_the_threads_are_gone_afterwards(parts: Parts, frames: Frames) -> None:
    before = threading.active_count()
    with LiveMirror(MirrorSession(parts(), MirrorOptions(size=512)), frames) as mirror:
        assert mirror.show() is None
        frames.give()
        image = until(mirror, lambda: mirror.current is not None)
        assert image.shape == (512, 512, 3)
        frames.stop()
    assert threading.active_count() == before
    assert mirror.over


def test_a_slow_seer_gets_the_newest_frame_and_not_the_next(parts: Parts, frames: Frames) -> None:
    session = Watched(parts(), MirrorOptions())
    session.go_on.clear()
    with LiveMirror(session, frames, paint_every=0) as mirror:
        frames.give()
        assert session.begun.acquire(timeout=LONG)
        frames.give(8)
        come_true(lambda: mirror.statistics().frames == 9)
        session.go_on.set()
        assert session.begun.acquire(timeout=LONG)
        frames.stop()
    assert session.numbers == [0, 8]
    assert mirror.statistics().dropped == 7


def test_strokes_are_laid_on_a_picture_that_stays_as_well(parts: Parts, frames: Frames) -> None:
    hand = FakeLiveHand()
    session = MirrorSession(parts(), MirrorOptions(size=512, manner="oil"), hand)
    with LiveMirror(session, frames, paint_every=60) as mirror:
        frames.give()
        assert until(mirror, lambda: mirror.current is not None).shape == (512, 512, 3)
        before = hand.painted
        for _ in range(3):
            mirror.show()
        assert hand.painted == before + 3
        frames.stop()


def test_the_end_of_the_frames_ends_it(parts: Parts, frames: Frames) -> None:
    with LiveMirror(MirrorSession(parts(), MirrorOptions()), frames) as mirror:
        frames.give(3)
        until(mirror, lambda: mirror.statistics().frames == 3)
        assert not mirror.over
        frames.stop()
        until(mirror, lambda: mirror.over)


def test_a_broken_camera_is_said_where_pictures_are_asked_for(parts: Parts, frames: Frames) -> None:
    with LiveMirror(MirrorSession(parts(), MirrorOptions()), frames) as mirror:
        frames.give()
        until(mirror, lambda: True)
        frames.error = CameraError("camera 0 stopped giving pictures; was it unplugged?")
        frames.give()
        with pytest.raises(CameraError, match="unplugged"):
            until(mirror, lambda: False)
        assert mirror.over


def test_an_error_that_nobody_asked_for_is_raised_at_the_end(parts: Parts, frames: Frames) -> None:
    class Broken(Watched):
        def see(self, frame: Image, seconds: float) -> Sight:
            self.begun.release()
            raise ModelError("the model 'mood' cannot be run")

    session = Broken(parts(), MirrorOptions())
    with (
        pytest.raises(ModelError, match="cannot be run"),
        LiveMirror(session, frames) as mirror,
    ):
        frames.give()
        assert session.begun.acquire(timeout=LONG)
        come_true(lambda: mirror.over)
        frames.stop()


def test_an_error_of_the_painter_stops_all_threads(parts: Parts, frames: Frames) -> None:
    class Broken(MirrorSession):
        def paint(self, seconds: float, strength: float | None = None) -> Any:
            raise ModelError("the model 'painter' cannot be run")

    before = threading.active_count()
    with (
        pytest.raises(ModelError, match="painter"),
        LiveMirror(Broken(parts(), MirrorOptions()), frames) as mirror,
    ):
        frames.give()
        come_true(lambda: mirror.over)
        frames.stop()
    assert threading.active_count() == before


def test_an_error_of_the_viewer_stops_all_threads(parts: Parts, frames: Frames) -> None:
    before = threading.active_count()
    with (
        pytest.raises(RuntimeError, match="the window"),
        LiveMirror(MirrorSession(parts(), MirrorOptions()), frames),
    ):
        frames.stop()
        raise RuntimeError("the window burst")
    assert threading.active_count() == before


def test_it_goes_on_breathing_while_the_camera_gives_nothing(parts: Parts, frames: Frames) -> None:
    with LiveMirror(MirrorSession(parts(), MirrorOptions()), frames, paint_every=0) as mirror:
        frames.give()
        until(mirror, lambda: mirror.statistics().painted >= 5)
        assert mirror.statistics().frames == 1
        frames.stop()


def test_pictures_in_between_are_faded_and_bounded(
    parts: Parts, frames: Frames, clock: Any
) -> None:
    """With a clock turned by hand: 40 ms between pictures, and a mood that leaps."""

    class Leaping(MirrorSession):
        def paint(self, seconds: float, strength: float | None = None) -> Any:
            painted = super().paint(seconds, strength)
            level = 255 * (round(seconds * 100) // 20 % 2)
            return type(painted)(
                np.full_like(painted.image, level), painted.mood, (), painted.recipe, seconds
            )

    mirror = LiveMirror(Leaping(parts(), MirrorOptions()), frames, paint_every=0, clock=clock)
    shown = []
    with mirror:
        frames.give()
        until(mirror, lambda: True)
        for _ in range(30):
            clock.wait(0.04)
            enough = mirror.statistics().painted + 2
            come_true(lambda: mirror.statistics().painted >= enough)  # noqa: B023
            image = mirror.show()
            assert image is not None
            shown.append(image)
        frames.stop()
    assert max(change(a, b) for a, b in itertools.pairwise(shown)) <= MOST_CHANGE
    most = mirror.statistics().change_most
    assert most is not None and 0 < most <= MOST_CHANGE


def test_latency_is_from_the_frame_that_was_read_to_its_first_picture(
    parts: Parts, frames: Frames, clock: Any
) -> None:
    session = Watched(parts(), MirrorOptions())
    session.go_on.clear()
    with LiveMirror(session, frames, clock=clock) as mirror:
        frames.give()
        assert session.begun.acquire(timeout=LONG)
        clock.wait(0.08)  # so long does it take to see
        session.go_on.set()
        come_true(lambda: mirror.statistics().painted == 1)
        clock.wait(0.03)  # and so long until someone looks
        until(mirror, lambda: mirror.current is not None)
        frames.stop()
    ran = mirror.statistics()
    assert ran.latency_p50 == pytest.approx(0.11) == ran.latency_p95


def test_a_video_is_not_taken_faster_than_it_plays(
    parts: Parts, frames: Frames, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(LiveMirror, "_wait", lambda self, s: bool(waited.append(s)))
    frames.give(3)
    frames.stop()
    mirror = LiveMirror(MirrorSession(parts(), MirrorOptions()), iter([]), True, clock=clock)
    mirror._frames = [(0.0, FRAME), (0.04, FRAME), (0.08, FRAME)]
    mirror._take_frames()
    assert waited == pytest.approx([0.0, 0.04, 0.08])


def test_the_very_same_picture_counts_once() -> None:
    tally, picture = Tally(), np.zeros((4, 4, 3), np.uint8)
    for image in (picture, picture, picture.copy(), picture + 2):
        tally.show(image)
    ran = tally.statistics(2.0)
    assert ran.shown == 2 and ran.shown_rate == 1.0
    assert ran.change_mean == 2.0


def test_statistics_of_nothing_are_none_not_zero() -> None:
    document = Tally().statistics(0.0).document()
    assert document["latency_p50"] is None and document["change_most"] is None
    assert document["shown_rate"] == 0.0


def test_the_mood_that_is_asked_for_is_painted_live(parts: Parts, frames: Frames) -> None:
    options = MirrorOptions(mood=Mood.parse("angry"))
    with LiveMirror(MirrorSession(parts(), options), frames) as mirror:
        frames.give()
        until(mirror, lambda: True)
        assert mirror.current is not None and mirror.current.mood == options.mood
        frames.stop()
