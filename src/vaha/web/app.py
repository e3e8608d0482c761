"""The application factory: the API, the page, and what watches over both."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from vaha.errors import VahaError
from vaha.gallery.works import Gallery
from vaha.mirror.options import MirrorParts
from vaha.studio import Studio
from vaha.web.access import guard
from vaha.web.access.admission import KEY
from vaha.web.access.names import client_address
from vaha.web.access.proxies import believe_proxies
from vaha.web.access.rates import Rate
from vaha.web.access.visitors import Visitor
from vaha.web.options import WebOptions
from vaha.web.services.all import NAME, Services
from vaha.web.services.mirrors import OpenParts
from vaha.web.services.queue.painters import Painters
from vaha.web.shapes.asking import InMemoryRequest
from vaha.web.shapes.convert import API
from vaha.web.shapes.problems import (
    Refused,
    problem_of_error,
    response_of,
    response_to_http,
)
from vaha.web.views import api, pages
from vaha.web.views.health import health_of
from vaha.web.views.openapi import Operation
from vaha.web.views.plain_pages import page_of, wants_page

log = logging.getLogger("vaha.web")

DEFAULTS = WebOptions()

FORM_OVERHEAD = 100_000
"""Bytes that a form may have besides its photo."""


class IdConverter(BaseConverter):
    """Ids as `secrets.token_urlsafe` makes them: no dot, so that `.png` can follow."""

    regex = "[A-Za-z0-9_-]{1,64}"


def create_app(
    studio: Studio,
    gallery: Gallery,
    options: WebOptions = DEFAULTS,
    static: Path = pages.STATIC,
    mirror: OpenParts = MirrorParts.open,
    more: Sequence[Operation] = (),
    index: str = pages.INDEX,
    painters: Painters | None = None,
) -> Flask:
    """The studio as a WSGI application; its parts are handed in, its workers start when needed.

    `mirror` opens the live mirror's stages when the first visitor looks into it. `more` are
    operations beside the studio's own, and `index` is the page that is shown at every address.
    `painters` paint the portraits; None: the studio, in this process.

    `Services.of_app(app).jobs.close()` ends the workers.
    """
    app = Flask("vaha.web", static_folder=None)
    app.request_class = InMemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = options.photo_bytes + FORM_OVERHEAD
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters |= {"id": IdConverter, "page": pages.PageConverter}
    app.extensions[NAME] = Services.of(studio, gallery, options, mirror, painters)
    app.register_blueprint(api.make_blueprint((*api.OPERATIONS, *more)))
    app.register_blueprint(pages.make_blueprint(static, index))
    _add_own_pages(app)
    _watch_requests(app)
    _answer_errors(app)
    believe_proxies(app, options.proxies)
    return app


def _add_own_pages(app: Flask) -> None:
    @app.get("/healthz")
    def health() -> Response:
        health = health_of(Services.of_app().gallery)
        return Response(health.model_dump_json(), mimetype="application/json")

    @app.get("/metrics")
    def metrics() -> Response:
        text = Services.of_app().metrics.text()
        return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _watch_requests(app: Flask) -> None:
    @app.before_request
    def let_in() -> Response | None:
        g.began = time.perf_counter()
        services = Services.of_app()
        guard.check_host(request, services.options)
        token, cookie = services.options.token, services.visitors.names.token
        welcome = guard.answer_to_token(request, token, services.tickets, cookie)
        if welcome is not None:
            return welcome
        guard.check_token(request, token, cookie)
        if request.path.startswith(API):
            guard.check_same_origin(request, services.options)
        if (claim := request.environ.get(KEY)) is not None:
            admitted: Response = claim.admit(request)
            return admitted
        if request.path not in ("/healthz", "/metrics"):
            g.visitor = _visitor(services)
        return None

    @app.after_request
    def see_off(response: Response) -> Response:
        if (visitor := g.get("visitor")) is not None:
            Services.of_app().visitors.remember(request, response, visitor)
        guard.add_headers(request, response)
        _note(response)
        return response


def _visitor(services: Services) -> Visitor | None:
    """Who asks, and None where nobody needs to be known: the page itself and its files.

    Raises Refused for a visitor who asks too often, or an address that sends too many.
    """
    address, api = client_address(request), request.path.startswith(API)
    _check_rate(services.addresses, address)
    if (visitor := services.visitors.known(request)) is not None:
        _check_rate(services.requests, visitor.id)
        return visitor
    if not api and "." in request.path:
        return None
    try:
        _check_rate(services.newcomers, address)
    except Refused:
        if api:
            raise
        return None  # the page is shown in any case: one client alone must not shut it for others
    return services.visitors.new()


def _check_rate(rate: Rate, client: str) -> None:
    if (wait := rate.take(client)) > 0:
        raise Refused(
            429, "rate", "you ask too often; wait a little",
            headers={"Retry-After": str(math.ceil(wait))},
        )  # fmt: skip


def _note(response: Response) -> None:
    """Count and log the answer by its route: addresses hold ids, which are secrets."""
    if KEY in request.environ and response.status_code == 204:
        return  # its body may come now, and then it is answered
    route = request.url_rule.rule if request.url_rule else "none"
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    Services.of_app().metrics.answered(request.method, route, response.status_code, seconds)
    fields = {
        "event": "request",
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
    log.info("%s %s %d", request.method, route, response.status_code, extra=fields)


def _answer_errors(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        if wants_page(request):
            return page_of(request, error.problem, error.headers)
        return response_of(error.problem, error.headers)

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        return response_to_http(error)

    @app.errorhandler(Exception)
    def of_ours(error: Exception) -> Response:
        problem = problem_of_error(error)
        if problem.status >= 500:
            log.error("a request failed", exc_info=error, extra={"event": "request_failed"})
        return response_of(problem)

    # Flask's own handling of VahaErrors would not reach the one for Exception in debug mode.
    app.register_error_handler(VahaError, of_ours)
