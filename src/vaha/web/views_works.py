"""The gallery, morphs, and being forgotten."""

from __future__ import annotations

from flask import Response, after_this_request, request

from vaha.artwork import RECIPE_KEY
from vaha.emotions import Mood
from vaha.errors import WorkNotFound
from vaha.gallery.works import Kept
from vaha.images import decode_image, encode_picture, resize
from vaha.web.payloads import (
    Forgotten,
    Morph,
    MorphFrame,
    MorphOptions,
    PictureQuery,
    WorkChange,
    Works,
    WorkShape,
    WorksQuery,
)
from vaha.web.morphs import moods_between
from vaha.web.services import Services
from vaha.web.shapes import API, mood_shape, work_shape
from vaha.web.visitors import drop_cookie

THUMBNAIL = 192
"""Pixels of a thumbnail's long side."""


def list_works(services: Services, visitor: str, query: WorksQuery) -> Works:
    """One page of the gallery."""
    page = services.gallery.page(visitor, query.limit, query.before, query.favourites == "1")
    return Works(works=[work_shape(work) for work in page.works], next=page.next)


def get_work(services: Services, visitor: str, work: str) -> WorkShape:
    """One work."""
    return work_shape(services.gallery.get(visitor, work))


def get_picture(services: Services, visitor: str, work: str, query: PictureQuery) -> Response:
    """The PNG with its recipe; the browser asks each time whether it may still show it."""
    response = Response(services.gallery.picture(visitor, work), mimetype="image/png")
    if query.download == "1":
        name = _file_name(services.gallery.get(visitor, work))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _revalidated(response, work)


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
    moods = moods_between(Mood.of(body.from_), Mood.of(body.to), body.steps)
    frames = []
    with services.morphing.taken():
        for mood in moods:
            work = services.studio.paint(mood, [int(body.seed)])[0]
            work = services.studio.enlarge(work, body.scale)
            frames.append(encode_picture(work.image, text={RECIPE_KEY: work.recipe.to_json()}))
    name = services.morphs.keep(visitor, frames)
    return Morph(
        frames=[
            MorphFrame(url=f"{API}/morphs/{name}/{index}.png", mood=mood_shape(mood))
            for index, mood in enumerate(moods)
        ]
    )


def get_morph_frame(services: Services, visitor: str, morph: str, frame: int) -> Response:
    """The PNG of one frame, with its recipe."""
    picture = services.morphs.frame(visitor, morph, frame)
    if picture is None:
        raise WorkNotFound("this morph is gone; paint it again")
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(picture, 200, headers, mimetype="image/png")


def forget_me(services: Services, visitor: str) -> Forgotten:
    """Delete all works, portraits and morphs of the visitor, and the cookie that names them."""
    portraits = services.jobs.forget(visitor)
    works = services.gallery.forget(visitor)
    services.morphs.forget(visitor)

    @after_this_request
    def forget_cookie(response: Response) -> Response:
        drop_cookie(response)
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
