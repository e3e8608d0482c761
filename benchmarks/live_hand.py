"""What the light hand of the mirror costs: `python -m benchmarks.live_hand PICTURE [--size 512]`.

The picture moves a little from frame to frame and has a webcam's noise; each part's own processor
time is told, and how steady the painting of a still picture is.
"""

from __future__ import annotations

import argparse
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from vaha.hand.live import canvas as live_canvas
from vaha.hand.live import hand as live
from vaha.hand.live.hand import LiveBrush
from vaha.hand.manners import MANNERS
from vaha.images import Image, read_image
from vaha.mirror.fading import change

NOISE = 2.5
"""Grey levels."""
RATE = 12
PARTS = {
    "look": (live.LiveBrush, "_look"),
    "strokes": (live.LiveBrush, "_coat"),
    "outlines": (live_canvas.LiveCanvas, "number"),
    "pixels": (live_canvas.LiveCanvas, "_lay_band"),
    "light": (live_canvas.LiveCanvas, "lit"),
}
"""Parts of a picture, and where each is done; light's bands are counted apart."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--frames", type=int, default=25)
    asked = parser.parse_args()
    picture = read_image(asked.picture)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors\n")
    names = [*PARTS, "all"]
    print(f"| manner | strokes | {' | '.join(names)} | flicker, input's |\n{'|---' * 9}|")
    for manner in MANNERS:
        strokes, spent = _spent(manner, picture, asked.size, asked.frames)
        still = _flicker(manner, picture, asked.size)
        told = " | ".join(f"{1000 * spent[name]:.1f}" for name in names)
        print(f"| {manner} | {strokes:,} | {told} | {still[0]:.2f}, {still[1]:.2f} |")


def _spent(manner: str, picture: Image, size: int, frames: int) -> tuple[int, dict[str, float]]:
    """Strokes of a picture, and the processor's seconds of each part: the least of all frames."""
    brush, least = LiveBrush(manner, threads=1), dict.fromkeys([*PARTS, "all"], np.inf)
    for number in range(frames):
        frame = np.roll(picture, number, 1)
        with _counted() as counted:
            began = time.process_time()
            brush.paint(frame, size, None, number / RATE)
            counted["all"] = time.process_time() - began
        if number > 0:
            least = {name: min(least[name], counted[name]) for name in least}
    return sum(len(layer.drawn()[0]) for layer in brush.layers), least


@contextmanager
def _counted() -> Iterator[dict[str, float]]:
    """Counts the seconds of each part while it lasts."""
    counted = dict.fromkeys(PARTS, 0.0)
    before = {name: getattr(owner, method) for name, (owner, method) in PARTS.items()}

    def timed(name: str) -> object:
        def run(*given: object) -> object:
            began = time.process_time()
            try:
                return before[name](*given)
            finally:
                counted[name] += time.process_time() - began

        return run

    for name, (owner, method) in PARTS.items():
        setattr(owner, method, timed(name))
    try:
        yield counted
    finally:
        for name, (owner, method) in PARTS.items():
            setattr(owner, method, before[name])


def _flicker(manner: str, picture: Image, size: int, frames: int = 50) -> tuple[float, float]:
    """The mean change from frame to frame of a still picture with noise: painted, and as it is."""
    chance, brush = np.random.default_rng(0), LiveBrush(manner)
    painted, seen = [], []
    for number in range(frames):
        noise = chance.normal(0, NOISE, picture.shape)
        seen.append(np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8))
        painted.append(brush.paint(seen[-1], size, None, number / RATE))
    return _mean_change(painted[1:]), _mean_change(seen)


def _mean_change(pictures: list[Image]) -> float:
    pairs = itertools.pairwise(pictures)
    return float(np.mean([change(one, other) for one, other in pairs]))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
