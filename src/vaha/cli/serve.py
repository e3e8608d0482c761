"""`vaha serve`: the studio in the browser."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vaha.web.options import WebOptions


@click.command(short_help="The studio in the browser.")
@click.option("--port", default=8642, show_default=True, help="0 takes any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for the network.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.")
@click.option("--upscaler", default="enlarger", show_default=True, help="What enlarges the works.")
@click.option("--workers", default=2, show_default=True, help="Portraits painted at a time.")
@click.option("--queue", "queue_limit", default=16, show_default=True, help="Portraits waiting.")
@click.option("--log", "log_all", is_flag=True, help="Log every request, as JSON lines on stderr.")
@click.option("--fake", is_flag=True, help="Quick stages that need no weights, to try the page.")
@click.option("--fake-faces", default=1, show_default=True, help="Faces that --fake finds.")
@click.option("--fake-seconds", default=0.0, show_default=True, help="How long its stages take.")
def serve(
    port: int,
    host: str,
    browser: bool,
    upscaler: str,
    workers: int,
    queue_limit: int,
    log_all: bool,
    fake: bool,
    fake_faces: int,
    fake_seconds: float,
) -> None:
    """Serve the studio on this machine and open it in the browser.

    Photos stay in memory and are gone once their faces are read; works are kept in the gallery.
    Beyond this machine (--host) a token is needed: it stands in the address that is printed.
    """
    import logging
    import sys

    from vaha.gallery.works import Gallery
    from vaha.settings import Settings
    from vaha.stages.fake import fake_studio_parts
    from vaha.studio import Studio
    from vaha.web.app import create_app
    from vaha.web.logs import log_to
    from vaha.web.serving import serve as serve_app
    from vaha.web.warm_up import warm_up_aside

    log_to(sys.stderr, logging.INFO if log_all else logging.WARNING)
    settings = Settings.from_environment()
    options = _options(host, workers, queue_limit)
    if fake:
        studio = Studio(*fake_studio_parts(fake_faces, fake_seconds))
    else:
        studio = Studio.open(settings, upscaler)
    app = create_app(studio, Gallery.open(settings.home / "gallery"), options)

    def ready(taken: int) -> None:
        warm_up_aside(studio)
        _tell(host, taken, options.token, browser)

    serve_app(app, host, port, ready)


def _options(host: str, workers: int, queue_limit: int) -> WebOptions:
    """The server's limits; beyond loopback with a token, and called by any address."""
    import secrets
    import socket

    from vaha.errors import InputError
    from vaha.web.options import WebOptions

    if workers < 1 or queue_limit < 1:
        raise InputError("--workers and --queue are whole numbers from 1 on")
    if _is_loopback(host):
        return WebOptions(workers=workers, queue_limit=queue_limit)
    name = socket.gethostname().lower()
    return WebOptions(
        workers=workers,
        queue_limit=queue_limit,
        hosts=(*WebOptions.hosts, host.lower(), name, f"{name}.local"),
        any_address=True,
        token=secrets.token_urlsafe(24),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(host: str, port: int, token: str | None, browser: bool) -> None:
    """Say where the studio is, and open it."""
    import webbrowser

    from vaha.cli.talk import console

    talk = console()
    here = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else _in_address(host)}:{port}/"
    address = here if token is None else f"{here}?token={token}"
    talk.print(f"the studio is open at {address}")
    if token is not None:
        talk.print(f"from other machines: http://{_outward_address()}:{port}/?token={token}")
    talk.print("Ctrl+C closes it")
    if browser:
        webbrowser.open(address)


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _outward_address() -> str:
    """This machine's address in its network, as far as it knows; no packet is sent."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
