"""One visitor of an exhibition after another, as its screen asks for them."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vaha.images import encode_picture

FRAMES = 5
LONGEST = 60.0
FRAME = encode_picture(np.full((240, 320, 3), 128, np.uint8))


class Lost(Exception):
    """The server went away: this visit, if it had begun, is over."""

    begun = False


@dataclass
class Seen:
    """What all visitors saw together."""

    done: int = 0
    lost: int = 0
    shared: int = 0
    hung: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Screen:
    """A browser with its cookie."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""

    def visit(self, seen: Seen) -> None:
        """From beginning to end; raises Lost where the server goes away or began anew."""
        self._change("POST", "/exhibition/visits")
        try:
            self._visit(seen)
        except Lost as lost:
            lost.begun = True
            raise

    def _visit(self, seen: Seen) -> None:
        others = self._get("/works")["works"]
        self._change("POST", "/exhibition/consent")
        for _ in range(FRAMES):
            self._ask("POST", "/moods", FRAME, "image/png", (200, 503))
        asked = {"mood": {"happy": 1}, "candidates": 4, "size": 64, "seed": random.randrange(9999)}
        portrait = self._change("POST", "/portraits", asked, (202,))
        works = [work["id"] for work in self._wait_for(portrait["id"])]
        self._change("POST", f"/exhibition/works/{works[0]}/code")
        if random.random() < 0.5:
            self._change("POST", f"/exhibition/works/{works[1]}/hang")
            with seen.lock:
                seen.hung.add(works[1])
        self._change("DELETE", "/exhibition/visits")
        after = [self._ask("GET", f"/works/{work}.png", expected=(200, 404)) for work in works]
        with seen.lock:
            seen.done += 1
            seen.shared += bool(others) or any(status == 200 for status, _ in after)
            if len(works) != 3:
                seen.faults.append(f"{len(works)} works of a portrait")

    def hung(self) -> set[str]:
        """What hangs."""
        return {work["id"] for work in self._get("/exhibition/works")["works"]}

    def _wait_for(self, portrait: str) -> list[dict[str, Any]]:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            found = self._get(f"/portraits/{portrait}")
            if found["state"] in ("done", "failed", "cancelled"):
                works: list[dict[str, Any]] = found["works"]
                return works
            time.sleep(0.1)
        raise Lost

    def _get(self, path: str) -> Any:  # noqa: ANN401
        return json.loads(self._ask("GET", path)[1])

    def _change(
        self, method: str, path: str, body: object = None, expected: tuple[int, ...] = (200, 204)
    ) -> Any:  # noqa: ANN401
        sent = b"" if body is None else json.dumps(body).encode()
        data = self._ask(method, path, sent, "application/json" if sent else "", expected)[1]
        return json.loads(data) if data else None

    def _ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "",
        expected: tuple[int, ...] = (200,),
    ) -> tuple[int, bytes]:  # fmt: skip
        """The status and the body of the answer; any other than expected ends the visit."""
        headers = {"X-VAHA": "1", "Cookie": self._cookie} | ({"Content-Type": kind} if kind else {})
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        try:
            asked.request(method, f"/api/v1{path}", body, headers)
            answer = asked.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            asked.close()
        if (cookie := answer.headers.get("Set-Cookie")) is not None:
            self._cookie = cookie.split(";")[0]
        if answer.status not in expected:
            raise Lost(f"{method} {path}: {answer.status} {data[:200]!r}")
        return answer.status, data
