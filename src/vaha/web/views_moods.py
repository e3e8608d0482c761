"""What the studio is, and reading moods live."""

from __future__ import annotations

from flask import request

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.version import installed_version
from vaha.web.live import TooManyReadings
from vaha.web.payloads import Limits, LiveMood, QueueShape, Status
from vaha.web.problems import Refused
from vaha.web.services import Services


def status(services: Services, visitor: str) -> Status:
    """The version, the vocabularies, the limits, the queue."""
    options, jobs = services.options, services.jobs
    return Status(
        version=installed_version(),
        moods=list(FACE_EMOTIONS),
        art_emotions=list(ART_EMOTIONS),
        limits=Limits(
            photo_bytes=options.photo_bytes,
            photo_pixels=options.photo_pixels,
            candidates=options.candidates,
            scale=options.scale,
        ),
        queue=QueueShape(running=jobs.running, waiting=jobs.waiting, limit=jobs.limit),
    )


def read_moods(services: Services, visitor: str) -> LiveMood:
    """The faces in the body, a picture; 503 where too many are being read already."""
    if not is_picture(request.mimetype):
        raise Refused(415, "picture", "send a picture, for example as image/jpeg")
    try:
        answer = services.live.read(request.get_data(cache=False))
    except TooManyReadings:
        services.metrics.live_reading("dropped")
        raise Refused(
            503, "busy", "too many cameras are being read; this frame was dropped",
            headers={"Retry-After": "1"},
        ) from None  # fmt: skip
    services.metrics.live_reading("read")
    return answer


def is_picture(mimetype: str) -> bool:
    return mimetype.startswith("image/") or mimetype == "application/octet-stream"
