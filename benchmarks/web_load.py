"""Many visitors at once, on loopback and for a bounded time: what does the studio answer?

    python -m benchmarks.web_load --fake                    the server alone, without weights
    python -m benchmarks.web_load PHOTO                     the real studio
    python -m benchmarks.web_load PHOTO --clients 50 --rounds 3 --seconds 40 --live 4

Starts `vaha serve` with an empty gallery in a folder of its own, asks, ends it, and prints one JSON
document. The memory of a server that has just begun grows until its networks have worked on every
thread and as many finished portraits are remembered as ever will be; so there are several rounds,
the first of them to warm up. Exit code 1 where any answer was a 5xx (but the 503 that drops a live
frame), or a portrait was lost or another visitor's.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.web_server import Server
from benchmarks.web_visitor import FRAMES_A_SECOND, LONGEST, Record, Visitor

FRAMES = 40
"""Different frames, in which the face moves as before a camera."""

Work = Callable[[], None]


def run_phase(server: Server, work: Sequence[Work], seconds: float) -> dict[str, Any]:
    """Run all at once to their end; gives what the server used of memory and processor."""
    threads = [threading.Thread(target=one, daemon=True) for one in work]
    ours, servers = time.process_time(), server.processor_seconds()
    for thread in threads:
        thread.start()
    memory = []
    for _ in range(8):
        time.sleep(seconds / 8)
        memory.append(server.megabytes())
    deadline = time.monotonic() + LONGEST
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return {
        "memory_mb": memory,
        "memory_mb_at_the_end": server.megabytes(),
        "processor_s_of_the_server": round(server.processor_seconds() - servers, 2),
        "processor_s_of_the_visitors": round(time.process_time() - ours, 2),
    }


def portraits(
    server: Server, visitors: Sequence[Visitor], options: argparse.Namespace, photo: bytes
) -> dict[str, Any]:
    """Each visitor asks for one portrait after another."""
    record, until = Record(), time.monotonic() + options.seconds

    def client(number: int) -> None:
        visitors[number].record, round_ = record, 0
        while time.monotonic() < until:
            seed = number * 100_000 + round_
            visitors[number].portrait(photo, seed, options.candidates, until)
            round_ += 1

    work = [lambda number=number: client(number) for number in range(len(visitors))]
    used = run_phase(server, work, options.seconds)
    return {"clients": len(visitors)} | used | record.figures()


def live(server: Server, options: argparse.Namespace, frames: Sequence[bytes]) -> dict[str, Any]:
    """`live` visitors, each sending ten frames a second."""
    record = Record()
    visitors = [Visitor(server.port, record) for _ in range(options.live)]
    until = time.monotonic() + options.live_seconds
    starts = [number * len(frames) // options.live for number in range(options.live)]
    shifted = [[*frames[start:], *frames[:start]] for start in starts]
    work = [
        lambda visitor=visitor, own=own: visitor.live(own, until)
        for visitor, own in zip(visitors, shifted, strict=True)
    ]
    used = run_phase(server, work, options.live_seconds)
    figures = record.figures()
    answers = figures.get("count", 0)
    each = answers / options.live_seconds / options.live
    per_answer = {
        f"{key.replace('processor_s', 'processor_ms')}_an_answer": round(
            1000 * value / max(1, answers), 1
        )
        for key, value in used.items()
        if key.startswith("processor")
    }
    return (
        {
            "visitors": options.live,
            "sent_a_second_each_at_most": FRAMES_A_SECOND,
            "answers_a_second_each": round(each, 2),
            "bytes_a_frame": round(sum(map(len, frames)) / len(frames)),
        }
        | per_answer
        | used
        | figures
    )


def as_frames(photo: bytes) -> list[bytes]:
    """The photo before a camera, as the page sends it: 480 pixels wide, JPEG of quality 82."""
    import PIL.Image

    picture = PIL.Image.open(io.BytesIO(photo)).convert("RGB")
    ratio = 480 / max(picture.size)
    size = (round(picture.width * ratio), round(picture.height * ratio))
    frames = []
    for number in range(FRAMES):
        turn = 2 * math.pi * number / FRAMES
        left = 0.03 * picture.width * (1 + math.sin(turn))
        top = 0.03 * picture.height * (1 + math.cos(turn))
        box = (left, top, left + 0.94 * picture.width, top + 0.94 * picture.height)
        buffer = io.BytesIO()
        moved = picture.resize(size, PIL.Image.Resampling.BICUBIC, box)
        moved.save(buffer, "JPEG", quality=82)
        frames.append(buffer.getvalue())
    return frames


def any_photo() -> bytes:
    """Noise, for the fakes."""
    import numpy as np
    import PIL.Image

    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    PIL.Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


def main() -> int:
    """Run both phases and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each round")
    parser.add_argument("--candidates", type=int, default=32)
    parser.add_argument("--live", type=int, default=4)
    parser.add_argument("--live-seconds", type=float, default=15.0)
    options = parser.parse_args()
    if options.photo is None and not options.fake:
        parser.error("give a PHOTO, or --fake")
    photo = options.photo.read_bytes() if options.photo else any_photo()
    frames = as_frames(photo)

    server = Server(*["--fake"] * options.fake)
    figures: dict[str, Any] = {}
    try:
        time.sleep(1 if options.fake else 10)  # the models are being loaded
        if options.live:
            figures["live"] = live(server, options, frames)
        visitors = [Visitor(server.port, Record()) for _ in range(options.clients)]
        for number in range(1, options.rounds + 1):
            figures[f"portraits, round {number}"] = portraits(server, visitors, options, photo)
    finally:
        server.stop()
    figures["server_said"] = server.said[-5:]
    print(json.dumps(figures, indent=2))
    return int(any(_went_wrong(phase) for phase in figures.values() if isinstance(phase, dict)))


def _went_wrong(phase: dict[str, Any]) -> bool:
    errors = [kind for kind in phase["answers"] if kind.split()[1] >= "500" and kind != "live 503"]
    return bool(errors or phase["faults"])


if __name__ == "__main__":
    sys.exit(main())
