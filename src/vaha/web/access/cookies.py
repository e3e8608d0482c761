"""Our cookies: out of reach of scripts and of other sites, and told apart from other studios'."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import Request, Response

YEAR = 365 * 24 * 3600

OLD_VISITOR = "vaha_visitor"
"""What the visitor's cookie was called when every studio on a machine called it so."""


@dataclass(frozen=True)
class CookieNames:
    """What one studio calls its cookies: browsers send them to every port of a machine."""

    visitor: str
    token: str

    @classmethod
    def of(cls, secret: str) -> CookieNames:
        """Names that are the same for as long as the gallery keeps its secret."""
        mark = hashlib.sha256(f"cookies of {secret}".encode()).hexdigest()[:8]
        return cls(f"vaha_visitor_{mark}", f"vaha_token_{mark}")


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Ask the browser to remember it for a year, for this studio's path only."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Strict",
        path=home_of(request),
        secure=request.is_secure,
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Ask the browser to forget it."""
    response.delete_cookie(
        name, path=home_of(request), httponly=True, samesite="Strict", secure=request.is_secure
    )


def home_of(request: Request) -> str:
    """The path of the entrance: `/`, or `/vaha/` where a proxy shows the studio under /vaha."""
    return f"{request.script_root}/"
