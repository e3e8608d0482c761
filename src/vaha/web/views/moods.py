"""What the studio is, and reading moods live."""

from __future__ import annotations

import json
from typing import get_args

from flask import Response, request

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import DecodersBusy
from vaha.images import Cost, Image, decode_photo, encode_picture
from vaha.installation.version import installed_version
from vaha.styles import Style
from vaha.web.access.names import client_address
from vaha.web.services.all import Services
from vaha.web.services.live import FRAME_SECONDS, TooManyReadings
from vaha.web.shapes.asking import gone_of
from vaha.web.shapes.payloads import Limits, LiveMood, MannerName, QueueShape, Status
from vaha.web.shapes.problems import Refused
from vaha.web.shapes.requests import MirrorQuery, MoodsQuery, WhyQuery


def status(services: Services, visitor: str) -> Status:
    """The version, the vocabularies, the limits, the queue."""
    options, jobs = services.options, services.jobs
    return Status(
        version=installed_version(),
        moods=list(FACE_EMOTIONS),
        art_emotions=list(ART_EMOTIONS),
        manners=list(get_args(MannerName)),
        styles=list(Style),
        limits=Limits(
            photo_bytes=options.photo_bytes,
            photo_pixels=options.photo_pixels,
            candidates=options.candidates,
            scale=options.scale,
            size=options.size,
        ),
        queue=QueueShape(running=jobs.running, waiting=jobs.waiting, limit=jobs.limit),
    )


def read_moods(services: Services, visitor: str, query: MoodsQuery) -> LiveMood:
    """The faces in the body, a picture; 503 where too many are being read already."""
    if not is_picture(request.mimetype):
        raise Refused(415, "picture", "send a picture, for example as image/jpeg")
    try:
        answer = services.live.read(
            request.get_data(cache=False), visitor, query.thorough == "1", gone_of(request)
        )
    except TooManyReadings:
        services.metrics.live_reading("dropped")
        raise _dropped("too many cameras are being read") from None
    services.metrics.live_reading("read")
    return answer


def explain_mood(services: Services, visitor: str, query: WhyQuery) -> Response:
    """The face beside a heat map of what its mood was seen in, a PNG; it is not kept."""
    if not is_picture(request.mimetype):
        raise Refused(415, "picture", "send a picture, for example as image/jpeg")
    data = request.get_data(cache=False)
    try:
        picture = services.live.why(data, int(query.face), gone_of(request))
    except TooManyReadings:
        raise _dropped("another photo is being looked at") from None
    return unkept(picture)


def unkept(picture: Image) -> Response:
    """The picture as a PNG that nobody keeps."""
    headers = {"Cache-Control": "no-store"}
    return Response(encode_picture(picture, made="enhanced"), 200, headers, mimetype="image/png")


def show_mirror(services: Services, visitor: str, query: MirrorQuery) -> Response:
    """The visitor's mirror for this frame, a JPEG; its mood and faces stand in the head."""
    if not is_picture(request.mimetype):
        raise Refused(415, "picture", "send a camera frame, for example as image/jpeg")
    data, options = request.get_data(cache=False), services.options
    try:
        cost = Cost(FRAME_SECONDS, options.frame_pixels)
        frame = decode_photo(data, cost, gone_of(request), options.live_patience).image
        address = client_address(request)
        shown = services.mirrors.step(visitor, frame, int(query.size), query.strength, address)
    except (TooManyReadings, DecodersBusy):
        services.metrics.live_reading("mirror dropped")
        raise _dropped("too many mirrors are at work") from None
    services.metrics.live_reading("mirrored")
    mood = {emotion.value: weight for emotion, weight in shown.mood.items()}
    headers = {"X-VAHA-Mood": json.dumps(mood), "X-VAHA-Faces": str(len(shown.faces))}
    return Response(encode_picture(shown.image, "JPEG"), 200, headers, mimetype="image/jpeg")


def _dropped(why: str) -> Refused:
    return Refused(503, "busy", f"{why}; this frame was dropped", headers={"Retry-After": "1"})


def is_picture(mimetype: str) -> bool:
    """Whether this may be a picture by its type."""
    return mimetype.startswith("image/") or mimetype == "application/octet-stream"
