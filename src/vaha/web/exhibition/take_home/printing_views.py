"""What the exhibition's screen asks of the printer."""

from __future__ import annotations

from flask import Response, request

from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.exhibition.parts import Exhibition
from vaha.web.exhibition.payloads import CardQuery, PrintOptions, Sheets
from vaha.web.exhibition.take_home.printing import card_of
from vaha.web.services.all import Services
from vaha.web.shapes.problems import Refused


def get_printer(services: Services, visitor: str) -> Sheets:
    """How the printer is, and how many sheets this visitor may still print."""
    exhibition = Exhibition.of_app()
    press, visit = exhibition.press, exhibition.visits.hear(visitor)
    state = press.state()
    left = press.left(visit, services.gallery.tally)
    return Sheets(ready=state.ready, waiting=state.waiting, left=left)


def get_card(services: Services, visitor: str, work: str, query: CardQuery) -> Response:
    """What would be printed."""
    if not Exhibition.of_app().settings.printing.on:
        raise Refused(404, "not_found", "nothing is printed here")
    return Response(_card(services, visitor, work, query), mimetype="image/png")


def print_work(services: Services, visitor: str, work: str, body: PrintOptions) -> Sheets:
    """Print the visitor's own work."""
    exhibition = Exhibition.of_app()
    visit = exhibition.visits.hear(visitor)
    if visit is None or not exhibition.settings.printing.on:
        raise Refused(403, "unauthorised", "nothing is printed here now")
    card = _card(services, visitor, work, body)
    exhibition.press.send(card, body.copies, visit, services.gallery.tally)
    return get_printer(services, visitor)


def _card(services: Services, visitor: str, work: str, wanted: CardQuery) -> bytes:
    exhibition = Exhibition.of_app()
    kept = services.gallery.get(visitor, work)
    picture = services.gallery.picture(visitor, work)
    base = exhibition.base()
    address = None if base is None else exhibition.code_for(visitor, work, base).address
    with services.repainting.taken(Caller(visitor, client_address(request))):
        return card_of(services.studio, kept, picture, wanted.language, address)
