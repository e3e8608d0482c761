"""A visitor of the studio as a browser would be one, and what all of them saw together."""

from __future__ import annotations

import http.client
import ipaddress
import itertools
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 300.0
"""Seconds that any answer may take."""

FRAMES_A_SECOND = 10.0

ADDRESSES = itertools.count(1)
"""Each visitor comes from another one, as a proxy would say."""


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
    """A browser: one connection, which is kept, and one cookie."""

    def __init__(self, port: int, record: Record) -> None:
        self.record = record
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        self._cookie = ""
        self._address = str(ipaddress.IPv4Address(0x0A000000 + next(ADDRESSES)))
        self.ask("status", "GET", "/api/v1/status")

    def ask(
        self, kind: str, method: str, path: str, body: bytes = b"", type: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask once; gives status, headers and body."""
        headers = {"X-VAHA": "1", "Cookie": self._cookie, "Content-Type": type}
        headers["X-Forwarded-For"] = self._address
        try:
            self._connection.request(method, path, body or None, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # was idle for too long
            self._connection.close()
            self._connection.request(method, path, body or None, headers)
            answer = self._connection.getresponse()
        data = answer.read()
        self.record.count(kind, answer.status)
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
            return self.record.fault(f"asking was answered with {status}: {body[:200]!r}")
        asked = time.monotonic()
        portrait = json.loads(body)["id"]
        _, _, text = self.ask("events", "GET", f"/api/v1/portraits/{portrait}/events")
        if b"event: done" not in text:
            return self.record.fault(f"the events of a portrait ended with {text[-200:]!r}")
        self._check(portrait, seed, candidates)
        self.record.took(time.monotonic() - asked)

    def _check(self, portrait: str, seed: int, candidates: int) -> None:
        """Hold that it is ours, whole, and has pictures."""
        _, _, body = self.ask("portrait", "GET", f"/api/v1/portraits/{portrait}")
        found = json.loads(body)
        if (found["seed"], found["painted"], len(found["works"])) != (seed, candidates, 3):
            self.record.fault(f"a portrait was mixed up: {found['seed']} instead of {seed}")
        status, _, picture = self.ask("picture", "GET", found["works"][0]["url"])
        if status != 200 or not picture.startswith(b"\x89PNG"):
            self.record.fault(f"a picture was answered with {status}")
        _, _, body = self.ask("works", "GET", "/api/v1/works?limit=100")
        works = json.loads(body)["works"]
        if not {work["id"] for work in found["works"]} <= {work["id"] for work in works}:
            self.record.fault("a work is missing in the gallery")

    def live(self, frames: Sequence[bytes], until: float) -> None:
        """Send frames, ten a second, as a page does: the next only after the last was answered."""
        due, number = time.monotonic(), 0
        while (began := time.monotonic()) < until:
            frame = frames[number % len(frames)]
            number += 1
            status, _, _ = self.ask("live", "POST", "/api/v1/moods", frame, "image/jpeg")
            if status == 200:
                self.record.took(time.monotonic() - began)
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
