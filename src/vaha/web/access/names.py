"""By what names the studio is called, and from which address it is asked."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from flask import Request

from vaha.errors import InputError
from vaha.web.options import WebOptions

DEFAULT_PORTS = {"http": 80, "https": 443}

NETWORK_BITS = 64
"""One household or phone has as many IPv6 addresses as it likes: its network counts as one."""


NAME = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?")


def public_name(said: str) -> str:
    """`studio.example.org:8443` of that, or of an address of the studio; raises InputError."""
    name = said.strip()
    if "://" in name:
        parts = _split(name)
        name = parts.netloc if parts is not None else ""
    if not NAME.fullmatch(name) and not _is_address(hostname_of(name)):
        raise InputError(
            f"{said!r} is no name of a machine (--name, VAHA_HOSTS); say one like "
            "studio.example.org"
        )
    return name.lower()


def hostname_of(host: str) -> str:
    """`localhost` of `Localhost.:8000`, `::1` of `[::1]:8000`, empty for nonsense."""
    parts = _split(f"//{host}")
    return (parts.hostname or "").rstrip(".") if parts is not None else ""


def is_called(host: str, options: WebOptions) -> bool:
    """Whether this Host header names the studio."""
    name = hostname_of(host)
    ours = {*options.hosts, *(hostname_of(known) for known in options.names)}
    return name in ours or (options.any_address and _is_address(name))


def is_our_origin(origin: str, host: str, options: WebOptions) -> bool:
    """Whether this Origin header is our own page's: as it was asked for, or as we are called."""
    parts = _split(origin)
    if parts is None or parts.scheme not in DEFAULT_PORTS:
        return False
    named = _split(f"{parts.scheme}://{host}")
    ours = [] if named is None else [named]
    ours += [urlsplit(f"{parts.scheme}://{known}") for known in options.names]
    return any(_place(parts) == _place(one) for one in ours)


def client_address(request: Request) -> str:
    """What one caller is counted by: an IPv4 address, or the network of an IPv6 one."""
    return counted_by(request.remote_addr or "")


def counted_by(said: str) -> str:
    """What a client of this address is counted by."""
    try:
        address = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none, or its port is no number."""
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port >= 0 else None
    except ValueError:
        return None


def _place(parts: SplitResult) -> tuple[str, int]:
    """Host and port, the usual port where none is said."""
    host = (parts.hostname or "").rstrip(".")
    return host, parts.port or DEFAULT_PORTS[parts.scheme]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
