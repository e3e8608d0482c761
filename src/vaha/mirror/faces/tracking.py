"""Faces followed from frame to frame: found now and then, in between carried along by their motion.

Finding faces in a whole frame takes longer than a frame lasts. So the whole frame is searched
seldom, the surroundings of a known face more often, and every frame only follows the flow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from vaha.images import Image
from vaha.mirror.faces.flow import follow
from vaha.mirror.faces.smoothing import FrameFilter
from vaha.stages.base import Face, FaceFinder
from vaha.stages.faces.crop import box_of, face_at, frame_of
from vaha.stages.faces.framing import Frame, Grey, grey_of, made_smaller, overlap

FLOW_SIDE = 320
"""The flow is followed in frames made smaller to so many pixels on their long side."""

SAME = 0.5
"""Frames that overlap by more than this show the same face."""

MOST_FACES = 8
"""More faces than these are not followed: the largest are."""


@dataclass(frozen=True)
class Pace:
    """Seconds between two looks: at a known face, at the whole frame, there while none is known.

    A face that was not found for `doubt` seconds is doubted, one for `patience` seconds forgotten.
    Another face takes the lead only when its area is `lead` times that of the leading one, so that
    two alike take no turns, or when the leading one is doubted.
    """

    check: float = 0.4
    search: float = 2.0
    search_without_face: float = 0.4
    doubt: float = 0.9
    patience: float = 1.5
    lead: float = 1.3


@dataclass(eq=False)
class _Track:
    """A face that is followed: where it is, how sure the finder was, when it was found last.

    `checked` is when it was sought last; `flows` whether it could be followed to this frame.
    """

    frame: Frame
    confidence: float
    found: float
    checked: float
    flows: bool = True
    smoothing: FrameFilter = field(default_factory=FrameFilter)


class FaceTracker:
    """Follows the faces in one viewer's frames; not for two threads at once.

    `looked` says whether faces were sought in the last frame, which takes longer than following.
    `certain` of the faces in it, which come first, are not doubted: the others may have left, and
    what is seen in their place is not to be read.
    """

    def __init__(self, finder: FaceFinder, pace: Pace = Pace()) -> None:
        self.looked = False
        self.certain = 0
        self._finder = finder
        self._pace = pace
        self._tracks: list[_Track] = []
        self._small: Grey | None = None
        self._searched = -math.inf

    def follow(self, image: Image, seconds: float) -> list[Face]:
        """The faces in this frame, the leading one first; `seconds` is the frame's time."""
        grey = grey_of(image)
        self._flow(grey)
        self.looked = self._look(image, seconds)
        since = seconds - self._pace.patience
        kept = [track for track in self._tracks if track.found >= since]
        doubted = [track for track in kept if self._is_doubted(track, seconds)]
        certain = [track for track in kept if track not in doubted]
        self.certain = len(certain)
        self._tracks = self._led(certain) + self._led(doubted)
        return [
            face_at(grey, track.smoothing.smooth(track.frame, seconds), track.confidence)
            for track in self._tracks
        ]

    def _flow(self, grey: Grey) -> None:
        """Move each face with the picture; one that was lost stays where it was and is sought."""
        small, scale = made_smaller(grey, FLOW_SIDE)
        before, self._small = self._small, small
        if before is None or before.shape != small.shape:
            return
        for track in self._tracks:
            moved = follow(before, small, track.frame.scaled(scale))
            if moved is not None:
                track.frame = moved.scaled(1 / scale)
            elif track.flows:  # sought at once, then no oftener than others, which wait meanwhile
                track.checked = -math.inf
            track.flows = moved is not None

    def _look(self, image: Image, seconds: float) -> bool:
        """Seek faces where that is due, in one place at most; whether it was."""
        known = any(not self._is_doubted(track, seconds) for track in self._tracks)
        pace = self._pace.search if known else self._pace.search_without_face
        if seconds - self._searched >= pace:
            self._search(image, seconds)
            return True
        stalest = min(self._tracks, key=lambda track: track.checked, default=None)
        if stalest is None or seconds - stalest.checked < self._pace.check:
            return False
        self._check(image, stalest, seconds)
        return True

    def _is_doubted(self, track: _Track, seconds: float) -> bool:
        return seconds - track.found > self._pace.doubt

    def _search(self, image: Image, seconds: float) -> None:
        """Find all faces in the whole frame; known ones are put right, others followed from now."""
        self._searched = seconds
        unknown = list(self._tracks)
        for face in self._finder.follow(image)[:MOST_FACES]:
            frame = face.frame or frame_of(face.box)
            track = _nearest(unknown, frame)
            if track is not None:
                unknown.remove(track)
                _put_right(track, frame, face.confidence, seconds)
            elif len(self._tracks) < MOST_FACES:
                self._tracks.append(_Track(frame, face.confidence, seconds, seconds))

    def _check(self, image: Image, track: _Track, seconds: float) -> None:
        """Find the face near where it is believed to be."""
        track.checked = seconds
        height, width = image.shape[:2]
        for face in self._finder.follow(image, [box_of(track.frame, height, width)]):
            frame = face.frame or frame_of(face.box)
            if overlap(frame, track.frame) > SAME:
                _put_right(track, frame, face.confidence, seconds)
                return

    def _led(self, tracks: list[_Track]) -> list[_Track]:
        """The leading face first, then the largest; the lead changes only for a much larger one."""
        if not tracks:
            return []
        by_size = sorted(tracks, key=lambda track: -track.frame.side)
        leading = tracks[0]
        if by_size[0].frame.side ** 2 > self._pace.lead * leading.frame.side**2:
            leading = by_size[0]
        return [leading, *(track for track in by_size if track is not leading)]


def _put_right(track: _Track, frame: Frame, confidence: float, seconds: float) -> None:
    track.frame, track.confidence = frame, confidence
    track.found = track.checked = seconds


def _nearest(tracks: Iterable[_Track], frame: Frame) -> _Track | None:
    """The track that overlaps most with this frame, if it shows the same face."""
    best = max(tracks, key=lambda track: overlap(track.frame, frame), default=None)
    return best if best is not None and overlap(best.frame, frame) > SAME else None
