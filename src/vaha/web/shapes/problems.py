"""Everything that can go wrong, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from vaha.errors import (
    DecoderError,
    DecodersBusy,
    DiskFull,
    EngineError,
    GalleryBusy,
    GalleryDamaged,
    GalleryError,
    InputError,
    ModelError,
    MoodError,
    NoFaceFound,
    OutputError,
    PictureError,
    PictureTooLarge,
    VahaError,
    WorkDamaged,
    WorkNotFound,
)
from vaha.installation.parts import sentence_of_broken_part
from vaha.web.shapes.payloads import Code, Problem
from vaha.web.shapes.queue_full import QueueFull

MEDIA_TYPE = "application/problem+json"

INTERNAL = "something went wrong in the studio, not in what you did; please try again"

_CODES: tuple[tuple[type[VahaError], int, Code], ...] = (
    (QueueFull, 429, "busy"),
    (DecodersBusy, 503, "busy"),
    (DecoderError, 503, "unavailable"),
    (NoFaceFound, 422, "no_face"),
    (PictureTooLarge, 413, "too_large"),
    (PictureError, 422, "picture"),
    (MoodError, 422, "mood"),
    (WorkDamaged, 404, "work_damaged"),
    (WorkNotFound, 404, "not_found"),
    (InputError, 422, "input"),
    (DiskFull, 503, "disk_full"),
    (OutputError, 503, "unavailable"),
    (GalleryBusy, 503, "gallery_busy"),
    (GalleryDamaged, 503, "gallery_damaged"),
    (GalleryError, 503, "unavailable"),
    (ModelError, 503, "unavailable"),
    (EngineError, 503, "unavailable"),
)
"""What each error is called; the first that fits counts, so children stand before parents."""

_OURS: Mapping[Code, str] = {
    "disk_full": "the studio's disk is full: nothing more can be kept until there is room",
    "gallery_busy": "the gallery is in use by something else; try again in a moment",
    "gallery_damaged": "the gallery is damaged; only whoever runs this studio can help",
    "unavailable": "a part of the studio cannot be used; only whoever runs it can help",
}
"""What visitors are told of what is no fault of theirs: our own messages name files."""

_HTTP_CODES: Mapping[int, Code] = {
    401: "unauthorised",
    403: "unauthorised",
    404: "not_found",
    413: "too_large",
    415: "picture",
    429: "rate",
    503: "unavailable",
}

_HTTP_DETAILS: Mapping[int, str] = {
    404: "there is nothing here; it may have been deleted",
    405: "this address does not do that",
    413: "what you sent is too large; send a smaller picture",
}


_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""What RFC 9110 calls them; Pythons before 3.13 have older words."""


class Refused(Exception):
    """Ends a request with this problem, and these headers."""

    def __init__(
        self,
        status: int,
        code: Code,
        detail: str,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = problem_of(status, code, detail, field)
        self.headers = dict(headers or {})


def problem_of(status: int, code: Code, detail: str, field: str | None = None) -> Problem:
    """A problem whose title is the status' own phrase, its detail a sentence."""
    title = _PHRASES.get(status) or HTTPStatus(status).phrase
    return Problem(title=title, status=status, detail=detail, code=code, field=field)


def response_of(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as it is sent."""
    body = problem.model_dump_json()
    return Response(body, problem.status, dict(headers or {}), mimetype=MEDIA_TYPE)


def problem_of_error(error: Exception) -> Problem:
    """What a visitor is told of this error; of one that is ours, nothing but that it is."""
    for kind, status, code in _CODES:
        if isinstance(error, kind):
            return problem_of(status, code, _OURS.get(code) or " ".join(str(error).split()))
    if sentence_of_broken_part(error) is not None:
        return problem_of(503, "unavailable", _OURS["unavailable"])
    if isinstance(error, MemoryError):
        return problem_of(503, "unavailable", "there is not enough memory; try a smaller picture")
    return problem_of(500, "internal", INTERNAL)


def refused_for(error: ValidationError) -> Refused:
    """The first thing that is wrong with a request, and the field it stands in."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or None
    code: Code = "mood" if field is not None and _is_of_a_mood(field) else "input"
    where = f"{field}: " if field else ""
    return Refused(422, code, f"{where}{first['msg'][:1].lower()}{first['msg'][1:]}", field)


def _is_of_a_mood(field: str) -> bool:
    return field.split(".")[0] in ("mood", "from", "to")


def response_to_http(error: HTTPException) -> Response:
    """What Werkzeug itself refuses, in our words; its headers (Allow, ...) stay."""
    status = error.code or 500
    if status == 500:
        return response_of(problem_of(500, "internal", INTERNAL))
    detail = _HTTP_DETAILS.get(status) or str(error.description or HTTPStatus(status).phrase)
    kept = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return response_of(problem_of(status, _HTTP_CODES.get(status, "input"), detail), kept)
