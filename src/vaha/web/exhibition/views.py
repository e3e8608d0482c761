"""What the exhibition's screens ask: the room, a visit from its beginning to its end, the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from flask import Response, g, request, stream_with_context

from vaha.artwork import strokes_in
from vaha.gallery.kept import Kept
from vaha.images import Cost, decode_photo
from vaha.web.access.names import client_address
from vaha.web.access.shares import Caller
from vaha.web.exhibition.news import News
from vaha.web.exhibition.parts import Exhibition
from vaha.web.exhibition.payloads import Answer, Code, Hung, Near, Room, SignOfLife, Theme, Wake
from vaha.web.services.all import Services
from vaha.web.services.events import HEARTBEAT, RETRY, Event
from vaha.web.shapes.convert import API, work_shape
from vaha.web.shapes.payloads import WorkShape
from vaha.web.shapes.problems import Refused

NEAR = 0.14
"""A face is near that fills so much of the frame's width."""

LOOK_UP = 1.0
"""Seconds between looks at whether a watcher has gone or the server is closing."""


def get_room(services: Services, visitor: str, query: SignOfLife) -> Room:
    """What the screens have to know; asking is also a sign of life."""
    exhibition = Exhibition.of_app()
    exhibition.visits.hear(visitor)
    exhibition.screens.hear(query.screen, query.camera, query.age)
    room = exhibition.settings.room
    return Room(
        born=exhibition.born,
        languages=list(room.languages),
        theme=cast(Theme, room.theme),
        reading=room.reading,
        wake=cast(Wake, room.wake),
        hold_still=room.hold_still,
        idle_seconds=room.idle_seconds,
        question_seconds=room.question_seconds,
        hanging=room.hanging,
        take_home=exhibition.base() is not None,
        printing=exhibition.settings.printing.on,
        clean=exhibition.settings.live.clean,
        question=room.question,
        painted=room.painted and room.reading,
        sound=room.sound,
        cues=bool(exhibition.settings.machines.osc_in),
        open=exhibition.is_open,
        doors=exhibition.doors.state,
        test=exhibition.doors.testing,
    )


def begin_visit(services: Services, visitor: str) -> None:
    """Somebody new stands before the screen: what was there before parts."""
    exhibition = Exhibition.of_app()
    if not exhibition.is_open:
        raise Refused(403, "unauthorised", "the exhibition is closed now; come again")
    exhibition.part(visitor)
    g.visitor = services.visitors.new()
    exhibition.visits.begin(g.visitor.id)


def agree(services: Services, visitor: str) -> None:
    """The visitor has read the notice and agrees to be read."""
    exhibition = Exhibition.of_app()
    if not exhibition.settings.room.reading:
        raise Refused(403, "unauthorised", "nobody's face is read here")
    if not exhibition.visits.agree(visitor):
        raise Refused(404, "not_found", "this visit is over; begin anew")


def end_visit(services: Services, visitor: str) -> None:
    """The visitor goes; whoever comes next has another cookie."""
    Exhibition.of_app().part(visitor)
    g.visitor = services.visitors.new()


def look_for_somebody(services: Services, visitor: str) -> Near:
    """Whether a face is near. It is found, not read, and nothing of the frame is kept."""
    exhibition = Exhibition.of_app()
    if exhibition.settings.room.wake != "face":
        raise Refused(403, "unauthorised", "the camera is off here until somebody touches")
    if not exhibition.looking.acquire(blocking=False):
        raise Refused(503, "busy", "another frame is looked at", headers={"Retry-After": "1"})
    try:
        cost = Cost(pixels=services.options.frame_pixels, seconds=1.0)
        image = decode_photo(request.get_data(), cost).image
        faces = services.studio.follow_faces(image)
    finally:
        exhibition.looking.release()
    return Near(near=any(face.box.width >= NEAR * image.shape[1] for face in faces))


def list_hung(services: Services, visitor: str) -> Hung:
    """What hangs, the newest first."""
    most = Exhibition.of_app().settings.wall.works
    return Hung(works=[hung_shape(kept) for kept in services.gallery.exhibited.hung(most)])


def hung_shape(kept: Kept) -> WorkShape:
    """A work that hangs, with addresses that everybody here may ask."""
    there = f"{API}/exhibition/works/{kept.id}"
    strokes = None if kept.recipe.hand is None else f"{there}/strokes"
    changed = {"url": f"{there}.png", "thumbnail": f"{there}.png", "strokes": strokes}
    return work_shape(kept).model_copy(update=changed | {"portrait": None, "favourite": False})


