"""How well the live mirror runs here: `python benchmarks/mirror.py [--seconds 10] [--out FILE]`.

A generated video (scikit-image's astronaut, who moves and comes nearer; 640 x 480, 30 frames a
second, each a JPEG as a webcam sends them) is looked at as a webcam would be. Its mood is read by
the network, then replaced by one that swings between happy and sad every two seconds, so that the
picture has somewhere to go. Nothing is shown in a window unless --window is given. Takes about
three times the seconds, and says how busy the machine was with other work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage import data

from vaha.artwork import Recipe
from vaha.camera.camera import Camera
from vaha.emotions import Mood
from vaha.images import Image
from vaha.mirror.faces.flow import follow
from vaha.mirror.fading import change
from vaha.mirror.live import LiveMirror
from vaha.mirror.options import SIZES, MirrorOptions, MirrorParts
from vaha.mirror.session import PAINTED_SIDE, MirrorSession, at_size
from vaha.mirror.showing import Screen, show_live
from vaha.mirror.walk import NoisePath
from vaha.mirror.window import Window
from vaha.stages.base import Face, MoodReader, MoodReading
from vaha.stages.faces.framing import Frame, grey_of

TARGETS = {256: 25.0, 512: 15.0}
"""Pictures a second that are wanted at each size; from frame to picture 150 ms."""

RATE = 30

GAP = 0.1
"""Seconds between two works when each reading of the mood gives one, ten a second."""

HAPPY, SAD = Mood.parse("happy"), Mood.parse("sad")


@dataclass(frozen=True)
class Swinging:
    """Reads each mood with the network, then answers happy and sad in turn, every two seconds."""

    reader: MoodReader

    def read(self, faces: Sequence[Face]) -> list[MoodReading]:
        mood = (HAPPY, SAD)[int(time.monotonic() / 2) % 2]
        return [replace(reading, mood=mood) for reading in self.reader.read(faces)]


class Nowhere:
    """A screen that shows nothing."""

    def show(self, image: Image, seconds: float, title: str) -> bool:
        return True


def main() -> None:
    asked = _arguments()
    parts = MirrorParts.open()
    parts.warm()
    report: dict[str, Any] = {"machine": _machine(), "stages_ms": _stages(parts)}
    report["fade_levels"] = _fading(parts)
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder, "face.avi")
        _write_video(video, asked.seconds)
        report["live"] = {
            size: _live(replace(parts, moods=Swinging(parts.moods)), video, size, asked)
            for size in SIZES
        }
        report["step"] = _steps(parts, video, asked.seconds / 2)
    report["machine"]["load_after"] = _load()
    _print(report)
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10, help="of each live run")
    parser.add_argument("--out", type=Path, help="also write everything here, as JSON")
    parser.add_argument("--manner", default="none", help="lay strokes in this manner")
    parser.add_argument("--window", action="store_true", help="show the pictures in a window")
    return parser.parse_args()


def _machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": cores,
        "load_before": _load(),
    }


def _load() -> float:
    """How much else runs here; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _moving_face(seconds: float) -> Image:
    """The astronaut before a dark wall at this time, 640 x 480."""
    grown = 0.85 + 0.1 * np.sin(1.1 * seconds)
    across, down = 80 + 50 * np.sin(0.9 * seconds), 20 + 15 * np.cos(1.3 * seconds)
    move = np.array([[grown, 0, across], [0, grown, down]])
    frame = cv2.warpAffine(data.astronaut(), move, (640, 480), borderValue=(40, 40, 40))
    return np.asarray(frame, np.uint8)


def _write_video(path: Path, seconds: float) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (640, 480))
    for number in range(round(seconds * RATE)):
        writer.write(cv2.cvtColor(_moving_face(number / RATE), cv2.COLOR_RGB2BGR))
    writer.release()


def _stages(parts: MirrorParts) -> dict[str, list[float]]:
    """Milliseconds of each stage alone: median, 95th percentile, and the processor's own (median).

    The last says most on a machine that is busy with other work.
    """
    frame = _moving_face(0.0)
    faces = parts.faces.follow(frame)
    box = faces[0].box
    before = cv2.resize(grey_of(frame), (320, 240))
    after = cv2.resize(grey_of(_moving_face(1 / RATE)), (320, 240))
    face = Frame(box.left + box.width / 2, box.top + box.height / 2, box.width).scaled(0.5)
    work = parts.painter.paint(HAPPY, [1])[0].image
    large = parts.enlarger.enlarge(work, PAINTED_SIDE // work.shape[0])
    return {
        "find faces in the whole frame": _timed(lambda: parts.faces.follow(frame)),
        "find a face where it is believed": _timed(lambda: parts.faces.follow(frame, [box])),
        "follow a face by its flow": _timed(
            lambda: follow(np.asarray(before, np.uint8), np.asarray(after, np.uint8), face)
        ),
        "read a mood": _timed(lambda: parts.moods.read(faces[:1])),
        "paint a work": _timed(lambda: parts.painter.paint(HAPPY, [1])),
        "enlarge it to 256": _timed(lambda: parts.enlarger.enlarge(work, 4)),
        "enlarge that to 512": _timed(lambda: at_size(large, 512)),
    }


def _timed(work: Callable[[], object], times: int = 20) -> list[float]:
    work()
    spent, worked = [], []
    for _ in range(times):
        begun, begun_work = time.perf_counter(), time.process_time()
        work()
        spent.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - begun_work))
    measured = (np.median(spent), np.percentile(spent, 95), np.median(worked))
    return [round(float(one), 2) for one in measured]


