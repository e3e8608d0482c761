"""What the page needs beside a work's strokes to lay them itself: the same for every visitor."""

from __future__ import annotations

from flask import Response, request

from vaha.hand.planes import grain_file, imprints_file
from vaha.installation.version import installed_version
from vaha.web.services.all import Services
from vaha.web.shapes.requests import ImprintsQuery

OCTETS = "application/octet-stream"
KEPT = "private, max-age=86400"
"""The address says all that they depend on but VAHA's own version."""


def get_imprints(services: Services, visitor: str, query: ImprintsQuery) -> Response:
    """The marks of a brush."""
    marks = imprints_file(query.kind, query.radius, query.length, query.dryness, query.layer)
    return _kept(marks, "imprints")


def get_grain(services: Services, visitor: str) -> Response:
    """The tooth of paper."""
    return _kept(grain_file(), "grain")


def _kept(data: bytes, tag: str) -> Response:
    response = Response(data, mimetype=OCTETS)
    response.headers["Cache-Control"] = KEPT
    response.set_etag(f"{tag}-{installed_version()}")
    response.make_conditional(request)
    return response
