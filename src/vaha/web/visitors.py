"""Who asks: an unguessable, signed cookie, of which only a hash is ever kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from flask import Request, Response
from itsdangerous import BadSignature, Signer

COOKIE = "vaha_visitor"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Visitor:
    """`id` is what works and portraits are kept under; `cookie` is to be set where not None."""

    id: str
    cookie: str | None = None


class Visitors:
    """Knows visitors again by cookies that it has signed itself."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="vaha visitor", digest_method=hashlib.sha256)

    def known(self, request: Request) -> Visitor | None:
        """The visitor of this request; None where it has no cookie of ours."""
        try:
            name = self._signer.unsign(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return None
        return Visitor(_hash(name))

    def new(self) -> Visitor:
        """A visitor who was never here."""
        cookie = self._signer.sign(secrets.token_urlsafe(24))
        return Visitor(_hash(self._signer.unsign(cookie)), cookie.decode())


def set_cookie(response: Response, visitor: Visitor) -> None:
    """Ask the browser to remember the visitor, where it does not yet."""
    if visitor.cookie is not None:
        response.set_cookie(
            COOKIE, visitor.cookie, max_age=YEAR, httponly=True, samesite="Strict", path="/"
        )


def drop_cookie(response: Response) -> None:
    """Ask the browser to forget the visitor."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict")


def _hash(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()
