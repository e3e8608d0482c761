"""What the views work with: everything that lives as long as the application."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from vaha.gallery.works import Gallery
from vaha.studio import Studio
from vaha.web.jobs import JobQueue
from vaha.web.live import LiveReader
from vaha.web.metrics import Metrics
from vaha.web.morphs import MorphFrames
from vaha.web.options import WebOptions
from vaha.web.portrait_run import PortraitRunner
from vaha.web.problems import Refused
from vaha.web.rates import Rate
from vaha.web.visitors import Visitors

NAME = "vaha"


class Slots:
    """At most `count` at a time; a further one is refused."""

    def __init__(self, count: int, refusal: str) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._refusal = refusal

    def take(self) -> None:
        """Take a slot, to be given back with `free`; raises Refused where none is left."""
        if not self._free.acquire(blocking=False):
            raise Refused(503, "busy", self._refusal, headers={"Retry-After": "1"})

    def free(self) -> None:
        self._free.release()

    @contextmanager
    def taken(self) -> Iterator[None]:
        self.take()
        try:
            yield
        finally:
            self.free()


@dataclass(frozen=True)
class Services:
    """Made once for each application, and shared by all of its threads."""

    studio: Studio
    gallery: Gallery
    options: WebOptions
    metrics: Metrics
    jobs: JobQueue
    live: LiveReader
    visitors: Visitors
    requests: Rate
    portraits: Rate
    newcomers: Rate
    streams: Slots
    morphing: Slots
    morphs: MorphFrames

    @classmethod
    def of(cls, studio: Studio, gallery: Gallery, options: WebOptions) -> Services:
        """All of them; no thread runs before the first portrait is asked for."""
        metrics = Metrics()
        jobs = JobQueue(
            PortraitRunner(studio, gallery, metrics, options),
            workers=options.workers,
            limit=options.queue_limit,
            per_visitor=options.per_visitor,
            keep_seconds=options.keep_seconds,
        )
        metrics.watch("vaha_portraits_waiting", "In the queue.", lambda: jobs.waiting)
        metrics.watch("vaha_portraits_running", "Being painted.", lambda: jobs.running)
        return cls(
            studio=studio,
            gallery=gallery,
            options=options,
            metrics=metrics,
            jobs=jobs,
            live=LiveReader(
                studio, options.live_readings, options.live_patience, options.photo_pixels
            ),
            visitors=Visitors(gallery.secret("visitors")),
            requests=Rate(options.requests_a_second, 2 * options.requests_a_second),
            portraits=Rate(options.portraits_a_minute / 60, options.portraits_a_minute / 2),
            newcomers=Rate(options.new_visitors / 60, options.new_visitors),
            streams=Slots(options.streams, "too many pages are watching; try again in a moment"),
            morphing=Slots(1, "another morph is being painted; try again in a moment"),
            morphs=MorphFrames(),
        )

    @classmethod
    def of_app(cls, app: Flask | None = None) -> Services:
        """Those of this application, or of the one that is answering."""
        return cast(Services, (app or current_app).extensions[NAME])
