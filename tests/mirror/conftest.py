"""A mirror of fakes, a clock that is turned by hand, and faces that move as told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from vaha.images import Image
from vaha.mirror.options import MirrorParts
from vaha.stages.base import Box, Face
from vaha.stages.faces.crop import face_at
from vaha.stages.faces.framing import Frame, grey_of
from vaha.stages.fake import FakeEnlarger, FakeFaceFinder, FakeMoodReader, FakePainter

SCENE = (360, 640)


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


class RedFinder:
    """Finds each red patch as a face, and counts the searches, by the size of what is searched."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, int]] = []
        self.blind = False

    def find(self, image: Image) -> list[Face]:
        self.shown.append((image.shape[0], image.shape[1]))
        if self.blind:
            return []
        red = (image[:, :, 0].astype(int) - image[:, :, 2] > 60).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(red)
        boxes = [row[:4].tolist() for row in stats[1:] if row[4] > 100]
        frames = [Frame(x + w / 2, y + h / 2, max(w, h)) for x, y, w, h in boxes]
        frames.sort(key=lambda frame: -frame.side)
        return [face_at(grey_of(image), frame, 0.95) for frame in frames]

    def follow(self, image: Image, near: Sequence[Box] = ()) -> list[Face]:
        found = self.find(image)
        if near:
            self.shown[-1] = (near[0].height, near[0].width)
        return found


def red_patch() -> Image:
    """A reddish patch with texture, 96 x 96, which flow can hold on to."""
    grain = np.random.default_rng(5).integers(0, 120, (24, 24), dtype=np.uint8)
    level = cv2.resize(grain, (96, 96), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    return np.stack([120 + level, level, np.minimum(level, 40)], axis=2).astype(np.uint8)


def room_with(*faces: tuple[float, float, float]) -> Image:
    """A grey room, 640 x 360, with red patches at these centres (x, y), each with its side."""
    room = np.full((*SCENE, 3), 90, np.uint8)
    for x, y, side in faces:
        scale = side / 96
        move = np.float32([[scale, 0, x - side / 2], [0, scale, y - side / 2]])
        cv2.warpAffine(red_patch(), move, SCENE[::-1], dst=room, borderMode=cv2.BORDER_TRANSPARENT)
    return room


@pytest.fixture
def scene() -> Callable[..., Image]:
    """Makes a room with faces at these places: x, y, side."""
    return room_with


@pytest.fixture
def finder() -> RedFinder:
    """Finds the faces of `scene`."""
    return RedFinder()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parts() -> Callable[..., MirrorParts]:
    """Fake stages, of which some can be given."""

    def make(**given: object) -> MirrorParts:
        fakes: dict[str, object] = {
            "faces": FakeFaceFinder(),
            "moods": FakeMoodReader(),
            "painter": FakePainter(),
            "enlarger": FakeEnlarger(),
        }
        return MirrorParts(**(fakes | given))  # type: ignore[arg-type]

    return make


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two seconds at ten frames a second."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (64, 48))
    for number in range(20):
        writer.write(np.full((48, 64, 3), 10 * number, np.uint8))
    writer.release()
    return path
