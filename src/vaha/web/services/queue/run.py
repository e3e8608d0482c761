"""Painting one queued portrait, and telling its job's watchers of each result."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.errors import EngineError, VahaError
from vaha.gallery.works import Gallery
from vaha.images import DecodingStopped, encode_picture
from vaha.stages.base import Face, MoodReading
from vaha.web.options import WebOptions
from vaha.web.services.metrics import Metrics
from vaha.web.services.queue.jobs import Cancelled, Job
from vaha.web.services.queue.painters import Painters
from vaha.web.shapes.convert import API, face_shapes, mood_shape, work_shape
from vaha.web.shapes.payloads import Candidate, StageName
from vaha.web.shapes.problems import problem_of, problem_of_error

log = logging.getLogger("vaha.web")


class PortraitRunner:
    """What the queue's workers do with a job."""

    def __init__(
        self, painters: Painters, gallery: Gallery, metrics: Metrics, options: WebOptions
    ) -> None:
        self._painters = painters
        self._gallery = gallery
        self._metrics = metrics
        self._options = options

    def __call__(self, job: Job) -> None:
        """Paint the portrait; whatever goes wrong becomes the job's problem."""
        try:
            job.change("place", {"place": 0, "state": "running"}, state="running", place=0)
            self._paint(job)
            job.finish("done")
        except (Cancelled, DecodingStopped):
            job.finish("cancelled")
        except TimeoutError:
            job.finish("failed", problem_of(503, "unavailable", TOO_LONG))
        except EngineError as error:
            log.warning(str(error), extra={"event": "engine_error"})
            job.finish("failed", problem_of(503, "busy", AWAY))
        except Exception as error:
            if not isinstance(error, VahaError):
                log.exception("a portrait failed", extra={"event": "portrait_failed"})
            job.finish("failed", problem_of_error(error))
        finally:
            self._metrics.portrait_over(job.portrait.state, time.monotonic() - job.began)

    def _paint(self, job: Job) -> None:
        photo, job.photo = job.photo, None  # gone from memory once its faces are found
        deadline = time.monotonic() + self._options.portrait_seconds

        def observe(times_smaller: float) -> JobObserver:
            return JobObserver(job, self._gallery, deadline, times_smaller)

        def stop() -> bool:
            if time.monotonic() > deadline:
                raise TimeoutError
            return job.over

        self._metrics.stages_took(self._painters.portrait(photo, job.options, observe, stop))


AWAY = "the painters cannot be reached at the moment; please try again soon"
TOO_LONG = "this portrait took too long; ask for fewer candidates or a smaller scale"


class JobObserver:
    """Turns what the studio shows into events of the job; raises Cancelled or TimeoutError.

    The studio sees the photo made `times_smaller`; faces are told as they stand in what was sent.
    """

    def __init__(
        self, job: Job, gallery: Gallery, deadline: float, times_smaller: float = 1.0
    ) -> None:
        self._job = job
        self._gallery = gallery
        self._deadline = deadline
        self._times_smaller = times_smaller

    def stage(self, name: str) -> None:
        self._check()
        stage: StageName = name  # type: ignore[assignment]  # the studio's stages are these
        self._job.change("stage", {"stage": stage}, stage=stage)

    def found(self, faces: Sequence[Face], readings: Sequence[MoodReading]) -> None:
        self._check()
        shapes = face_shapes(faces, readings, self._times_smaller)
        data = {"faces": [shape.model_dump(mode="json") for shape in shapes]}
        self._job.change("faces", data, faces=shapes)

    def felt(self, mood: Mood, sure: bool | None) -> None:
        self._check()
        weights = mood_shape(mood)
        self._job.change(
            "mood",
            {"mood": weights, "asked": sure is None, "sure": sure},
            mood=weights,
            asked=sure is None,
            sure=sure,
        )

    def painted(self, works: Sequence[Artwork]) -> None:
        self._check()
        job = self._job
        for work in works:
            job.pictures[_number(work)] = work.png or encode_picture(work.image)
        new = [_candidate(job, work) for work in works]
        candidates = [*job.portrait.candidates, *new]
        data = {"candidates": [one.model_dump() for one in new], "painted": len(candidates)}
        job.change("candidates", data, candidates=candidates, painted=len(candidates))

    def judged(self, works: Sequence[Artwork]) -> None:
        self._check()

    def chosen(self, candidates: Sequence[Artwork], kept: Sequence[Artwork]) -> None:
        self._check()
        best = {_number(work) for work in kept}
        all_of_them = [_candidate(self._job, work, _number(work) in best) for work in candidates]
        data = {"candidates": [one.model_dump() for one in all_of_them]}
        self._job.change("choice", data, candidates=all_of_them)

    def finished(self, index: int, work: Artwork) -> None:
        self._check()
        job = self._job
        with job.lock:  # so that nothing is kept for one who has just said "forget me"
            if job.over:
                raise Cancelled
            shape = work_shape(self._gallery.add(job.visitor, work, job.id, index + 1))
            data = {"work": shape.model_dump(mode="json"), "index": index}
            job.change("work", data, works=[*job.portrait.works, shape])

    def _check(self) -> None:
        if self._job.over:
            raise Cancelled
        if time.monotonic() > self._deadline:
            raise TimeoutError


def _candidate(job: Job, work: Artwork, chosen: bool = False) -> Candidate:
    seed = _number(work)
    url = f"{API}/portraits/{job.id}/candidates/{seed}.png"
    return Candidate(seed=seed, url=url, lift=work.lift, chosen=chosen)


def _number(work: Artwork) -> int:
    """The seed by which a candidate differs from the others: a variation's own, not its work's."""
    variation = work.recipe.variation
    return work.recipe.seed if variation is None else variation.seed
