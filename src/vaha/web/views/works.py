"""The gallery, morphs, and being forgotten."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, after_this_request, g, request

from vaha.artwork import Artwork, Recipe, encode_artwork, strokes_in
from vaha.emotions import Mood
from vaha.errors import WorkNotFound
from vaha.gallery.kept import Kept
from vaha.hand.strokes import from_bytes
from vaha.images import decode_image, encode_picture, resize
from vaha.portraits.variations import morph
from vaha.stages.paint import check_seeds
from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.services.all import Services
from vaha.web.services.live import TooManyReadings
from vaha.web.shapes.convert import API, mood_shape, work_shape
from vaha.web.shapes.payloads import Forgotten, Morph, MorphFrame, Works, WorkShape
from vaha.web.shapes.problems import Refused
from vaha.web.shapes.requests import MorphOptions, PictureQuery, WorkChange, WorksQuery
from vaha.web.views.moods import unkept
from vaha.web.views.portraits import check_portrait_rate

THUMBNAIL = 192
"""Pixels of a thumbnail's long side."""


def list_works(services: Services, visitor: str, query: WorksQuery) -> Works:
    """One page of the gallery."""
    page = services.gallery.page(visitor, query.limit, query.before, query.favourites == "1")
    works = [work_shape(work) for work in page.works]
    return Works(works=works, next=page.next, unreadable=page.unreadable)


def get_work(services: Services, visitor: str, work: str) -> WorkShape:
    """One work."""
    return work_shape(services.gallery.get(visitor, work))


def get_picture(services: Services, visitor: str, work: str, query: PictureQuery) -> Response:
    """The PNG with its recipe; the browser asks each time whether it may still show it."""
    picture = services.gallery.picture(visitor, work)
    if query.size is not None:
        picture = _repainted(services, visitor, work, int(query.size))
    response = Response(picture, mimetype="image/png")
    if query.download == "1":
        name = _file_name(services.gallery.get(visitor, work))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _revalidated(response, f"{work}-{query.size}" if query.size else work)


def get_strokes(services: Services, visitor: str, work: str) -> Response:
    """What painted it, to be laid by the page."""
    strokes = _strokes_of(services.gallery.picture(visitor, work))
    return _revalidated(Response(strokes, mimetype="application/octet-stream"), f"{work}-strokes")


def explain_work(services: Services, visitor: str, work: str) -> Response:
    """The work beside a heat map of what carries its mood for the critic, a PNG; it is not kept."""
    recipe = services.gallery.get(visitor, work).recipe
    image = decode_image(services.gallery.picture(visitor, work))
    try:
        return unkept(services.live.why_work(Artwork(image, recipe)))
    except TooManyReadings:
        busy = "another work is being looked at; try again in a moment"
        raise Refused(503, "busy", busy, headers={"Retry-After": "1"}) from None


def _strokes_of(picture: bytes) -> bytes:
    strokes = strokes_in(picture)
    if strokes is None:
        raise Refused(404, "not_found", "this work has no strokes: it was left smooth")
    return strokes


def _repainted(services: Services, visitor: str, work: str, size: int) -> bytes:
    """The PNG of the work's strokes at this size; 503 where another is being made."""
    recipe = services.gallery.get(visitor, work).recipe
    strokes = from_bytes(_strokes_of(services.gallery.picture(visitor, work)))
    hand = recipe.hand and replace(recipe.hand, size=size)
    with services.repainting.taken(Caller(visitor, client_address(request))):
        image = services.studio.render(strokes, size)
        return encode_artwork(Artwork(image, replace(recipe, hand=hand), strokes=strokes))


def get_thumbnail(services: Services, visitor: str, work: str) -> Response:
    """A small WebP of the work."""
    image = decode_image(services.gallery.picture(visitor, work))
    ratio = min(1.0, THUMBNAIL / max(image.shape[:2]))
    height, width = (max(1, round(side * ratio)) for side in image.shape[:2])
    small = encode_picture(resize(image, height, width), "WEBP")
    return _revalidated(Response(small, mimetype="image/webp"), f"{work}-small")


def change_work(services: Services, visitor: str, work: str, body: WorkChange) -> WorkShape:
    """Make it a favourite, or no longer."""
    return work_shape(services.gallery.mark(visitor, work, body.favourite))


def delete_work(services: Services, visitor: str, work: str) -> None:
    """Delete it."""
    services.gallery.delete(visitor, work)


def paint_morph(services: Services, visitor: str, body: MorphOptions) -> Morph:
    """Paint the frames at once; 503 where another morph is being painted."""
    check_portrait_rate(services, visitor)
    with services.morphing.taken(Caller(visitor, client_address(request))):
        start, end = _start_of_morph(services, visitor, body), Mood.of(body.to)
        works = services.studio.paint_recipes(morph(start, end, body.steps))
        works = [services.studio.enlarge(work, body.scale) for work in works]
    name = services.morphs.keep(
        visitor,
        [encode_artwork(work) for work in works],
        [work.recipe for work in works],
    )
    return Morph(
        frames=[
            MorphFrame(url=f"{API}/morphs/{name}/{index}.png", mood=mood_shape(work.recipe.mood))
            for index, work in enumerate(works)
        ]
    )


def _start_of_morph(services: Services, visitor: str, body: MorphOptions) -> Recipe:
    """The recipe of the first frame; raises Refused, MoodError, InputError or WorkNotFound."""
    mood = Mood.of(body.from_)
    if body.work is not None:
        return replace(services.gallery.get(visitor, body.work).recipe, mood=mood)
    if body.seed is None:
        raise Refused(422, "input", "give the seed, or the work, whose noise is painted", "seed")
    check_seeds([seed := int(body.seed)])
    # One painting says how strong the painter usually paints.
    return services.studio.paint(mood, [seed])[0].recipe


def get_morph_frame(services: Services, visitor: str, morph: str, frame: int) -> Response:
    """The PNG of one frame, with its recipe."""
    picture = services.morphs.frame(visitor, morph, frame)
    if picture is None:
        raise WorkNotFound("this morph is gone; paint it again")
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(picture, 200, headers, mimetype="image/png")


def forget_me(services: Services, visitor: str) -> Forgotten:
    """Delete all works, portraits and morphs of the visitor, and the cookie that names them."""
    with services.visitors.forgetting(visitor):
        portraits = services.jobs.forget(visitor)
        services.morphs.forget(visitor)
        services.mirrors.forget(visitor)
        services.films.forget(visitor)
        services.live.forget(visitor)
        works = services.gallery.forget(visitor)  # last: a disk may refuse

    g.visitor = None  # and no new cookie in the place of the old

    @after_this_request
    def forget_cookie(response: Response) -> Response:
        services.visitors.drop(request, response)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return Forgotten(works=works, portraits=portraits)


def _file_name(work: Kept) -> str:
    return f"vaha-{work.recipe.mood.top.value}-seed{work.recipe.seed}.png"


def _revalidated(response: Response, tag: str) -> Response:
    """May be kept by the browser, but only shown after asking: a deleted work is gone at once."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag)
    response.make_conditional(request)
    return response
