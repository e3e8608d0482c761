"""The studio's application with an exhibition's settings."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, g, request

from vaha.exhibition.settings import ExhibitionSettings
from vaha.gallery.works import Gallery
from vaha.mirror.options import MirrorParts
from vaha.studio import Studio
from vaha.web.access.admission import KEY
from vaha.web.access.visitors import Visitor
from vaha.web.app import DEFAULTS, create_app
from vaha.web.exhibition.doors import Doors
from vaha.web.exhibition.operations import OPERATIONS
from vaha.web.exhibition.parts import NAME, Exhibition
from vaha.web.options import WebOptions
from vaha.web.services.all import Services
from vaha.web.services.mirrors import OpenParts
from vaha.web.shapes.convert import API
from vaha.web.shapes.problems import Refused
from vaha.web.views import pages

PAGE = "exhibition.html"

VISITS = f"{API}/exhibition/visits"

READING = (f"{API}/moods", f"{API}/mirror", f"{API}/mirror/moments")
PAINTING = (f"{API}/portraits", f"{API}/morphs")


def create_exhibition(
    studio: Studio,
    gallery: Gallery,
    settings: ExhibitionSettings,
    options: WebOptions = DEFAULTS,
    static: Path = pages.STATIC,
    mirror: OpenParts = MirrorParts.open,
    take_home_port: int | None = None,
    doors: Doors | None = None,
) -> Flask:
    """The exhibition as a WSGI application; `take_home_port` is where single works are shown."""
    app = create_app(studio, gallery, options, static, mirror, OPERATIONS, PAGE)
    exhibition = Exhibition(settings, Services.of_app(app), take_home_port, doors=doors or Doors())
    app.extensions[NAME] = exhibition
    app.before_request(check_visit)  # after the studio's own: the visitor is known
    app.after_request(tell_machines)
    app.after_request(keep_cookie)  # before the studio's own, which sets it
    return app


def keep_cookie(response: Response) -> Response:
    """Bring no cookie where a visit did not begin or end: what was asked with the last visitor's
    may be answered after the next visitor's cookie came, and would overwrite it.
    """
    changes = request.path == VISITS or not request.path.startswith(API)
    visitors = Services.of_app().visitors
    if not changes and "visitor" in g and visitors.is_of_forgotten(request):
        g.visitor = Visitor(g.visitor.id)
    return response


def tell_machines(response: Response) -> Response:
    """Tell the room's other machines what was read of who has agreed: moods, never a face."""
    machines = Exhibition.of_app().machines
    if request.path != f"{API}/moods" or response.status_code != 200 or KEY in request.environ:
        return response
    if machines.hear_moods:
        faces = (response.get_json(silent=True) or {}).get("faces", [])
        machines.mood(faces[0]["mood"] if faces else None)
    return response


def check_visit() -> None:
    """Refuse to read anybody who has not agreed, and to paint for who is not there.

    Raises Refused.
    """
    if request.method != "POST" or KEY in request.environ:
        return
    if not request.path.startswith((*READING, *PAINTING)):
        return
    exhibition = Exhibition.of_app()
    visit = exhibition.visits.hear(g.visitor.id)
    if request.path in READING or request.files:
        if not exhibition.settings.room.reading:
            raise Refused(403, "unauthorised", "nobody's face is read here; choose a mood")
        if request.path == f"{API}/mirror" and exhibition.settings.live.clean:
            return
        if visit is None or not visit.agreed:
            raise Refused(403, "unauthorised", "nobody is read here before they agree")
    elif visit is None:
        raise Refused(403, "unauthorised", "this visit is over; begin anew")
