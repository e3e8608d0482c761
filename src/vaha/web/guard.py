"""Who may ask at all: our own page, by our own name, with the token where one is needed."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from flask import Request, Response

from vaha.web.options import WebOptions
from vaha.web.problems import Refused
from vaha.web.shapes import API

TOKEN_COOKIE = "vaha_token"
HEADER = "X-VAHA"
"""Sent with everything that changes something: another site's form cannot send it."""

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check_host(request: Request, options: WebOptions) -> None:
    """Refuse a Host that is not ours: so that no foreign name can be made to point here.

    Beyond loopback any address is ours: a name that was rebound is never an address.
    """
    name = _name_of(request.headers.get("Host", ""))
    if name in options.hosts or (options.any_address and _is_address(name)):
        return
    raise Refused(421, "unauthorised", "this studio is not called so; use the address it printed")


def check_same_origin(request: Request) -> None:
    """Refuse what another site's page sends, as the browser itself says."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refused(403, "unauthorised", "another site's page may not ask this studio")
    origin, host = request.headers.get("Origin"), request.headers.get("Host")
    old_browser = "Sec-Fetch-Site" not in request.headers
    if old_browser and origin is not None and urlsplit(origin).netloc != host:
        raise Refused(403, "unauthorised", "another site's page may not ask this studio")
    if request.method not in SAFE and request.headers.get(HEADER) != "1":
        raise Refused(403, "unauthorised", f"send the header {HEADER}: 1 with what changes things")


def check_token(request: Request, token: str | None) -> None:
    """Refuse a client that does not show the token, where one is needed."""
    if token is None or request.path == "/healthz":
        return
    shown = request.authorization.token if request.authorization else None
    given = shown or request.cookies.get(TOKEN_COOKIE) or ""
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Refused(
            401,
            "unauthorised",
            "this studio needs its token; open the whole address that `vaha serve` printed",
            headers={"WWW-Authenticate": "Bearer"},
        )


def answer_to_token(request: Request, token: str | None) -> Response | None:
    """A page that takes the token out of the address and into a cookie, where it is right.

    It goes on by itself: the cookie is Strict, so a redirect from elsewhere would not carry it.
    """
    if token is None or request.path != "/" or "token" not in request.args:
        return None
    if not hmac.compare_digest(request.args["token"].encode(), token.encode()):
        return None
    page = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>VAHA</title>'
    response = Response(page, mimetype="text/html")
    response.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="Strict", path="/")
    return response


def add_headers(request: Request, response: Response) -> None:
    """What every answer says to browsers; the API's are not stored unless they say otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(API):
        response.headers.setdefault("Cache-Control", "no-store")


def _name_of(host: str) -> str:
    """`localhost` of `localhost:8000`, `::1` of `[::1]:8000`, empty for nonsense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
