"""Listeners beside the visitors' own: each an application of its own on a port of its own."""

from __future__ import annotations

import socket
import threading

from flask import Flask, Response
from waitress.server import create_server

from vaha.errors import OutputError

MOST_BYTES = 1000
"""Of what is sent to one: forms, and nothing else."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; "
    "style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def bare_app(name: str, style: str) -> Flask:
    """An application without anything but its style sheet and strict headers."""
    app = Flask(name, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @app.get("/style.css")
    def sheet() -> Response:
        return Response(style, mimetype="text/css")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend(HEADERS)
        return response

    return app


def listen(app: Flask, host: str, port: int, section: str) -> int:
    """Answer on a thread of its own; gives the port. `section` of the settings names them.

    Raises OutputError where the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise OutputError(
            f"{host} port {port} cannot be had ({error.strerror}); choose another "
            f"{section}.host or {section}.port, or {section}.on = false"
        ) from error
    taken = int(listening.getsockname()[1])
    server = create_server(
        app, map={}, sockets=[listening], threads=4, connection_limit=64, channel_timeout=20,
        max_request_header_size=16_384, max_request_body_size=MOST_BYTES, ident="vaha",
    )  # fmt: skip
    threading.Thread(target=server.run, name=f"vaha-{section}", daemon=True).start()
    return taken
