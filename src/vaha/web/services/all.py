"""What the views work with: everything that lives as long as the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from vaha.gallery.works import Gallery
from vaha.studio import Studio
from vaha.web.access.rates import Rate
from vaha.web.access.shares import Share
from vaha.web.access.tickets import Tickets
from vaha.web.access.visitors import Visitors
from vaha.web.options import Most, WebOptions
from vaha.web.services.films import Films
from vaha.web.services.live import LiveReader
from vaha.web.services.metrics import Metrics
from vaha.web.services.mirrors import Mirrors, OpenParts
from vaha.web.services.morphs import MorphFrames
from vaha.web.services.queue.jobs import JobQueue
from vaha.web.services.queue.painters import Painters, PaintersHere
from vaha.web.services.queue.run import PortraitRunner

NAME = "vaha"


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
    tickets: Tickets
    requests: Rate
    portraits: Rate
    newcomers: Rate
    addresses: Rate
    streams: Share
    pictures: Share
    morphing: Share
    repainting: Share
    keeping: Share
    films: Films
    morphs: MorphFrames
    mirrors: Mirrors

    @classmethod
    def of(
        cls,
        studio: Studio,
        gallery: Gallery,
        options: WebOptions,
        mirror: OpenParts,
        painters: Painters | None = None,
    ) -> Services:
        """All of them; no thread runs before the first portrait is asked for."""
        painters = painters or PaintersHere(studio, options.photo_pixels)
        metrics = Metrics()
        jobs = JobQueue(
            PortraitRunner(painters, gallery, metrics, options),
            workers=options.workers,
            limit=options.queue_limit,
            per_visitor=options.per_visitor,
            per_address=options.per_address,
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
            tickets=Tickets(),
            requests=Rate(options.requests_a_second, 2 * options.requests_a_second),
            portraits=Rate(options.portraits_a_minute / 60, options.portraits_a_minute / 2),
            newcomers=Rate(options.new_visitors / 12, options.new_visitors),
            addresses=Rate(
                options.address_requests_a_second, 2 * options.address_requests_a_second
            ),
            streams=Share(options.streams, "pages that watch"),
            pictures=Share(options.pictures, "pictures at once"),
            morphing=Share(Most(all=1, each=1, near=2), "morphs at once"),
            repainting=Share(Most(all=1, each=1, near=2), "large pictures at once"),
            keeping=Share(Most(all=2, each=1, near=2), "moments at once"),
            films=Films(studio),
            morphs=MorphFrames(),
            mirrors=Mirrors(mirror, options.mirror_frames, options.live_patience, options.mirrors),
        )

    @classmethod
    def of_app(cls, app: Flask | None = None) -> Services:
        """Those of this application, or of the one that is answering."""
        return cast(Services, (app or current_app).extensions[NAME])
