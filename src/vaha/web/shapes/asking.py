"""What is asked: requests as the shapes that validate them. No part of one touches the disk."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError

from vaha.web.shapes.problems import Refused, refused_for

JSON = "application/json"

MOST_JSON = 100_000
"""Bytes of JSON that are looked at: what can be asked for needs a hundredth of it."""

Shape = TypeVar("Shape", bound=BaseModel)


class InMemoryRequest(Request):
    """Holds every part of a form in memory: Werkzeug would put larger ones into a file."""

    max_form_memory_size = 100_000
    max_form_parts = 8

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def gone_of(request: Request) -> Callable[[], bool]:
    """What says whether the one who asks has hung up."""
    gone: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
    return gone


def query_of(request: Request, shape: type[Shape]) -> Shape:
    """The query of the address as this shape; raises Refused."""
    try:
        return shape.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise refused_for(error) from error


def json_body_of(request: Request, shape: type[Shape]) -> Shape:
    """The body as this shape; raises Refused."""
    if request.mimetype != JSON:
        raise Refused(415, "input", f"send {JSON}")
    if (request.content_length or 0) > MOST_JSON:
        raise _too_long()
    return json_of(request.get_data(), shape)


def json_of(text: bytes | str, shape: type[Shape]) -> Shape:
    """This JSON as this shape; raises Refused, also for `true` or `"1"` where a number is asked."""
    if len(text) > MOST_JSON:
        raise _too_long()
    try:
        return shape.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise refused_for(error) from error


def _too_long() -> Refused:
    return Refused(413, "too_large", f"send at most {MOST_JSON // 1000} kB of JSON")
