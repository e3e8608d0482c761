"""Who may ask at all: our own page, by our own name, with the token where one is needed."""

from __future__ import annotations

import hmac
import re

from flask import Request, Response

from vaha.web.access.cookies import home_of, set_cookie
from vaha.web.access.names import hostname_of, is_called, is_our_origin
from vaha.web.access.tickets import Tickets
from vaha.web.options import WebOptions
from vaha.web.shapes.convert import API
from vaha.web.shapes.problems import Refused

HEADER = "X-VAHA"
"""Sent with everything that changes something: another site's form cannot send it."""

SPEAKABLE = re.compile(r"[a-z0-9.:-]{1,253}")
"""What a name is made of; anything else is not repeated."""

CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))

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

    Where a token is needed any name will do: a page that made a name of its own point here has no
    token to show, since browsers keep cookies by name.
    """
    host = request.headers.get("Host", "")
    if options.token is not None or is_called(host, options):
        return
    name = hostname_of(host)
    how = f"vaha serve --name {name}" if SPEAKABLE.fullmatch(name) else "vaha serve --name NAME"
    raise Refused(
        421,
        "unknown_name",
        f"this studio does not know that it is called so; start it with: {how}",
    )


def check_same_origin(request: Request, options: WebOptions) -> None:
    """Refuse what another site's page sends, as the browser itself says."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = site is not None and site not in ("same-origin", "none")
    if site is None and origin is not None:  # a browser from before Sec-Fetch-Site
        foreign = not is_our_origin(origin, request.headers.get("Host", ""), options)
    if foreign:
        raise Refused(403, "unauthorised", "another site's page may not ask this studio")
    if request.method in CHANGING and request.headers.get(HEADER) != "1":
        raise Refused(403, "unauthorised", f"send the header {HEADER}: 1 with what changes things")


def check_token(request: Request, token: str | None, cookie: str) -> None:
    """Refuse a client that does not show the token, where one is needed."""
    if token is None or request.path == "/healthz":
        return
    shown = request.authorization.token if request.authorization else None
    given = shown or request.cookies.get(cookie) or ""
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Refused(
            401,
            "token",
            "this studio needs its token; open the whole address that `vaha serve` printed",
            headers={"WWW-Authenticate": "Bearer"},
        )


def answer_to_token(
    request: Request, token: str | None, tickets: Tickets, cookie: str
) -> Response | None:
    """A page that takes the token out of the address and into a cookie, where it is right.

    A ticket in the address is exchanged for the token. The page goes on by itself: the cookie is
    Strict, so a redirect from elsewhere would not carry it.
    """
    if token is None or request.path != "/" or not _lets_in(request, token, tickets):
        return None
    there = home_of(request)
    page = f'<!doctype html><meta http-equiv="refresh" content="0;url={there}"><title>VAHA</title>'
    response = Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})
    set_cookie(request, response, cookie, token)
    return response


def _lets_in(request: Request, token: str, tickets: Tickets) -> bool:
    shown, ticket = request.args.get("token", ""), request.args.get("ticket")
    if hmac.compare_digest(shown.encode(), token.encode()):
        return True
    return ticket is not None and request.method == "GET" and tickets.take(ticket)


def add_headers(request: Request, response: Response) -> None:
    """What every answer says to browsers; the API's are not stored unless they say otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(API):
        response.headers.setdefault("Cache-Control", "no-store")
