"""`vaha serve`: the studio in the browser."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing
from vaha.cli.options.numbers import AboveZero

if TYPE_CHECKING:
    from vaha.web.options import WebOptions
    from vaha.web.services.all import Services

MOST_PROXIES = 9

SAYABLE = re.compile(r"[A-Za-z0-9._~-]{8,200}")


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
    from functools import partial

    from vaha.gallery.quota import Quota
    from vaha.gallery.works import Gallery
    from vaha.hand.brush import BrushHand
    from vaha.mirror.options import MirrorParts
    from vaha.settings import Settings
    from vaha.stages.fake import FakeEnlarger, fake_studio_parts
    from vaha.studio import Studio
    from vaha.web.access.names import public_name
    from vaha.web.app import create_app
    from vaha.web.logs import log_to
    from vaha.web.services.all import Services
    from vaha.web.services.warm_up import warm_up_aside
    from vaha.web.serving import serve as serve_app

    _check(workers, queue_limit, proxies)
    _check_token(token, new_token, no_token)
    log_to(sys.stderr, logging.INFO if log_all else logging.WARNING)
    settings = Settings.from_environment()
    gallery = Gallery.open(settings.home / "gallery", Quota(keep_works, keep_days, _bytes(disk)))
    if token is not None or new_token:
        gallery.replace_secret(TOKEN, token)
    guarded = not no_token and (token is not None or not _is_loopback(host))
    options = replace(
        _options(host, workers, queue_limit),
        names=tuple(map(public_name, (*names, *settings.hosts))),
        proxies=proxies,
        token=gallery.secret(TOKEN) if guarded else None,
    )
    if fake:
        # The hand needs no weights, so that also a studio of fakes has strokes to show.
        studio = Studio(*fake_studio_parts(fake_faces, fake_seconds)[:5], BrushHand())
        mirror = partial(MirrorParts, *fake_studio_parts(fake_faces)[:3], enlarger=FakeEnlarger())
    else:
        studio = Studio.open(settings, upscaler)
        mirror = partial(MirrorParts.open, settings)
    app = create_app(studio, gallery, options, mirror=mirror)

    def ready(taken: int) -> None:
        warm_up_aside(studio)
        _tell(host, taken, options)
        if browser:
            _open(f"http://{_here(host, taken)}/", Services.of_app(app), options)

    with gallery.claimed():
        serve_app(app, host, port, ready)


TOKEN = "token"
"""The name under which the gallery keeps it."""


def _check(workers: int, queue_limit: int, proxies: int) -> None:
    from vaha.errors import InputError

    if workers < 1 or queue_limit < 1:
        raise InputError("--workers and --queue are whole numbers from 1 on")
    if not 0 <= proxies <= MOST_PROXIES:
        raise InputError(f"--behind-proxy is a whole number from 0 to {MOST_PROXIES}")


SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([kMGT])B?")
UNITS = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def _bytes(said: str) -> int | None:
    """The bytes of `500MB` or `1.5G`; None of `none`. Raises InputError."""
    from vaha.errors import InputError

    if said == "none":
        return None
    if (parts := SIZE.fullmatch(said)) is None or (size := float(parts[1])) == 0:
        raise InputError(f"--disk {said!r} is no size; say one like 500MB or 10GB, or none")
    return round(size * UNITS[parts[2]])


def _check_token(token: str | None, new_token: bool, no_token: bool) -> None:
    from vaha.errors import InputError

    if (token is not None) + new_token + no_token > 1:
        raise InputError("say one of --token, --new-token and --no-token")
    if token is not None and not SAYABLE.fullmatch(token):
        raise InputError(
            "--token is 8 to 200 letters, digits and any of -._~, since it stands in an address"
        )


def _options(host: str, workers: int, queue_limit: int) -> WebOptions:
    """The server's limits; beyond loopback it is called by any address."""
    import socket

    from vaha.web.options import WebOptions

    if _is_loopback(host):
        return WebOptions(workers=workers, queue_limit=queue_limit)
    name = socket.gethostname().lower()
    return WebOptions(
        workers=workers,
        queue_limit=queue_limit,
        hosts=(*WebOptions.hosts, host.lower(), name, f"{name}.local"),
        any_address=True,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(host: str, port: int, options: WebOptions) -> None:
    """Say where the studio is."""
    from vaha.cli.talk import console

    talk = console()
    key = "" if options.token is None else f"?token={options.token}"
    talk.print(f"the studio is open at http://{_here(host, port)}/{key}")
    if not _is_loopback(host):
        talk.print(f"from other machines: http://{_outward_address()}:{port}/{key}")
    for name in options.names:
        talk.print(f"and as {name}, behind a server of that name: https://{name}/{key}")
    talk.print("Ctrl+C closes it")


def _open(address: str, services: Services, options: WebOptions) -> None:
    """Open it in the browser, whose command line other users of this machine can read."""
    import webbrowser

    key = "" if options.token is None else f"?ticket={services.tickets.issue()}"
    webbrowser.open(f"{address}{key}")


def _here(host: str, port: int) -> str:
    return f"{'127.0.0.1' if host in ('0.0.0.0', '::') else _in_address(host)}:{port}"


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
