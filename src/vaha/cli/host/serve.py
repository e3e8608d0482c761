"""`vaha serve`: the studio in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing
from vaha.cli.options.numbers import AboveZero

if TYPE_CHECKING:
    from threading import Thread

    from vaha.gallery.works import Gallery
    from vaha.studio import Studio
    from vaha.web.options import WebOptions
    from vaha.web.services.mirrors import OpenParts
    from vaha.web.services.queue.painters import Painters

MOST_PROXIES = 9


@click.command(short_help="The studio in the browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="0 takes any that is free.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for the network.")
@click.option("--name", "names", multiple=True, help="A name that it has, such as art.example.org.")
@click.option(
    "--behind-proxy",
    "proxies",
    default=0,
    show_default=True,
    help="How many servers stand in front of it, and are believed.",
)
@click.option(
    "--token",
    envvar="VAHA_TOKEN",
    help="The token that visitors must show from now on (also VAHA_TOKEN).",
)
@click.option(
    "--new-token", is_flag=True, help="Another token with --host; pages open now need it."
)
@click.option(
    "--no-token", is_flag=True, help="No token with --host: whoever reaches it is let in."
)
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.")
@click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    default="enlarger",
    show_default=True,
    help="What enlarges the works.",
)
@click.option(
    "--engine",
    metavar="http://HOST:PORT",
    help="Let `vaha engine` paint the portraits; its token in VAHA_ENGINE_TOKEN.",
)
@click.option("--workers", default=2, show_default=True, help="Portraits painted at a time.")
@click.option("--queue", "queue_limit", default=16, show_default=True, help="Portraits waiting.")
@click.option("--keep-works", type=click.IntRange(1), help="Works kept of each visitor.")
@click.option("--keep-days", type=AboveZero(), help="Days that a work is kept for.")
@click.option(
    "--disk", default="10GB", show_default=True, help="For all works together; none: no limit."
)
@click.option("--log", "log_all", is_flag=True, help="Log every request, as JSON lines on stderr.")
@click.option("--fake", is_flag=True, help="Quick stages that need no weights, to try the page.")
@click.option("--fake-faces", default=1, show_default=True, help="Faces that --fake finds.")
@click.option("--fake-seconds", default=0.0, show_default=True, help="How long its stages take.")
def serve(
    port: int,
    host: str,
    names: tuple[str, ...],
    proxies: int,
    token: str | None,
    new_token: bool,
    no_token: bool,
    browser: bool,
    upscaler: str,
    engine: str | None,
    workers: int,
    queue_limit: int,
    keep_works: int | None,
    keep_days: float | None,
    disk: str,
    log_all: bool,
    fake: bool,
    fake_faces: int,
    fake_seconds: float,
) -> None:
    """Serve the studio on this machine and open it in the browser.

    Photos stay in memory and are gone once their faces are read; works are kept in the gallery.
    Beyond this machine (--host) a token is needed: it stands in the address that is printed, and
    stays the same from one start to the next. Of too many works the oldest go, favourites last
    (with --keep-days never).
    """
    import logging
    import sys
    from dataclasses import replace

    from vaha.cli.host import hosting
    from vaha.gallery.quota import Quota
    from vaha.gallery.works import Gallery
    from vaha.settings import Settings
    from vaha.web.access.names import public_name
    from vaha.web.logs import log_to

    _check(workers, queue_limit, proxies)
    hosting.check_token(token, new_token, no_token)
    log_to(sys.stderr, logging.INFO if log_all else logging.WARNING)
    settings = Settings.from_environment()
    gallery = Gallery.open(
        settings.home / "gallery", Quota(keep_works, keep_days, hosting.bytes_of(disk))
    )
    options = replace(
        hosting.web_options(host, workers, queue_limit),
        names=tuple(map(public_name, (*names, *settings.hosts))),
        proxies=proxies,
    )
    options = hosting.guarded(options, gallery, host, token, new_token, no_token)
    painters = None if engine is None else _painters_at(engine)
    parts = hosting.opened_studio(settings, upscaler, fake, fake_faces, fake_seconds)
    _serve(*parts, gallery, options, host, port, browser, painters)


def _serve(
    studio: Studio,
    mirror: OpenParts,
    gallery: Gallery,
    options: WebOptions,
    host: str,
    port: int,
    browser: bool,
    painters: Painters | None,
) -> None:
    """Serve until it is stopped; says where as soon as it answers."""
    from vaha.cli.host.hosting import address_here, open_browser, tell_where
    from vaha.web.app import create_app
    from vaha.web.services.all import Services
    from vaha.web.services.warm_up import warm_up_aside
    from vaha.web.serving import serve as serve_app

    app = create_app(studio, gallery, options, mirror=mirror, painters=painters)

    def ready(taken: int) -> list[Thread]:
        services = Services.of_app(app)
        warming = [warm_up_aside(studio, lambda: services.jobs.closed)] if painters is None else []
        tell_where(host, taken, options)
        if browser:
            open_browser(f"http://{address_here(host, taken)}/", services, options)
        return warming

    with gallery.claimed():
        serve_app(app, host, port, ready)


def _painters_at(address: str) -> Painters:
    """The painters of the engine there; raises InputError, EngineAway or EngineRefused."""
    import os

    from vaha.cli.host.engine import TOKEN
    from vaha.errors import InputError
    from vaha.web.services.queue.painters_elsewhere import PaintersElsewhere, engine_address

    if not (token := os.environ.get(TOKEN)):
        raise InputError(f"the engine wants its token; set {TOKEN} as `vaha engine` printed it")
    painters = PaintersElsewhere(engine_address(address), token)
    painters.check()
    return painters


def _check(workers: int, queue_limit: int, proxies: int) -> None:
    from vaha.errors import InputError

    if workers < 1 or queue_limit < 1:
        raise InputError("--workers and --queue are whole numbers from 1 on")
    if not 0 <= proxies <= MOST_PROXIES:
        raise InputError(f"--behind-proxy is a whole number from 0 to {MOST_PROXIES}")
