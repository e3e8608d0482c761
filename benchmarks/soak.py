"""An exhibition for a while at several times the usual pace, its server killed again and again.

    python -m benchmarks.soak --minutes 30 --visitors 200 --kills 5

Prints a table: how soon it was back, whether a work that hung was lost or a visitor saw another's,
and how memory, files and threads were in the half after the last kill. Stages are fakes: it is the
exhibition that is soaked. The camera is pulled in a browser: webapp/e2e/exhibition-camera.spec.ts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak_server import SoakServer
from benchmarks.soak_visit import Lost, Screen, Seen

EACH_SAMPLE = 1.0
WARM = 60.0
"""Seconds in which a server that was just started loads what it needs."""


@dataclass(frozen=True)
class Soak:
    """So many minutes, visits and kills; `screens` visitors stand there at the same time."""

    minutes: float = 30.0
    visitors: int = 200
    kills: int = 5
    screens: int = 4


@dataclass(frozen=True)
class Sample:
    """Megabytes of memory, open files and threads of the server at a moment."""

    at: float
    megabytes: float
    files: int
    threads: int


@dataclass
class Outcome:
    """What came of it."""

    soak: Soak
    seen: Seen
    back: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    missing: int = 0

    def growth(self, name: str) -> tuple[float, float]:
        """The median of the first and of the last fifth, once the last server is warm."""
        lasted = self.samples[-1].at - self.samples[0].at
        warm = self.samples[0].at + min(WARM, lasted / 2)
        later = [one for one in self.samples if one.at >= warm]
        values = [float(getattr(sample, name)) for sample in later]
        fifth = max(1, len(values) // 5)
        return statistics.median(values[:fifth]), statistics.median(values[-fifth:])

    def table(self) -> str:
        rows = [
            ("minutes", f"{self.soak.minutes:g}"),
            ("visits done", f"{self.seen.done}"),
            ("visits that a kill ended", f"{self.seen.lost}"),
            ("of them by an answer of the server that came back", f"{len(self.seen.refused)}"),
            ("kills", f"{len(self.back)}"),
            ("back after, longest", f"{max(self.back, default=0.0):.1f} s"),
            ("of processor until then, most", f"{max(self.processor, default=0.0):.1f} s"),
            ("works hung", f"{len(self.seen.hung)}"),
            ("of them missing at the end", f"{self.missing}"),
            ("visitors who saw another's work", f"{self.seen.shared}"),
        ]
        for name in ("megabytes", "files", "threads"):
            before, after = self.growth(name)
            rows.append((f"{name}, warm, after the last kill", f"{before:.0f} to {after:.0f}"))
        return "\n".join(
            f"| {name} | {value} |" for name, value in (("", ""), ("---", "---:"), *rows)
        )


def soak(plan: Soak, folder: Path) -> Outcome:
    """Run it in this folder."""
    outcome = Outcome(plan, Seen())
    server = SoakServer(folder)
    server.start()
    began, ends = time.monotonic(), time.monotonic() + plan.minutes * 60
    stopped = threading.Event()
    each = plan.screens * plan.minutes * 60 / plan.visitors
    threads = [
        threading.Thread(target=_visit_on, args=(server, outcome.seen, ends, each, stopped))
        for _ in range(plan.screens)
    ]
    for thread in threads:
        thread.start()
    try:
        for number in range(plan.kills):
            _sleep_until(began + (number + 1) * plan.minutes * 30 / (plan.kills + 1))
            server.kill()
            server.start()
            outcome.back.append(server.seconds_until_it_answers)
            outcome.processor.append(server.processor_until_it_answers)
        while time.monotonic() < ends:
            outcome.samples.append(Sample(time.monotonic() - began, *server.figures()))
            time.sleep(EACH_SAMPLE)
    finally:
        stopped.set()
        for thread in threads:
            thread.join(60)
    try:
        hung = Screen(server.port).hung()
        outcome.missing = len(outcome.seen.hung - hung)
    finally:
        server.kill()
    return outcome


def _visit_on(
    server: SoakServer, seen: Seen, ends: float, each: float, stopped: threading.Event
) -> None:
    """One visit after another, each beginning so many seconds after the last one did."""
    while time.monotonic() < ends and not stopped.is_set():
        began = time.monotonic()
        try:
            Screen(server.port).visit(seen)
        except Lost as lost:
            with seen.lock:
                seen.lost += lost.begun
                if str(lost):
                    seen.refused.append(str(lost))
            time.sleep(0.5)
            continue
        stopped.wait(max(0.0, began + each - time.monotonic()))


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="vaha-soak-") as folder:
        outcome = soak(Soak(asked.minutes, asked.visitors, asked.kills), Path(folder))
    print(outcome.table())
    for fault in [*outcome.seen.faults, *outcome.seen.refused][:10]:
        print(fault, file=sys.stderr)
    return 1 if outcome.missing or outcome.seen.shared or outcome.seen.faults else 0


if __name__ == "__main__":
    sys.exit(main())
