"""Servers in front of the studio: what they say of the visitor, where they are trusted to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PREFIX = "HTTP_X_FORWARDED_PREFIX"

PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
"""A path under which a studio may stand: it is written into a page, so nothing else will do."""


def believe_proxies(app: Flask, count: int) -> None:
    """Let the application see what `count` proxies in front of it say of the visitor.

    Each adds the address it was asked from to X-Forwarded-For, and X-Forwarded-Proto; they may say
    X-Forwarded-Host, and X-Forwarded-Prefix where the studio stands under a path.
    """
    if count == 0:
        return
    trusting = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        prefixes = [part.strip() for part in environ.pop(_PREFIX, "").split(",")]
        if all(PREFIX.fullmatch(part) for part in prefixes):
            environ[_PREFIX] = ",".join(part.rstrip("/") for part in prefixes)
        return trusting(environ, start)

    app.wsgi_app = application  # type: ignore[method-assign, assignment]
