"""The page of who looks after an exhibition: how it is, and what may be done about it.

A listener of its own with a token of its own, which opens no visitor's work and shows no face.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import cast, get_args
from urllib.parse import urlsplit

from flask import Flask, Response, abort, redirect, request

from vaha.errors import VahaError, WorkNotFound
from vaha.images import decode_image, encode_picture, resize
from vaha.web.access.cookies import set_cookie
from vaha.web.exhibition.doors import State
from vaha.web.exhibition.keeper.page import STYLE, locked_page, state_page
from vaha.web.exhibition.keeper.state import state_of
from vaha.web.exhibition.keeper.tail import LogTail
from vaha.web.exhibition.listener import bare_app
from vaha.web.exhibition.parts import Exhibition

THUMBNAIL = 256
"""Pixels of a thumbnail's longer side."""


@dataclass(frozen=True)
class Keeper:
    """What the page works with; `token` is the keeper's own."""

    exhibition: Exhibition
    token: str
    tail: LogTail = field(default_factory=LogTail)


def create_keeper(keeper: Keeper) -> Flask:
    """The keeper's page as a WSGI application."""
    app = bare_app("vaha.keeper", STYLE)
    _guard(app, keeper)
    _show(app, keeper)
    _act(app, keeper.exhibition)
    return app


def _guard(app: Flask, keeper: Keeper) -> None:
    cookie = f"{keeper.exhibition.services.visitors.names.token}_keeper"

    @app.before_request
    def let_in() -> Response | None:
        if request.path == "/style.css":
            return None
        if _same(request.args.get("token", ""), keeper.token):
            # A page that goes on by itself: a redirect from elsewhere brings no Strict cookie.
            page = Response('<!doctype html><meta http-equiv="refresh" content="0;url=/">')
            set_cookie(request, page, cookie, keeper.token)
            return page
        if not _same(request.cookies.get(cookie, ""), keeper.token):
            return Response(locked_page(), 401, mimetype="text/html")
        if request.method != "GET" and _is_foreign():
            abort(403)
        return None


def _show(app: Flask, keeper: Keeper) -> None:
    exhibited = keeper.exhibition.services.gallery.exhibited

    @app.get("/")
    def page() -> str:
        return state_page(state_of(keeper.exhibition, keeper.tail), request.args.get("said", ""))

    @app.get("/works/<work>.png")
    def picture(work: str) -> Response:
        try:
            image = decode_image(exhibited.hung_picture(work))
        except WorkNotFound:
            abort(404)
        share = THUMBNAIL / max(image.shape[:2])
        height, width = (max(1, round(side * share)) for side in image.shape[:2])
        return Response(encode_picture(resize(image, height, width)), mimetype="image/png")


def _act(app: Flask, exhibition: Exhibition) -> None:
    exhibited = exhibition.services.gallery.exhibited

    @app.post("/doors/<state>")
    def doors(state: str) -> Response:
        if state not in get_args(State):
            abort(404)
        if state == "closed":
            exhibition.close()
        else:
            exhibition.doors.set(cast(State, state))
        return _back(state)

    @app.post("/test")
    def test() -> Response:
        exhibition.doors.show_test()
        return _back("test")

    @app.post("/works/<work>/down")
    def down(work: str) -> Response:
        exhibited.take_down(work)
        exhibition.news.tell()
        return _back("down")

    @app.errorhandler(VahaError)
    def failed(error: VahaError) -> tuple[str, int]:
        return state_page(state_of(exhibition, LogTail()), problem=str(error)), 500


def _back(said: str) -> Response:
    return cast(Response, redirect(f"/?said={said}", 303))


def _same(shown: str, token: str) -> bool:
    return hmac.compare_digest(shown.encode(), token.encode())


def _is_foreign() -> bool:
    """Whether another page sent this form: another port of this machine is another page."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return True
    return origin is not None and urlsplit(origin).netloc != request.host
