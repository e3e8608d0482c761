"""Many visitors at once, on loopback and for a bounded time: what does the studio answer?

    python benchmarks/web_load.py --fake                    the server alone, without weights
    python benchmarks/web_load.py PHOTO                     the real studio
    python benchmarks/web_load.py PHOTO --clients 50 --seconds 60 --live 4

Starts `vaha serve` with an empty gallery in a folder of its own, asks, ends it, and prints one JSON
document. Exit code 1 where any answer was a 5xx (but the 503 that drops a live frame), or a
portrait was lost or another visitor's.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONGEST = 300.0
"""No phase takes longer than this many seconds."""

FRAMES_A_SECOND = 10.0


@dataclass
class Record:
    """What all clients saw together."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, kind: str, status: int) -> None:
        with self.lock:
            self.statuses[f"{kind} {status}"] += 1

    def took(self, seconds: float) -> None:
        with self.lock:
            self.seconds.append(seconds)

    def fault(self, sentence: str) -> None:
        with self.lock:
            self.faults.append(sentence)

    def figures(self) -> dict[str, Any]:
        ordered = sorted(self.seconds)
        figures: dict[str, Any] = {"answers": dict(sorted(self.statuses.items()))}
        if ordered:
            figures |= {
                "count": len(ordered),
                "median_s": round(statistics.median(ordered), 3),
                "p95_s": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
                "longest_s": round(ordered[-1], 3),
            }
        return figures | {"faults": self.faults[:20]}


class Visitor:
    """A browser: one connection, one cookie."""

    def __init__(self, port: int, record: Record) -> None:
        self._port = port
        self._record = record
        self._cookie = ""
        self.ask("status", "GET", "/api/v1/status")

    def ask(
        self, kind: str, method: str, path: str, body: bytes = b"", type: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask once; gives status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        headers = {"X-VAHA": "1", "Cookie": self._cookie, "Content-Type": type}
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        self._record.count(kind, answer.status)
        if cookie := answer.headers.get("Set-Cookie"):
            self._cookie = cookie.split(";")[0]
        return answer.status, dict(answer.headers), data

    def portrait(self, photo: bytes, seed: int, candidates: int, until: float) -> None:
        """Ask for a portrait, again where the studio is busy, and follow it to its end."""
        form = _form(photo, {"seed": seed, "candidates": candidates})
        while True:
            status, headers, body = self.ask("ask", "POST", "/api/v1/portraits", *form)
            if status != 429:
                break
            if time.monotonic() > until:
                return
            time.sleep(min(float(headers["Retry-After"]), 5.0))
        if status != 202:
            return self._record.fault(f"asking was answered with {status}: {body[:200]!r}")
        asked = time.monotonic()
        portrait = json.loads(body)["id"]
        _, _, text = self.ask("events", "GET", f"/api/v1/portraits/{portrait}/events")
        if b"event: done" not in text:
            return self._record.fault(f"the events of a portrait ended with {text[-200:]!r}")
        self._check(portrait, seed, candidates)
        self._record.took(time.monotonic() - asked)

    def _check(self, portrait: str, seed: int, candidates: int) -> None:
        """Hold that it is ours, whole, and has pictures."""
        _, _, body = self.ask("portrait", "GET", f"/api/v1/portraits/{portrait}")
        found = json.loads(body)
        if (found["seed"], found["painted"], len(found["works"])) != (seed, candidates, 3):
            self._record.fault(f"a portrait was mixed up: {found['seed']} instead of {seed}")
        status, _, picture = self.ask("picture", "GET", found["works"][0]["url"])
        if status != 200 or not picture.startswith(b"\x89PNG"):
            self._record.fault(f"a picture was answered with {status}")
        _, _, body = self.ask("works", "GET", "/api/v1/works?limit=100")
        works = json.loads(body)["works"]
        if not {work["id"] for work in found["works"]} <= {work["id"] for work in works}:
            self._record.fault("a work is missing in the gallery")

    def live(self, frame: bytes, until: float) -> None:
        """Send frames, ten a second, as a page does: the next only after the last was answered."""
        due = time.monotonic()
        while (began := time.monotonic()) < until:
            status, _, _ = self.ask("live", "POST", "/api/v1/moods", frame, "image/jpeg")
            if status == 200:
                self._record.took(time.monotonic() - began)
            due = max(due + 1 / FRAMES_A_SECOND, time.monotonic() - 0.5)
            time.sleep(max(0.0, due - time.monotonic()))


def _form(photo: bytes, options: dict[str, Any]) -> tuple[bytes, str]:
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="options"\r\n\r\n',
        json.dumps(options).encode(),
        b'\r\n--edge\r\nContent-Disposition: form-data; name="photo"; filename="me.jpg"\r\n\r\n',
        photo,
        b"\r\n--edge--\r\n",
    ]
    return b"".join(parts), "multipart/form-data; boundary=edge"


