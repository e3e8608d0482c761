"""What every command that serves has to know: sizes, addresses and tokens, as they are said."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from vaha.errors import InputError
from vaha.exhibition.route import outward_address

if TYPE_CHECKING:
    from vaha.gallery.works import Gallery
    from vaha.settings import Settings
    from vaha.studio import Studio
    from vaha.web.options import WebOptions
    from vaha.web.services.all import Services
    from vaha.web.services.mirrors import OpenParts

TOKEN = "token"
"""The name under which the gallery keeps it."""

SAYABLE = re.compile(r"[A-Za-z0-9._~-]{8,200}")

SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([kMGT])B?")
UNITS = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def bytes_of(said: str) -> int | None:
    """The bytes of `500MB` or `1.5G`; None of `none`. Raises InputError."""
    if said == "none":
        return None
    if (parts := SIZE.fullmatch(said)) is None or (size := float(parts[1])) == 0:
        raise InputError(f"--disk {said!r} is no size; say one like 500MB or 10GB, or none")
    return round(size * UNITS[parts[2]])


def check_token(token: str | None, new_token: bool, no_token: bool) -> None:
    """Raise InputError for a token that cannot be said, or more than one wish."""
    if (token is not None) + new_token + no_token > 1:
        raise InputError("say one of --token, --new-token and --no-token")
    if token is not None and not SAYABLE.fullmatch(token):
        raise InputError(
            "--token is 8 to 200 letters, digits and any of -._~, since it stands in an address"
        )


def web_options(host: str, workers: int, queue_limit: int) -> WebOptions:
    """The server's limits; beyond loopback it is called by any address."""
    import socket

    from vaha.web.options import WebOptions

    if is_loopback(host):
        return WebOptions(workers=workers, queue_limit=queue_limit)
    name = socket.gethostname().lower()
    return WebOptions(
        workers=workers,
        queue_limit=queue_limit,
        hosts=(*WebOptions.hosts, host.lower(), name, f"{name}.local"),
        any_address=True,
    )


def guarded(
    options: WebOptions,
    gallery: Gallery,
    host: str,
    token: str | None,
    new_token: bool,
    no_token: bool = False,
) -> WebOptions:
    """The options with the token that this host needs; the gallery keeps it, or gets this one."""
    from dataclasses import replace

    if token is not None or new_token:
        gallery.replace_secret(TOKEN, token)
    needed = not no_token and (token is not None or not is_loopback(host))
    return replace(options, token=gallery.secret(TOKEN) if needed else None)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tell_where(host: str, port: int, options: WebOptions) -> None:
    """Say where the studio is."""
    import socket

    from vaha.cli.talk import console

    talk = console()
    key = "" if options.token is None else f"?token={options.token}"
    talk.print(f"the studio is open at http://{address_here(host, port)}/{key}")
    if not is_loopback(host):
        talk.print(
            f"from other machines: http://{outward_address() or socket.gethostname()}:{port}/{key}"
        )
    for name in options.names:
        talk.print(f"and as {name}, behind a server of that name: https://{name}/{key}")
    talk.print("Ctrl+C closes it")


def open_browser(address: str, services: Services, options: WebOptions) -> None:
    """Open it in the browser, whose command line other users of this machine can read."""
    import webbrowser

    key = "" if options.token is None else f"?ticket={services.tickets.issue()}"
    webbrowser.open(f"{address}{key}")


def address_here(host: str, port: int) -> str:
    """The address at which this machine's own browser finds the server."""
    return f"{'127.0.0.1' if host in ('0.0.0.0', '::') else _in_address(host)}:{port}"


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def opened_studio(
    settings: Settings, upscaler: str, fake: bool, faces: int, seconds: float
) -> tuple[Studio, OpenParts]:
    """The studio and its mirror: with the networks, or quick fakes that need no weights."""
    from functools import partial

    from vaha.hand.brush import BrushHand
    from vaha.mirror.options import MirrorParts
    from vaha.stages.fake import FakeEnlarger, fake_studio_parts
    from vaha.studio import Studio

    if not fake:
        return Studio.open(settings, upscaler), partial(MirrorParts.open, settings)
    # The hand needs no weights, so that also a studio of fakes has strokes to show.
    studio = Studio(*fake_studio_parts(faces, seconds)[:5], BrushHand())
    return studio, partial(MirrorParts, *fake_studio_parts(faces)[:3], enlarger=FakeEnlarger())
