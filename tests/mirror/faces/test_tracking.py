"""Tracking: rarely searched, seldom checked, always followed; who leads, who is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vaha.images import Image
from vaha.mirror.faces.tracking import FaceTracker, Pace
from vaha.stages.base import Face

RATE = 25

Place = tuple[float, float, float]
Path = Callable[[float], list[Place]]
Followed = Callable[..., list[list[Face]]]


def centre(face: Face) -> tuple[float, float]:
    return face.box.left + face.box.width / 2, face.box.top + face.box.height / 2


@pytest.fixture
def followed(scene: Callable[..., Image]) -> Followed:
    """Gives a tracker so many seconds of frames in which faces go along a path."""

    def follow(
        tracker: FaceTracker, path: Path, seconds: float, start: float = 0.0
    ) -> list[list[Face]]:
        times = start + np.arange(round(seconds * RATE)) / RATE
        return [tracker.follow(scene(*path(float(t))), float(t)) for t in times]

    return follow


def test_a_moving_face_is_followed_in_every_frame_and_sought_in_few(
    finder: Any, followed: Followed
) -> None:
    tracker = FaceTracker(finder)
    path = lambda t: [(200 + 60 * np.sin(t), 150 + 20 * t, 90 + 8 * np.sin(2 * t))]  # noqa: E731
    frames = followed(tracker, path, seconds=4)
    for number, faces in enumerate(frames):
        (face,) = faces
        x, y, side = path(number / RATE)[0]
        assert centre(face) == pytest.approx((x, y), abs=0.12 * side)
        assert face.box.width == pytest.approx(side, rel=0.2)
        assert face.crop.shape == (48, 48)
    whole = [shape for shape in finder.shown if max(shape) == 640]
    assert len(whole) == 2  # at 0 s and 2 s
    assert 6 <= len(finder.shown) - len(whole) <= 10  # every 0.4 s, near the face


def test_never_two_looks_in_one_frame_and_it_says_when_it_looked(
    finder: Any, scene: Callable[..., Image]
) -> None:
    tracker = FaceTracker(finder)
    for number in range(2 * RATE):
        before = len(finder.shown)
        tracker.follow(scene((200, 150, 90), (450, 200, 70)), number / RATE)
        assert len(finder.shown) - before == int(tracker.looked)


def test_a_room_without_a_face_is_not_searched_in_every_frame(
    finder: Any, followed: Followed
) -> None:
    frames = followed(FaceTracker(finder, Pace(search_without_face=0.5)), lambda t: [], 2)
    assert frames == [[]] * (2 * RATE)
    assert len(finder.shown) == 4


def test_a_face_that_comes_in_is_found_soon(finder: Any, followed: Followed) -> None:
    frames = followed(FaceTracker(finder), lambda t: [(300, 180, 90)] if t >= 1 else [], seconds=2)
    assert frames[RATE - 1] == []
    assert len(frames[RATE + round(0.5 * RATE)]) == 1


def test_a_face_that_leaves_is_forgotten_once_patience_is_over(
    finder: Any, followed: Followed
) -> None:
    frames = followed(
        FaceTracker(finder, Pace(patience=1.0)), lambda t: [(300, 180, 90)] if t < 1 else [], 3
    )
    assert len(frames[round(1.2 * RATE)]) == 1
    assert frames[round(2.2 * RATE)] == []


def test_a_finder_that_is_blind_for_a_moment_loses_nobody(finder: Any, followed: Followed) -> None:
    tracker = FaceTracker(finder)
    place = lambda t: [(200 + 40 * t, 180, 90)]  # noqa: E731
    followed(tracker, place, 1)
    finder.blind = True
    during = followed(tracker, place, 1, start=1.0)
    assert all(len(faces) == 1 for faces in during)
    assert centre(during[-1][0]) == pytest.approx((278, 180), abs=10)


def test_two_faces_the_largest_leads(finder: Any, followed: Followed) -> None:
    frames = followed(FaceTracker(finder), lambda t: [(150, 150, 60), (450, 180, 110)], 1)
    for faces in frames:
        assert [round(centre(face)[0], -1) for face in faces] == [450, 150]


def test_two_alike_do_not_take_turns(finder: Any, followed: Followed) -> None:
    def path(t: float) -> list[Place]:
        return [(150, 150, 90 + 4 * np.sin(6 * t)), (450, 180, 90 - 4 * np.sin(6 * t))]

    frames = followed(FaceTracker(finder), path, 3)
    leads = {centre(faces[0])[0] > 300 for faces in frames}
    assert len(leads) == 1


def test_one_that_comes_much_nearer_takes_the_lead(finder: Any, followed: Followed) -> None:
    frames = followed(FaceTracker(finder), lambda t: [(150, 150, 90), (450, 180, 70 + 35 * t)], 2.5)
    assert centre(frames[5][0])[0] < 300
    assert centre(frames[-1][0])[0] > 300


def test_a_face_that_leaves_and_comes_back_elsewhere_is_found_soon_and_leads(
    finder: Any, followed: Followed
) -> None:
    path = lambda t: [(150, 180, 90)] if t < 1 else [(470, 180, 85)] if t > 2 else []  # noqa: E731
    tracker = FaceTracker(finder)
    frames = followed(tracker, path, seconds=2.6)
    assert tracker.certain == 1
    assert centre(frames[-1][0]) == pytest.approx((470, 180), abs=12)


def test_a_face_that_jumps_is_found_again_before_the_next_search_of_a_known_one(
    finder: Any, followed: Followed
) -> None:
    """Within `doubt` and one search for a room without a face, and not only after 2 seconds."""
    path = lambda t: [(150, 180, 90)] if t < 0.5 else [(470, 180, 85)]  # noqa: E731
    frames = followed(FaceTracker(finder), path, seconds=1.9)
    assert centre(frames[-1][0]) == pytest.approx((470, 180), abs=12)


def test_one_who_may_have_left_is_doubted_and_gives_the_lead_away(
    finder: Any, followed: Followed
) -> None:
    def path(t: float) -> list[Place]:
        return [(450, 180, 70), *([(150, 150, 110)] if t < 1 else [])]

    tracker = FaceTracker(finder)
    frames = followed(tracker, path, seconds=1)
    assert centre(frames[-1][0])[0] < 300 and tracker.certain == 2
    frames = followed(tracker, path, seconds=1.1, start=1.0)
    assert centre(frames[-1][0])[0] > 300 and tracker.certain == 1


def test_while_one_is_lost_the_other_is_not_kept_waiting(finder: Any, followed: Followed) -> None:
    def path(t: float) -> list[Place]:
        return [(450, 180, 70), *([(150, 150, 110)] if t < 1 else [])]

    tracker = FaceTracker(finder, Pace(search=9.0, patience=9.0))
    followed(tracker, path, seconds=1)
    before = len(finder.shown)
    followed(tracker, path, seconds=2, start=1.0)
    assert len(finder.shown) - before <= 2 * 2 / 0.4 + 2
    assert tracker.certain == 1


def test_a_face_at_the_edge_stays_in_the_picture(finder: Any, followed: Followed) -> None:
    for faces in followed(FaceTracker(finder), lambda t: [(20, 30, 90)], 1):
        for face in faces:
            box = face.box
            assert box.left >= 0 and box.top >= 0
            assert box.left + box.width <= 640 and box.top + box.height <= 360


def test_frames_of_another_size_are_searched_again(
    finder: Any, scene: Callable[..., Image]
) -> None:
    """As where a telephone is turned: nothing can be followed from one to the other."""
    tracker = FaceTracker(finder)
    tracker.follow(scene((200, 150, 90)), 0.0)
    upright = np.ascontiguousarray(scene((200, 150, 90)).transpose(1, 0, 2))
    tracker.follow(upright, 0.04)
    faces = tracker.follow(upright, 2.1)
    assert centre(faces[0]) == pytest.approx((150, 200), abs=12)