def _fading(parts: MirrorParts, spots: int = 12) -> dict[str, float]:
    """How far a picture faded halfway between two painted ones is from the one painted there.

    In levels of 255, beside how far the two are from each other; once with a mood that stays, once
    with one that moves as fast as it may.
    """
    path, told = NoisePath(0), {}
    for name, moving in (("still", 0.0), ("moving", GAP)):
        apart, off = [], []
        for spot in range(spots):
            steps = [(spot + part * GAP, 0.3 + part * moving) for part in (0, 0.5, 1)]
            recipes = []
            for at, share in steps:
                seed, variation = path.at(at)
                recipes.append(Recipe(HAPPY.mixed(SAD, share), seed, 0.68, variation=variation))
            images = [work.image for work in parts.painter.paint_recipes(recipes)]
            first, middle, last = images
            halfway = np.rint((np.float32(first) + np.float32(last)) / 2).astype(np.uint8)
            apart.append(change(first, last))
            off.append(change(halfway, middle))
        told[f"{name}: between two painted"] = round(float(np.mean(apart)), 2)
        told[f"{name}: faded from painted"] = round(float(np.mean(off)), 2)
    return told


def _live(parts: MirrorParts, video: Path, size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """The whole mirror with its threads, the video taking the webcam's place."""
    session = MirrorSession(parts, MirrorOptions(size=size, manner=asked.manner))
    spent = os.times()
    with (
        _screen(asked.window) as screen,
        Camera(video) as camera,
        LiveMirror(session, camera.frames(), paced=True) as mirror,
    ):
        ran = show_live(mirror, screen)
    now = os.times()
    cores = (now.user + now.system - spent.user - spent.system) / ran.seconds
    return ran.document() | {"cores_used": round(cores, 2)}


@contextmanager
def _screen(wanted: bool) -> Iterator[Screen]:
    """Nowhere, or a window that closes in the end."""
    if not wanted:
        yield Nowhere()
        return
    window = Window()
    try:
        yield window
    finally:
        window.close()


def _steps(parts: MirrorParts, video: Path, seconds: float) -> dict[str, float]:
    """One viewer without threads, as the web page has it: seconds of a whole step."""
    session = MirrorSession(parts, MirrorOptions())
    spent, start = [], time.perf_counter()
    for _, frame in _while(video, start + seconds):
        begun = time.perf_counter()
        session.step(frame, begun - start)
        spent.append(time.perf_counter() - begun)
    p50, p95 = (round(1000 * float(np.percentile(spent, percent)), 1) for percent in (50, 95))
    return {"p50_ms": p50, "p95_ms": p95, "rate": round(len(spent) / sum(spent), 1)}


def _while(video: Path, end: float) -> Iterator[tuple[float, Image]]:
    with Camera(video) as camera:
        for one in camera.frames():
            if time.perf_counter() >= end:
                return
            yield one


def _print(report: dict[str, Any]) -> None:
    machine = report["machine"]
    print(
        f"{machine['cores']} cores, load {machine['load_before']:.1f} before and "
        f"{machine['load_after']:.1f} after\n"
    )
    print("| stage | p50 ms | p95 ms | processor ms |\n|---|---|---|---|")
    for name, (half, most, worked) in report["stages_ms"].items():
        print(f"| {name} | {half:.1f} | {most:.1f} | {worked:.1f} |")
    print(
        "\n| size | pictures/s (target) | painted/s | frame to picture p50, p95 ms (target) "
        "| and fade, ms | change mean, most | cores used |\n|---|---|---|---|---|---|---|"
    )
    for size, ran in report["live"].items():
        print(
            f"| {size} | {ran['shown_rate']:.1f} ({TARGETS[size]:.0f}) | {ran['painted_rate']:.1f} "
            f"| {_ms(ran['latency_p50'])}, {_ms(ran['latency_p95'])} (150) "
            f"| {_ms(ran['fade_p95'])} | {ran['change_mean']}, {ran['change_most']} "
            f"| {ran['cores_used']} |"
        )
    step = report["step"]
    print(
        f"\none viewer's steps without threads, 256: p50 {step['p50_ms']:.0f} ms, "
        f"p95 {step['p95_ms']:.0f} ms, {step['rate']:.1f}/s"
    )
    for name, levels in report["fade_levels"].items():
        print(f"{name}: {levels} levels of 255")


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{1000 * seconds:.0f}"


if __name__ == "__main__":
    main()
