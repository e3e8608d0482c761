"""Where a visitor's faces were: asked for in the next frame, and forgotten soon."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from vaha.images import Image, encode_picture
from vaha.stages.base import Box, Face
from vaha.stages.fake import FakeFaceFinder
from vaha.web.services.face_locations import FORGOTTEN, LOOK_AROUND, FaceLocations

from ..conftest import Browser, MakeApp

BOX, SIZE = Box(1, 2, 30, 30), (60, 80)
FACE = Face(BOX, 1.0, np.zeros((48, 48), np.uint8))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def places(clock: Clock) -> FaceLocations:
    return FaceLocations(clock)


def test_faces_are_sought_where_they_were(places: FaceLocations) -> None:
    assert places.of("me", SIZE) is None
    places.remember("me", SIZE, [FACE], ())
    assert places.of("me", SIZE) == (BOX,)


def test_another_visitor_s_faces_and_those_of_another_size_say_nothing(
    places: FaceLocations,
) -> None:
    places.remember("me", SIZE, [FACE], ())
    assert places.of("you", SIZE) is None
    assert places.of("me", (61, 80)) is None


def test_now_and_then_the_whole_frame_is_searched(places: FaceLocations, clock: Clock) -> None:
    whole, start = [], clock.now
    for tenth in range(35):
        clock.now = start + tenth / 10
        near = places.of("me", SIZE)
        if not near:
            whole.append(tenth)
        places.remember("me", SIZE, [FACE], near or ())
    assert whole[0] == 0 and {b - a for a, b in pairwise(whole)} <= {4, 5}
    assert LOOK_AROUND == 0.4


def test_they_are_forgotten_soon_also_by_the_frames_of_others(
    places: FaceLocations, clock: Clock
) -> None:
    places.remember("me", SIZE, [FACE], ())
    clock.now += FORGOTTEN + 0.1
    assert places.of("you", SIZE) is None
    assert len(places) == 0


def test_they_are_forgotten_at_once_when_asked(places: FaceLocations) -> None:
    places.remember("me", SIZE, [FACE], ())
    places.forget("me")
    assert places.of("me", SIZE) is None


class Asked(FakeFaceFinder):
    def __init__(self) -> None:
        super().__init__()
        self.near: list[Sequence[Box] | None] = []

    def find(self, image: Image) -> list[Face]:
        self.near.append(None)
        return super().find(image)

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        self.near.append(near)
        return super().find(image)


def test_each_visitor_s_next_frame_is_searched_near_their_own_faces(
    make_app: MakeApp, photo: bytes
) -> None:
    finder = Asked()
    app = make_app(parts={0: finder})
    me, you = Browser(app), Browser(app)

    def send(browser: Browser, picture: bytes) -> dict[str, Any]:
        answer = browser.post("/moods", data=picture, content_type="image/png")
        box: dict[str, Any] = answer.json["faces"][0]["box"]
        return box

    mine = Box(**send(me, photo))
    send(me, photo)
    send(you, photo)
    send(me, encode_picture(np.zeros((30, 40, 3), np.uint8)))
    send(you, photo)
    me.send("DELETE", "/me")
    send(me, photo)
    assert finder.near == [None, (mine,), None, None, (mine,), None]