class Server:
    """`vaha serve` in a process of its own, with a gallery of its own."""

    def __init__(self, fake: bool) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="vaha-load-")
        command = [sys.executable, "-m", "vaha", "serve", "--no-browser", "--port", "0"]
        self._process = subprocess.Popen(
            command + ["--fake"] * fake,
            env=os.environ | {"VAHA_HOME": self._home.name},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        self.port = int(line.rsplit(":", 1)[-1].strip("/\n"))
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self.said += self._process.stderr

    def megabytes(self) -> float:
        """Resident memory now (Linux; 0 elsewhere)."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return 0.0
        line = next(line for line in status.read_text().splitlines() if "VmRSS" in line)
        return int(line.split()[1]) / 1024

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._home.cleanup()


def run_phase(server: Server, work: list[Any], seconds: float) -> list[float]:
    """Run all at once to their end; gives the memory in MB, sampled eight times while they do."""
    threads = [threading.Thread(target=one, daemon=True) for one in work]
    for thread in threads:
        thread.start()
    memory = []
    for _ in range(8):
        time.sleep(seconds / 8)
        memory.append(round(server.megabytes(), 1))
    deadline = time.monotonic() + LONGEST
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return memory


def portraits(server: Server, options: argparse.Namespace, photo: bytes) -> dict[str, Any]:
    """`clients` visitors, each asking for one portrait after another."""
    record, until = Record(), time.monotonic() + options.seconds
    visitors = [Visitor(server.port, record) for _ in range(options.clients)]

    def client(number: int) -> None:
        round_ = 0
        while time.monotonic() < until:
            seed = number * 100_000 + round_
            visitors[number].portrait(photo, seed, options.candidates, until)
            round_ += 1

    work = [lambda number=number: client(number) for number in range(options.clients)]
    memory = run_phase(server, work, options.seconds)
    return {"clients": options.clients, "memory_mb": memory} | record.figures()


def live(server: Server, options: argparse.Namespace, frame: bytes) -> dict[str, Any]:
    """`live` visitors, each sending ten frames a second."""
    record = Record()
    visitors = [Visitor(server.port, record) for _ in range(options.live)]
    until = time.monotonic() + options.live_seconds
    work = [lambda visitor=visitor: visitor.live(frame, until) for visitor in visitors]
    memory = run_phase(server, work, options.live_seconds)
    figures = record.figures()
    rate = figures.get("count", 0) / options.live_seconds / max(1, options.live)
    return {
        "visitors": options.live,
        "answers_a_second_each": round(rate, 2),
        "memory_mb": memory,
    } | figures


def as_frame(photo: bytes) -> bytes:
    """The photo as a page would send a camera frame: at most 640 pixels, JPEG."""
    import PIL.Image

    picture = PIL.Image.open(io.BytesIO(photo)).convert("RGB")
    picture.thumbnail((640, 480))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


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
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--candidates", type=int, default=32)
    parser.add_argument("--live", type=int, default=4)
    parser.add_argument("--live-seconds", type=float, default=15.0)
    options = parser.parse_args()
    if options.photo is None and not options.fake:
        parser.error("give a PHOTO, or --fake")
    photo = options.photo.read_bytes() if options.photo else any_photo()

    server = Server(options.fake)
    try:
        time.sleep(1 if options.fake else 10)  # the models are being loaded
        figures = {"live": live(server, options, as_frame(photo))} if options.live else {}
        figures["portraits"] = portraits(server, options, photo)
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
