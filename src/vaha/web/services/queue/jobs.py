"""Portraits to be painted: a bounded queue with its own workers. Knows nothing of HTTP."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from vaha.studio import PortraitOptions
from vaha.web.services.events import EventLog
from vaha.web.services.queue.turns import Turns
from vaha.web.shapes.payloads import PortraitShape, Problem, State
from vaha.web.shapes.queue_full import QueueFull

OVER: frozenset[State] = frozenset(("done", "failed", "cancelled"))


class Cancelled(Exception):
    """Ends a portrait that its visitor no longer wants."""


class Job:
    """One portrait on its way: its state, its events, its photo until the faces are found.

    Every change is made under `lock`, and recorded as an event, so that a snapshot and the events
    after it always fit together.
    """

    def __init__(
        self, visitor: str, options: PortraitOptions, photo: bytes | None, address: str = ""
    ) -> None:
        self.visitor = visitor
        self.address = address  # forgotten, as the photo is, when the portrait is over
        self.options = options
        self.photo = photo
        self.log = EventLog()
        self.lock = threading.RLock()
        self.pictures: dict[int, bytes] = {}  # the candidates' PNGs, by seed
        self.began = self.ended = 0.0
        self.portrait = PortraitShape(
            id=secrets.token_urlsafe(18),
            state="queued",
            place=0,
            stage=None,
            created=datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
            faces=[],
            mood=None,
            asked=options.given_mood is not None,
            sure=None,
            seed=options.seed,
            painted=0,
            candidates_wanted=options.candidates,
            candidates=[],
            works=[],
            problem=None,
        )

    @property
    def id(self) -> str:
        return self.portrait.id

    @property
    def over(self) -> bool:
        return self.portrait.state in OVER

    def snapshot(self) -> tuple[PortraitShape, int]:
        """The portrait as it is, and the number of the last event that it includes."""
        with self.lock:
            return self.portrait, self.log.last

    def change(self, event: str, data: dict[str, Any], **changes: Any) -> None:  # noqa: ANN401
        """Change the portrait and say so in an event; raises Cancelled once it is over."""
        with self.lock:
            if self.over:
                raise Cancelled
            self.portrait = self.portrait.model_copy(update=changes)
            self.log.add(event, data)

    def finish(self, state: State, problem: Problem | None = None) -> bool:
        """End the portrait so, unless it is over already; gives whether it was not."""
        with self.lock:
            if self.over:
                return False
            changes = {"state": state, "place": 0, "problem": problem}
            self.portrait = self.portrait.model_copy(update=changes)
            self.photo, self.address, self.ended = None, "", time.monotonic()
            data = {"problem": problem.model_dump(mode="json")} if problem else {}
            self.log.add(state, data, last=True)
            return True


class JobQueue:
    """Runs `work` on each job, `workers` at a time, visitors and addresses taking turns.

    `limit` jobs may wait, `per_visitor` be under way for one visitor, and `per_address` for all
    visitors from one address, so that one who comes as ever new visitors cannot fill it. Jobs that
    are over are remembered for `keep_seconds`, the latest `keep_each` of a visitor and `keep_all`
    in all.
    """

    def __init__(
        self,
        work: Callable[[Job], None],
        workers: int = 2,
        limit: int = 16,
        per_visitor: int = 3,
        per_address: int = 12,
        keep_seconds: float = 3600.0,
        keep_each: int = 6,
        keep_all: int = 100,
    ) -> None:
        self.limit = limit
        self._work = work
        self._workers = workers
        self._per_visitor = per_visitor
        self._per_address = per_address
        self._keep_seconds = keep_seconds
        self._keep_each = keep_each
        self._keep_all = keep_all
        self._jobs: dict[str, Job] = {}
        self._waiting: list[Job] = []  # in the order in which they came
        self._running: dict[str, Job] = {}
        self._turns = Turns()
        self._usual_seconds = 10.0
        self._changed = threading.Condition(threading.RLock())
        self._threads: list[threading.Thread] = []
        self._closed = False

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def closed(self) -> bool:
        return self._closed

    def check_room(self, visitor: str, address: str = "") -> None:
        """Raises QueueFull where a job of this visitor would not be taken now."""
        with self._changed:
            self._forget_old()
            under_way = [job for job in self._jobs.values() if not job.over]
            mine = sum(job.visitor == visitor for job in under_way)
            if mine >= self._per_visitor:
                raise QueueFull(
                    f"{_portraits(mine)} of yours under way already; wait, or cancel one",
                    self._guess(1),
                    "own_limit",
                )
            near = sum(bool(address) and job.address == address for job in under_way)
            if near >= self._per_address:
                raise QueueFull(
                    f"{_portraits(near)} from your network under way already; try again soon",
                    self._guess(1),
                    "own_limit",
                )
            if len(self._waiting) >= self.limit:
                raise QueueFull(
                    f"{_portraits(len(self._waiting))} waiting already; try again in a moment",
                    self._guess(1),
                )

    def submit(self, job: Job) -> None:
        """Put the job into the queue; raises QueueFull."""
        with self._changed:
            self.check_room(job.visitor, job.address)
            self._jobs[job.id] = job
            self._waiting.append(job)
            self._tell_places()
            self._start_threads()
            self._changed.notify()

    def find(self, visitor: str, job: str) -> Job | None:
        """The visitor's job, None where there is none (or it is another's)."""
        with self._changed:
            self._forget_old()
            found = self._jobs.get(job)
            return found if found is not None and found.visitor == visitor else None

    def of(self, visitor: str) -> list[Job]:
        """The visitor's jobs, newest first."""
        with self._changed:
            self._forget_old()
            return [job for job in reversed(self._jobs.values()) if job.visitor == visitor]

    def cancel(self, job: Job) -> None:
        """End the job if it is under way, forget it if it is over."""
        if not job.finish("cancelled"):
            with self._changed:
                self._jobs.pop(job.id, None)
            return
        with self._changed:
            if job in self._waiting:
                self._waiting.remove(job)
                self._tell_places()

    def forget(self, visitor: str) -> int:
        """Cancel and forget all jobs of a visitor; gives how many there were."""
        jobs = self.of(visitor)
        for job in jobs:
            self.cancel(job)
            with self._changed:
                self._jobs.pop(job.id, None)
        return len(jobs)

    def close(self, timeout: float = 5.0) -> None:
        """Cancel everything and wait for the workers."""
        with self._changed:
            self._closed = True
            jobs = list(self._jobs.values())
            self._changed.notify_all()
        for job in jobs:
            job.finish("cancelled")
        for thread in self._threads:
            thread.join(timeout)

    def _start_threads(self) -> None:
        if self._threads or self._closed:
            return
        self._threads = [
            threading.Thread(target=self._serve, name=f"vaha-painter-{number}", daemon=True)
            for number in range(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._work(job)
            finally:
                with self._changed:
                    self._running.pop(job.id, None)
                    taken = time.monotonic() - job.began
                    self._usual_seconds = 0.7 * self._usual_seconds + 0.3 * taken

    def _next(self) -> Job | None:
        """The next job, waited for; None once the queue is closed."""
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                job = self._turns.order(self._waiting)[0]
                self._waiting.remove(job)
                if job.over:
                    continue
                job.began = time.monotonic()
                self._running[job.id] = job
                self._turns.had(job, [*self._waiting, *self._running.values()])
                self._tell_places()
                return job
        return None

    def _tell_places(self) -> None:
        for place, job in enumerate(self._turns.order(self._waiting), start=1):
            with job.lock:
                if not job.over and job.portrait.place != place:
                    job.change("place", {"place": place}, place=place)

    def _guess(self, places: int) -> int:
        return max(1, round(self._usual_seconds * places / self._workers))

    def _forget_old(self) -> None:
        now, each = time.monotonic(), Counter[str]()
        over = [job for job in reversed(self._jobs.values()) if job.over]  # the newest first
        for job in over:
            full = each[job.visitor] >= self._keep_each or each.total() >= self._keep_all
            if full or now - job.ended > self._keep_seconds:
                del self._jobs[job.id]
            else:
                each[job.visitor] += 1


def _portraits(count: int) -> str:
    return "1 portrait is" if count == 1 else f"{count} portraits are"
