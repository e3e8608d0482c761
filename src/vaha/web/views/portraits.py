"""Asking for portraits, watching them, cancelling them."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator

from flask import Response, request, stream_with_context

from vaha.emotions import Mood
from vaha.images import size_of_picture
from vaha.studio import PortraitOptions
from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.options import WebOptions
from vaha.web.services.all import Services
from vaha.web.services.events import HEARTBEAT, RETRY, Event
from vaha.web.services.queue.jobs import Job
from vaha.web.shapes.asking import JSON, json_body_of, json_of
from vaha.web.shapes.convert import API
from vaha.web.shapes.payloads import Portraits, PortraitShape
from vaha.web.shapes.problems import Refused
from vaha.web.shapes.queue_full import QueueFull
from vaha.web.shapes.requests import PortraitOptionsShape

LOOK_UP = 1.0
"""Seconds between looks at whether a watcher has gone or the server is closing."""


def ask_for_portrait(services: Services, visitor: str) -> Response:
    """Queue a portrait; 429 where the queue is full or the visitor asks too often."""
    check_portrait_rate(services, visitor)
    try:
        address = client_address(request)
        services.jobs.check_room(visitor, address)  # before a photo is looked at
        asked, photo = _asked()
        job = Job(visitor, _options_of(services, visitor, asked, photo), photo, address)
        services.jobs.submit(job)
        if services.visitors.is_forgotten(visitor):  # while this was on its way
            services.jobs.forget(visitor)
            raise Refused(404, "not_found", "you asked to be forgotten; begin anew")
    except QueueFull as full:
        raise Refused(
            429, full.code, str(full), headers={"Retry-After": str(full.retry_after)}
        ) from full
    body = job.portrait.model_dump_json()
    there = f"{request.script_root}{API}/portraits/{job.id}"
    return Response(body, 202, {"Location": there}, mimetype=JSON)


def check_portrait_rate(services: Services, visitor: str) -> None:
    """Raises Refused for one who asks for portraits, or morphs, too often."""
    if (wait := services.portraits.take(visitor)) > 0:
        raise Refused(
            429, "rate", "you ask for portraits faster than they can be painted; wait a little",
            headers={"Retry-After": str(math.ceil(wait))},
        )  # fmt: skip


def list_portraits(services: Services, visitor: str) -> Portraits:
    """The visitor's portraits that the server remembers."""
    return Portraits(portraits=[job.portrait for job in services.jobs.of(visitor)])


def get_portrait(services: Services, visitor: str, portrait: str) -> PortraitShape:
    """One of them."""
    return _job(services, visitor, portrait).portrait


def cancel_portrait(services: Services, visitor: str, portrait: str) -> None:
    """Cancel it where it is under way, else forget it; its works stay in the gallery."""
    services.jobs.cancel(_job(services, visitor, portrait))


def get_candidate(services: Services, visitor: str, portrait: str, seed: int) -> Response:
    """The PNG of one candidate."""
    picture = _job(services, visitor, portrait).pictures.get(seed)
    if picture is None:
        raise Refused(404, "not_found", "there is no such candidate")
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(picture, 200, headers, mimetype="image/png")


def watch_portrait(services: Services, visitor: str, portrait: str) -> Response:
    """Its events; after a Last-Event-ID only those that follow it, else a snapshot first."""
    job = _job(services, visitor, portrait)
    seen = _last_seen(job)
    if seen is not None and job.over and seen == job.log.last:
        return Response(status=204)  # tells an EventSource not to connect again
    caller = Caller(visitor, client_address(request))
    services.streams.take(caller)
    response = Response(
        stream_with_context(_stream(services, job, seen)),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        mimetype="text/event-stream",
    )
    response.call_on_close(lambda: services.streams.free(caller))
    return response


def _stream(services: Services, job: Job, seen: int | None) -> Iterator[str]:
    yield f"retry: {RETRY}\n\n"
    if seen is None:
        portrait, seen = job.snapshot()
        yield Event(seen, "portrait", portrait.model_dump(mode="json")).encode()
        if portrait.problem is not None or job.over:
            seen = max(0, seen - 1)  # so that the last event, which closes, is sent in any case
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    silence = 0.0
    while not gone() and not services.jobs.closed:
        events, ended = job.log.after(seen, LOOK_UP)
        yield from (event.encode() for event in events)
        seen += len(events)
        if ended:
            return
        silence = 0.0 if events else silence + LOOK_UP
        if silence >= HEARTBEAT:
            silence = 0.0
            yield ": still here\n\n"


def _last_seen(job: Job) -> int | None:
    said = request.headers.get("Last-Event-ID", "")
    if said.isascii() and said.isdigit() and len(said) < 10 and int(said) <= job.log.last:
        return int(said)
    return None


def _job(services: Services, visitor: str, portrait: str) -> Job:
    job = services.jobs.find(visitor, portrait)
    if job is None:
        raise Refused(404, "not_found", "this portrait is gone; its works are in your gallery")
    return job


def _asked() -> tuple[PortraitOptionsShape, bytes | None]:
    """The options and the photo in the request; raises Refused."""
    if request.mimetype != "multipart/form-data":
        return json_body_of(request, PortraitOptionsShape), None
    for name in (*request.form, *request.files):
        if name not in ("options", "photo"):
            raise Refused(422, "input", f"{name}: the parts are photo and options", name)
    if "options" in request.files:
        raise Refused(422, "input", "options: send them as text, not as a file", "options")
    if "photo" in request.form:
        raise Refused(422, "input", "photo: send it as a file", "photo")
    asked = json_of(request.form.get("options") or "{}", PortraitOptionsShape)
    file = request.files.get("photo")
    return asked, file.read() if file is not None else None


def _options_of(
    services: Services, visitor: str, asked: PortraitOptionsShape, photo: bytes | None
) -> PortraitOptions:
    """What the studio shall do; raises Refused, InputError, PictureError or WorkNotFound."""
    _check_limits(asked, services.options)
    mood = None if asked.mood is None else Mood.of(asked.mood)
    vary = None if asked.vary is None else services.gallery.get(visitor, asked.vary).recipe
    if photo is not None:
        size_of_picture(photo, services.options.photo_pixels)
    elif mood is None and vary is None:
        raise Refused(422, "mood", "send a photo, or a mood to paint", "mood")
    return PortraitOptions(
        candidates=asked.candidates,
        keep=min(asked.keep, asked.candidates),
        seed=secrets.randbits(32) if asked.seed is None else asked.seed,
        mood=mood,
        vary=vary,
        face=asked.face,
        scale=asked.scale,
        truncation=asked.truncation,
        style=asked.style,
        manner=asked.manner,
        effect=asked.effect,
        size=asked.size,
    )


def _check_limits(asked: PortraitOptionsShape, options: WebOptions) -> None:
    for field in ("candidates", "keep", "scale", "size"):
        if (getattr(asked, field) or 0) > getattr(options, field):
            most = getattr(options, field)
            raise Refused(422, "input", f"{field}: at most {most} here", field)
