"""The works that the house hangs itself, so that an exhibition never begins with bare walls."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from vaha.emotions import FACE_EMOTIONS, Mood
from vaha.gallery.exhibited import HOUSE
from vaha.installation.parts import sentence_of_broken_part
from vaha.studio import PortraitOptions, Studio
from vaha.web.exhibition.parts import Exhibition

log = logging.getLogger("vaha.web")

CANDIDATES = 8
SIDE = 768

MANNERS = ("impasto", "watercolour", "oil", "impressionist", "fresco", "pastel", "pointillist")
"""One for each mood, so that the walls show what the hand can do."""


def hang_house_works(exhibition: Exhibition, side: int = SIDE) -> int:
    """Paint and hang one work for each of some moods, where nothing hangs; gives how many."""
    gallery, studio = exhibition.services.gallery, exhibition.services.studio
    if gallery.exhibited.hung(1):
        return 0
    emotions = FACE_EMOTIONS[: exhibition.settings.room.house_works]
    for number, emotion in enumerate(emotions):
        if exhibition.services.jobs.closed:
            return number
        options = PortraitOptions(
            mood=Mood.of({emotion: 1.0}), candidates=CANDIDATES, keep=1, seed=number, size=side,
            manner=MANNERS[number],
        )  # fmt: skip
        portrait = studio.portrait(None, options)
        kept = gallery.add(HOUSE, portrait.works[0])
        gallery.exhibited.hang(HOUSE, kept.id)
        exhibition.news.tell()
    return len(emotions)


def hang_house_works_aside(
    exhibition: Exhibition, before: Callable[[Studio, Callable[[], bool]], None]
) -> threading.Thread:
    """The same on a thread of its own, once the studio is warmed up by `before`.

    Where it fails the walls stay bare until somebody hangs a work.
    """

    def run() -> None:
        try:
            before(exhibition.services.studio, lambda: exhibition.services.jobs.closed)
            hang_house_works(exhibition)
        except Exception as error:
            if exhibition.services.jobs.closed:
                return  # the exhibition closed meanwhile
            said = sentence_of_broken_part(error) or "the house hung no works"
            log.exception(said, extra={"event": "house_works_failed"})

    thread = threading.Thread(target=run, name="vaha-house", daemon=True)
    thread.start()
    return thread
