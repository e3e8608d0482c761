"""Single works on visitors' telephones: a listener of its own, which knows nothing but these.

An address holds a token for one work, for some hours. No cookie is set, nothing else is served.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from flask import Flask, Response, abort, request

from vaha.artwork import Artwork, encode_artwork, strokes_in
from vaha.errors import WorkNotFound
from vaha.exhibition.settings import ExhibitionSettings
from vaha.gallery.exhibited import NOBODY
from vaha.gallery.kept import Kept
from vaha.gallery.works import Gallery
from vaha.hand.strokes import from_bytes
from vaha.images import decode_image, encode_picture, resize
from vaha.studio import Studio
from vaha.web.exhibition.listener import bare_app
from vaha.web.exhibition.take_home.page import STYLE, gone_page, work_page
from vaha.web.services.films import Films
from vaha.web.shapes.problems import Refused
from vaha.web.views.moments import film_response

SIZES = (512, 2048)
BUSY_SECONDS = 30.0
"""So long a large picture waits for its turn: one is painted at a time."""


@dataclass(frozen=True)
class TakeHome:
    """What the listener works with; `changed` is told when a work was forgotten."""

    gallery: Gallery
    studio: Studio
    settings: ExhibitionSettings
    changed: Callable[[], None]


def create_take_home(parts: TakeHome) -> Flask:
    """The listener as a WSGI application."""
    app = bare_app("vaha.take_home", STYLE)
    painting, films = threading.Lock(), Films(parts.studio)
    languages = parts.settings.room.languages

    def work_of(token: str) -> tuple[Kept, bytes]:
        try:
            return parts.gallery.exhibited.given(token)
        except WorkNotFound:
            abort(404)

    @app.get("/<token>")
    def page(token: str) -> str:
        kept, picture = work_of(token)
        sizes = SIZES if strokes_in(picture) is not None else SIZES[:1]
        return work_page(_language(languages), escape(token), kept, sizes)

    @app.get("/<token>/film.<ending>")
    def film(token: str, ending: str) -> Response:
        kept, picture = work_of(token)
        try:
            return film_response(films, NOBODY, kept.id, picture, ending)
        except Refused as refused:
            abort(refused.problem.status)

    @app.get("/<token>/<int:size>.png")
    def picture(token: str, size: int) -> Response:
        kept, data = work_of(token)
        if size not in SIZES:
            abort(404)
        if not painting.acquire(timeout=BUSY_SECONDS):
            abort(503)
        try:
            sized = _sized(parts.studio, kept, data, size)
        finally:
            painting.release()
        response = Response(sized, mimetype="image/png")
        if "download" in request.args:
            parts.gallery.tally.add("downloads")
            name = f"vaha-{kept.recipe.mood.top.value}-{size}.png"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @app.post("/<token>/forget")
    def forget(token: str) -> Response:
        work_of(token)
        parts.gallery.exhibited.forget_given(token)
        films.forget(NOBODY)
        parts.changed()
        return Response(status=303, headers={"Location": f"/{escape(token)}"})

    @app.errorhandler(404)
    def gone(_: Exception) -> tuple[str, int]:
        return gone_page(_language(languages)), 404

    return app


def _sized(studio: Studio, kept: Kept, data: bytes, size: int) -> bytes:
    """The work with this longer side: its strokes laid anew, where it has any."""
    if (packed := strokes_in(data)) is None:
        image = decode_image(data)
        share = size / max(image.shape[:2])
        height, width = (max(1, round(side * share)) for side in image.shape[:2])
        return encode_picture(resize(image, height, width))
    strokes, hand = from_bytes(packed), kept.recipe.hand
    recipe = replace(kept.recipe, hand=hand and replace(hand, size=size))
    return encode_artwork(Artwork(studio.render(strokes, size), recipe, strokes=strokes))


def _language(languages: tuple[str, ...]) -> str:
    return request.accept_languages.best_match(languages) or languages[0]
