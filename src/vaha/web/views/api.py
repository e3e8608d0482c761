"""Operations of the API, and how a request becomes a call of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from vaha.installation.version import installed_version
from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.services.all import Services
from vaha.web.shapes.asking import json_body_of, query_of
from vaha.web.shapes.convert import API
from vaha.web.shapes.payloads import (
    Forgotten,
    LiveMood,
    Morph,
    Portraits,
    PortraitShape,
    Status,
    Works,
    WorkShape,
)
from vaha.web.shapes.requests import (
    DownloadQuery,
    ImprintsQuery,
    MirrorQuery,
    MoodsQuery,
    MorphOptions,
    PictureQuery,
    PortraitOptionsShape,
    WhyQuery,
    WorkChange,
    WorksQuery,
)
from vaha.web.views import hand as views_hand
from vaha.web.views import moments as views_moments
from vaha.web.views import moods as views_moods
from vaha.web.views import portraits as views_portraits
from vaha.web.views import works as views_works
from vaha.web.views.openapi import BINARY, JSON, Operation, openapi_document

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif")

PORTRAIT_FORM = {
    "type": "object",
    "properties": {
        "photo": {**BINARY, "description": "JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF or GIF."},
        "options": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "PortraitOptionsShape as JSON.",
        },
    },
    "additionalProperties": False,
}

# fmt: off
OPERATIONS = (
    Operation(
        "GET", "/status", "What this studio is and how busy.", views_moods.status,
        answer={JSON: Status},
    ),
    Operation(
        "POST", "/moods", "The faces and moods in a camera frame; nothing of it is kept.",
        views_moods.read_moods, answer={JSON: LiveMood}, query=MoodsQuery,
        body=dict.fromkeys(PICTURES, BINARY), reads_picture=True,
    ),
    Operation(
        "POST", "/why", "A face and what its mood was seen in, side by side; nothing is kept.",
        views_moods.explain_mood, answer={"image/png": BINARY}, query=WhyQuery,
        body=dict.fromkeys(PICTURES, BINARY), reads_picture=True,
    ),
    Operation(
        "POST", "/mirror", "The picture of my live mirror for a camera frame.",
        views_moods.show_mirror, answer={"image/jpeg": BINARY}, query=MirrorQuery,
        body=dict.fromkeys(PICTURES, BINARY), reads_picture=True,
    ),
    Operation(
        "POST", "/portraits", "Ask for a portrait.", views_portraits.ask_for_portrait,
        status=202, answer={JSON: PortraitShape},
        body={"multipart/form-data": PORTRAIT_FORM, JSON: PortraitOptionsShape}, problems=(404,),
    ),
    Operation(
        "GET", "/portraits", "My portraits, newest first.", views_portraits.list_portraits,
        answer={JSON: Portraits},
    ),
    Operation(
        "GET", "/portraits/<id:portrait>", "One portrait as far as it has come.",
        views_portraits.get_portrait, answer={JSON: PortraitShape},
    ),
    Operation(
        "DELETE", "/portraits/<id:portrait>", "Cancel a portrait, or forget one that is over.",
        views_portraits.cancel_portrait, status=204,
    ),
    Operation(
        "GET", "/portraits/<id:portrait>/events", "Its progress as server-sent events.",
        views_portraits.watch_portrait, answer={"text/event-stream": {"type": "string"}},
    ),
    Operation(
        "GET", "/portraits/<id:portrait>/candidates/<int:seed>.png", "One candidate, as painted.",
        views_portraits.get_candidate, answer={"image/png": BINARY},
    ),
    Operation(
        "GET", "/works", "My works, newest first.", views_works.list_works,
        answer={JSON: Works}, query=WorksQuery,
    ),
    Operation(
        "GET", "/works/<id:work>", "One work.", views_works.get_work, answer={JSON: WorkShape}
    ),
    Operation(
        "GET", "/works/<id:work>.png", "Its picture, with its recipe inside.",
        views_works.get_picture, answer={"image/png": BINARY}, query=PictureQuery,
    ),
    Operation(
        "GET", "/works/<id:work>/why.png", "It and what carries its mood for the critic.",
        views_works.explain_work, answer={"image/png": BINARY},
    ),
    Operation(
        "GET", "/works/<id:work>/strokes", "The strokes that painted it, as docs/hand.md has them.",
        views_works.get_strokes, answer={"application/octet-stream": BINARY},
    ),
    Operation(
        "GET", "/works/<id:work>/thumbnail.webp", "Its picture, small.",
        views_works.get_thumbnail, answer={"image/webp": BINARY},
    ),
    Operation(
        "PATCH", "/works/<id:work>", "Make it a favourite, or no longer.",
        views_works.change_work, answer={JSON: WorkShape}, body={JSON: WorkChange},
    ),
    Operation(
        "DELETE", "/works/<id:work>", "Delete it and its picture.", views_works.delete_work,
        status=204,
    ),
    Operation(
        "POST", "/morphs", "Paint the way from one mood to another.", views_works.paint_morph,
        answer={JSON: Morph}, body={JSON: MorphOptions}, problems=(404,),
    ),
    Operation(
        "GET", "/morphs/<id:morph>/<int:frame>.png", "One frame of a morph, kept for minutes.",
        views_works.get_morph_frame, answer={"image/png": BINARY},
    ),
    Operation(
        "POST", "/mirror/moments", "Keep what my mirror shows, and its last ten seconds.",
        views_moments.keep_mirror_moment, status=201, answer={JSON: WorkShape}, problems=(404,),
    ),
    Operation(
        "POST", "/morphs/<id:morph>/<int:frame>/moments", "Keep a frame of a morph, and its walk.",
        views_moments.keep_morph_moment, status=201, answer={JSON: WorkShape},
    ),
    Operation(
        "GET", "/works/<id:work>/film.<id:ending>", "A moment's film of ten seconds: webm or mp4.",
        views_moments.get_film, answer=dict.fromkeys(views_moments.FILMS.values(), BINARY),
        query=DownloadQuery,
    ),
    Operation(
        "GET", "/hand/imprints", "The marks of a brush, to lay strokes with.",
        views_hand.get_imprints, answer={views_hand.OCTETS: BINARY}, query=ImprintsQuery,
    ),
    Operation(
        "GET", "/hand/grain", "The tooth of paper, to lay strokes on.", views_hand.get_grain,
        answer={views_hand.OCTETS: BINARY},
    ),
    Operation(
        "DELETE", "/me", "Forget me: delete everything that is mine.", views_works.forget_me,
        answer={JSON: Forgotten},
    ),
)
# fmt: on
"""All that the API does, except for handing out this very list as a document."""


def make_blueprint(operations: Sequence[Operation] = OPERATIONS) -> Blueprint:
    """The API as a Flask blueprint."""
    blueprint = Blueprint("api", __name__, url_prefix=API)
    for operation in operations:
        blueprint.add_url_rule(
            operation.rule,
            endpoint=operation.name,
            view_func=_view_of(operation),
            methods=[operation.method],
        )
    document = openapi_document(operations, installed_version())
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: jsonify(document))
    return blueprint


def _view_of(operation: Operation) -> Callable[..., Response]:
    """Validates what is asked, calls the operation's view, and writes down its answer."""

    def view(**parts: Any) -> Response:  # noqa: ANN401
        if operation.query is not None:
            parts["query"] = query_of(request, operation.query)
        shape = operation.body.get(JSON)
        if isinstance(shape, type) and len(operation.body) == 1:
            parts["body"] = json_body_of(request, shape)
        services = Services.of_app()
        caller = Caller(g.visitor.id, client_address(request))
        with services.pictures.taken(caller) if operation.reads_picture else nullcontext():
            answer = operation.view(services, caller.visitor, **parts)
        if isinstance(answer, Response):
            return answer
        text = "" if answer is None else answer.model_dump_json(by_alias=True)
        return Response(text, operation.status, mimetype=JSON)

    return view
