"""Who asks: an unguessable, signed cookie, of which only a hash is ever kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Request, Response
from itsdangerous import BadSignature, Signer

from vaha.web.access.cookies import OLD_VISITOR, CookieNames, drop_cookie, set_cookie


@dataclass(frozen=True)
class Visitor:
    """`id` is what works and portraits are kept under; `cookie` is to be set where not None."""

    id: str
    cookie: str | None = None


class Visitors:
    """Knows visitors again by cookies that it has signed itself."""

    def __init__(self, secret: str) -> None:
        self.names = CookieNames.of(secret)
        self._signer = Signer(secret, salt="vaha visitor", digest_method=hashlib.sha256)
        self._forgotten: set[str] = set()

    def known(self, request: Request) -> Visitor | None:
        """The visitor of this request; None where it has no cookie of ours.

        A cookie with the name of old is set anew under today's.
        """
        visitor = self._named(request)
        return None if visitor is None or self.is_forgotten(visitor.id) else visitor

    def is_of_forgotten(self, request: Request) -> bool:
        """Whether the request was sent with the cookie of a visitor who is forgotten."""
        visitor = self._named(request)
        return visitor is not None and self.is_forgotten(visitor.id)

    def _named(self, request: Request) -> Visitor | None:
        if (name := self._unsigned(request, self.names.visitor)) is not None:
            return Visitor(_hash(name))
        if (name := self._unsigned(request, OLD_VISITOR)) is not None:
            return Visitor(_hash(name), request.cookies[OLD_VISITOR])
        return None

    def new(self) -> Visitor:
        """A visitor who was never here."""
        cookie = self._signer.sign(secrets.token_urlsafe(24))
        return Visitor(_hash(self._signer.unsign(cookie)), cookie.decode())

    @contextmanager
    def forgetting(self, visitor: str) -> Iterator[None]:
        """From now on nobody is this visitor, unless the block fails: then they may ask again."""
        self._forgotten.add(visitor)
        try:
            yield
        except BaseException:
            self._forgotten.discard(visitor)
            raise

    def is_forgotten(self, visitor: str) -> bool:
        """Whether they asked to be forgotten since the server started."""
        return visitor in self._forgotten

    def remember(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Ask the browser to remember the visitor, where it does not yet."""
        if visitor.cookie is not None:
            set_cookie(request, response, self.names.visitor, visitor.cookie)

    def drop(self, request: Request, response: Response) -> None:
        """Ask the browser to forget the visitor."""
        drop_cookie(request, response, self.names.visitor)
        if self._unsigned(request, OLD_VISITOR) is not None:
            drop_cookie(request, response, OLD_VISITOR)

    def _unsigned(self, request: Request, cookie: str) -> bytes | None:
        try:
            return self._signer.unsign(request.cookies.get(cookie, ""))
        except BadSignature:
            return None


def _hash(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()