def get_hung_picture(services: Services, visitor: str, work: str) -> Response:
    """Its PNG."""
    picture = services.gallery.exhibited.hung_picture(work)
    return _revalidated(Response(picture, mimetype="image/png"), work)


def get_hung_strokes(services: Services, visitor: str, work: str) -> Response:
    """What painted it."""
    strokes = strokes_in(services.gallery.exhibited.hung_picture(work))
    if strokes is None:
        raise Refused(404, "not_found", "this work has no strokes: it was left smooth")
    response = Response(strokes, mimetype="application/octet-stream")
    return _revalidated(response, f"{work}-strokes")


def hang_work(services: Services, visitor: str, work: str) -> WorkShape:
    """Hang the visitor's own work where everybody sees it."""
    exhibition = Exhibition.of_app()
    if not exhibition.settings.room.hanging:
        raise Refused(403, "unauthorised", "visitors hang no works here")
    kept = services.gallery.exhibited.hang(visitor, work)
    if (visit := exhibition.visits.hear(visitor)) is not None:
        visit.hung += 1
    exhibition.news.tell()
    shape = work_shape(kept)
    exhibition.machines.work(work, {one.value: share for one, share in shape.mood.items()})
    return shape


def answer_question(services: Services, visitor: str, portrait: str, body: Answer) -> None:
    """Count the visitor's answer once, by the mood's origin and the day; nothing else is kept."""
    exhibition = Exhibition.of_app()
    visit, job = exhibition.visits.hear(visitor), services.jobs.find(visitor, portrait)
    if not exhibition.settings.room.question:
        raise Refused(403, "unauthorised", "nobody is asked here")
    if visit is None or job is None or not job.portrait.works:
        raise Refused(404, "not_found", "there is no such portrait of yours")
    if body.question == "keeps" and body.value > len(job.portrait.works):
        raise Refused(422, "input", "there are not so many works")
    if (portrait, body.question) not in visit.answered:
        visit.answered.add((portrait, body.question))
        origin = "chosen" if job.portrait.asked else "read"
        services.gallery.tally.add(f"{body.question} {origin} {body.value}")


def give_work(services: Services, visitor: str, work: str) -> Code:
    """A code with which the visitor takes this work home."""
    exhibition = Exhibition.of_app()
    if (base := exhibition.base()) is None:
        raise Refused(404, "not_found", "no telephone reaches this machine now")
    return exhibition.code_for(visitor, work, base)


def watch_wall(services: Services, visitor: str) -> Response:
    """What hangs as server-sent events: all of it first, and again whenever it changes."""
    news = Exhibition.of_app().news

    def tell(number: int) -> Event:
        return Event(number, "works", list_hung(services, visitor).model_dump(mode="json"))

    return _streamed(services, visitor, _stream(services, news, 0, tell))


def watch_cues(services: Services, visitor: str) -> Response:
    """What other machines tell the screen to do, as server-sent events: begin, next."""
    cues = Exhibition.of_app().cues

    def tell(number: int) -> Event:
        return Event(number, "cue", {"cue": cues.last})

    return _streamed(services, visitor, _stream(services, cues.news, cues.news.number, tell))


def _streamed(services: Services, visitor: str, events: Iterator[str]) -> Response:
    caller = Caller(visitor, client_address(request))
    services.streams.take(caller)
    response = Response(
        stream_with_context(events),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        mimetype="text/event-stream",
    )
    response.call_on_close(lambda: services.streams.free(caller))
    return response


def _stream(
    services: Services, news: News, seen: int, tell: Callable[[int], Event]
) -> Iterator[str]:
    """An event for each change of `news` after the number `seen`."""
    yield f"retry: {RETRY}\n\n"
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    silence = 0.0
    while not gone() and not services.jobs.closed:
        number = news.after(seen, LOOK_UP)
        if number != seen:
            seen, silence = number, 0.0
            yield tell(number).encode()
        elif (silence := silence + LOOK_UP) >= HEARTBEAT:
            silence = 0.0
            yield ": still here\n\n"


def _revalidated(response: Response, tag: str) -> Response:
    """May be kept by the browser, but only shown after asking: what is taken down is gone."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag)
    response.make_conditional(request)
    return response
