"""What a person is told who cannot even be let in: a page in place of a problem as JSON.

It needs no script and no file, and speaks German to those whose browser asks for it first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from flask import Request, Response

from vaha.web.access.cookies import home_of
from vaha.web.shapes.convert import API
from vaha.web.shapes.payloads import Code, Problem

STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem;"
    "color:#1c1a17;background:#f7f5f0}input,button{font:inherit;padding:.4rem .7rem}"
    "@media(prefers-color-scheme:dark){body{color:#ece8df;background:#141311}}"
)

POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

TITLES: Mapping[str, Mapping[Code, str]] = {
    "en": {
        "token": "This studio is locked",
        "unknown_name": "This studio goes by another name",
        "rate": "One moment, please",
    },
    "de": {
        "token": "Dieses Studio ist abgeschlossen",
        "unknown_name": "Dieses Studio hat einen anderen Namen",
        "rate": "Einen Augenblick, bitte",
    },
}

GERMAN: Mapping[Code, str] = {
    "token": "Es braucht sein Token. Öffne die ganze Adresse, die „vaha serve“ ausgegeben hat, "
    "oder trage das Token hier ein.",
    "unknown_name": "Es weiß nicht, dass es so heißt. Wer es betreibt, sagt es ihm beim Start:",
    "rate": "Von hier kommen zu viele Anfragen auf einmal. Lade die Seite gleich noch einmal.",
}

TOKEN_FORM = (
    '<form action="{home}"><label>Token <input name="token" type="password" '
    'autocomplete="current-password" required></label> <button>{open}</button></form>'
)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for something to show, rather than a program for an answer."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(API):
        return False
    return "text/html" in request.headers.get("Accept", "")


def page_of(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """The problem as a page; its status and headers are the problem's own."""
    german = _prefers_german(request)
    title = TITLES["de" if german else "en"].get(problem.code, "VAHA")
    body = f"<h1>{title}</h1><p>{escape(_sentence(problem, german))}</p>"
    if problem.code == "unknown_name" and german:
        body += f"<p><code>{escape(problem.detail.rpartition(': ')[2])}</code></p>"
    if problem.code == "token":
        body += TOKEN_FORM.format(
            home=escape(home_of(request)), open="Öffnen" if german else "Open"
        )
    text = (
        f'<!doctype html><html lang="{"de" if german else "en"}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>VAHA</title><style>{STYLE}</style>{body}</html>"
    )
    policy = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return Response(text, problem.status, {**headers, **policy}, mimetype="text/html")


def _prefers_german(request: Request) -> bool:
    spoken = [language[:2].lower() for language in request.accept_languages.values()]
    return next((one for one in spoken if one in ("en", "de")), "en") == "de"


def _sentence(problem: Problem, german: bool) -> str:
    if german and problem.code in GERMAN:
        return GERMAN[problem.code]
    return f"{problem.detail[:1].upper()}{problem.detail[1:]}."
