"""A mirror that runs by itself: frames come in, moods are read and works painted side by side.

Three threads hand on through slots that hold one thing each: one takes frames, one sees (faces and
moods), one paints. Whoever shows the pictures asks for the one of the moment as often as it likes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType

from vaha.images import Image
from vaha.mirror.fading import Fade
from vaha.mirror.options import MirrorOptions
from vaha.mirror.session import NEUTRAL, MirrorPicture, MirrorSession, Sight
from vaha.mirror.slot import Slot
from vaha.mirror.statistics import MirrorStatistics, Tally

PAINT_EVERY = 1 / 30
"""Seconds between two works at least: no picture is painted that nobody would see."""

PAINTING_SHARE = 0.45
"""Without a new reading, so much of the time is painted at most. Most often, then, the painter is
free when a mood has been read; pictures in between are faded."""
PAINT_BESIDE_STROKES = 0.2
"""Seconds between two works without a new reading where strokes are laid: they follow slowly, and
want the processor themselves."""

LONGEST_FADE = 0.25
"""Seconds; on a machine so slow that works come less often, the picture waits for the next."""

Frames = Iterable[tuple[float, Image]]
"""Frames with their times in seconds, as `Camera.frames` gives them."""


class LiveMirror:
    """A mirror at work while its `with` statement lasts.

    `paced` frames are those of a video, which are taken no sooner than their times say; a webcam's
    come when they come. `clock` gives seconds.
    """

    def __init__(
        self,
        session: MirrorSession,
        frames: Frames,
        paced: bool = False,
        paint_every: float = PAINT_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._frames = frames
        self._paced = paced
        self._every = max(paint_every, PAINT_BESIDE_STROKES if session.finishes else 0.0)
        self._clock = clock
        self._start = clock()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._error: BaseException | None = None
        self._waiting: Slot[tuple[float, Image]] = Slot()
        self._painted: Slot[MirrorPicture] = Slot()
        self._read = threading.Event()
        self._threads: list[threading.Thread] = []
        self._fade = Fade()
        self._current: MirrorPicture | None = None
        self._shown_at = 0.0
        self._enlarged: tuple[Image, Image] | None = None
        self._tally = Tally()

    def __enter__(self) -> LiveMirror:
        self._start = self._clock()
        for work in (self._take_frames, self._see, self._paint):
            thread = threading.Thread(target=self._guarded, args=(work,), name=work.__name__)
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()
        for thread in self._threads:
            thread.join()
        if error is None:
            self._raise_error()

    @property
    def options(self) -> MirrorOptions:
        """What was asked of the session."""
        return self._session.options

    @property
    def over(self) -> bool:
        """Whether no frame will come any more, or something went wrong."""
        return self._ended.is_set()

    @property
    def current(self) -> MirrorPicture | None:
        """The last work that was taken to be shown, 256 x 256, with its mood and its faces."""
        return self._current

    def show(self) -> Image | None:
        """The picture of this moment, at the size of the options; None before the first is painted.

        Raises what went wrong in one of the threads.
        """
        self._raise_error()
        now = self._now()
        painted = self._painted.take_at_once()
        if painted is not None:
            self._aim(painted, now)
        image = self._fade.at(now)
        if image is None:
            return None
        shown = self._finished(image, now)
        self._tally.show(shown)
        return shown

    def wait(self, seconds: float) -> None:
        """Wait until there is a new work to show, but no longer than so many seconds."""
        self._painted.wait(seconds)

    def statistics(self) -> MirrorStatistics:
        """What the mirror has done up to now."""
        return self._tally.statistics(self._now(), self._waiting.dropped)

    def _finished(self, image: Image, now: float) -> Image:
        """The picture in its size; where no strokes are laid, one that stays is the very same."""
        stays = self._enlarged is not None and self._enlarged[0] is image
        if self._enlarged is None or not stays or self._session.finishes:
            mood = self._current.mood if self._current else NEUTRAL
            finished = self._session.finish(image, self.options.size, mood, now)
            self._enlarged = image, finished
        return self._enlarged[1]

    def _aim(self, painted: MirrorPicture, now: float) -> None:
        """Fade to this work, for a little longer than the one before it took to come.

        So the picture is still moving when the next work comes a little late.
        """
        first = self._current is None
        lasting = 0.0 if first else min(1.25 * (now - self._shown_at), LONGEST_FADE)
        self._fade.aim(painted.image, now + lasting)
        read = painted.read_at
        if read is not None and (self._current is None or read != self._current.read_at):
            self._tally.latencies.append(now - read)
            self._tally.fades.append(lasting)
        self._current, self._shown_at = painted, now

    def _take_frames(self) -> None:
        for due, image in self._frames:
            if self._paced and self._wait(due - self._now()):
                return
            if self._stop.is_set():
                return
            self._tally.frames += 1
            self._waiting.put((self._now(), image))
        self._waiting.close()
        self._ended.set()

    def _see(self) -> None:
        last: Sight | None = None
        while (taken := self._waiting.take()) is not None and not self._stop.is_set():
            seconds, image = taken
            sight = self._session.see(image, seconds)
            if last is None or sight.read_at != last.read_at:
                self._read.set()
            last = sight

    def _paint(self) -> None:
        """Paint as soon as a mood was read, and in between so that the picture goes on moving."""
        self._read.wait()
        while not self._stop.is_set():
            self._read.clear()
            begun = self._now()
            self._painted.put(self._session.paint(begun))
            self._tally.painted += 1
            spent = self._now() - begun
            self._read.wait(max(self._every, spent / PAINTING_SHARE) - spent)

    def _wait(self, seconds: float) -> bool:
        """Wait so long, or until the mirror stops; whether it stops."""
        return self._stop.wait(max(0.0, seconds))

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self._error = self._error or error
            self._end()

    def _end(self) -> None:
        self._stop.set()
        self._ended.set()
        self._waiting.close()
        self._read.set()
        self._painted.close()

    def _raise_error(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _now(self) -> float:
        return self._clock() - self._start
