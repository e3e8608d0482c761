"""Keeping a moment of the live mirror or of a morph: a work, and a film of ten seconds."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from vaha.artwork import Recipe
from vaha.errors import WorkNotFound
from vaha.hand.base import Brushwork
from vaha.hand.manners import MANNER_OF_STYLE
from vaha.moments import Moment, moment_in, walk
from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.services.all import Services
from vaha.web.services.films import Films
from vaha.web.services.live import TooManyReadings
from vaha.web.shapes.convert import work_shape
from vaha.web.shapes.payloads import WorkShape
from vaha.web.shapes.problems import Refused
from vaha.web.shapes.requests import DownloadQuery
from vaha.web.views.portraits import check_portrait_rate

SCALE = 4
"""How often a kept picture is enlarged on each side, before its strokes are laid."""

FILMS = {"webm": "video/webm", "mp4": "video/mp4"}


def keep_mirror_moment(services: Services, visitor: str) -> WorkShape:
    """What my mirror shows, painted by the hand as a work of mine, with its last ten seconds."""
    try:
        found = services.mirrors.recent(visitor)
    except TooManyReadings:
        raise _busy() from None
    if found is None:
        raise Refused(404, "not_found", "your mirror shows nothing just now; look into it")
    return _keep(services, visitor, *found)


def keep_morph_moment(services: Services, visitor: str, morph: str, frame: int) -> WorkShape:
    """This frame of my morph as a work of mine, with the walk there and back."""
    recipes = services.morphs.recipes(visitor, morph)
    if not 0 <= frame < len(recipes):
        raise WorkNotFound("this morph is gone; paint it again")
    return _keep(services, visitor, recipes[frame], walk(recipes, frame))


def _keep(services: Services, visitor: str, recipe: Recipe, moment: Moment | None) -> WorkShape:
    check_portrait_rate(services, visitor)
    with services.keeping.taken(Caller(visitor, client_address(request))):
        hand = Brushwork(MANNER_OF_STYLE[recipe.style])
        work = services.studio.repaint(replace(recipe, scale=SCALE, hand=hand))
        [work] = services.studio.score([work], recipe.mood)
        return work_shape(services.gallery.add(visitor, work, moment=moment))


def get_film(
    services: Services, visitor: str, query: DownloadQuery, work: str, ending: str
) -> Response:
    """The film of a work that is a moment's; it is made when it is first asked for."""
    picture = services.gallery.picture(visitor, work)
    return film_response(services.films, visitor, work, picture, ending)


def film_response(films: Films, visitor: str, work: str, picture: bytes, ending: str) -> Response:
    """The film of the moment in this PNG, a part of it where one is asked for; raises Refused."""
    moment = moment_in(picture) if ending in FILMS else None
    if moment is None:
        raise Refused(404, "not_found", "of this work there is no such film")
    try:
        film = films.film(visitor, work, moment, f".{ending}")
    except TooManyReadings:
        raise _busy() from None
    response = Response(film, mimetype=FILMS[ending])
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(f"{work}-{ending}")
    if request.args.get("download", "0") != "0":
        name = f"vaha-{moment.last.mood.top.value}.{ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Players ask for parts; some show nothing without.
    response.make_conditional(request, accept_ranges=True, complete_length=len(film))
    return response


def _busy() -> Refused:
    busy = "another film is being made; try again in a moment"
    return Refused(503, "busy", busy, headers={"Retry-After": "2"})
