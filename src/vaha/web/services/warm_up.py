"""Loading every model before the first visitor needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import numpy as np

from vaha.artwork import Artwork
from vaha.emotions import Mood
from vaha.hand.base import Brushwork
from vaha.images import warm_up_decoders
from vaha.installation.parts import sentence_of_broken_part
from vaha.stages.base import Box, Face
from vaha.studio import Studio

log = logging.getLogger("vaha.web")


def warm_up(studio: Studio, stopped: Callable[[], bool] = lambda: False) -> None:
    """Run each stage once on next to nothing, which loads its model; the decoders before them.

    Between two stages `stopped` is asked whether to leave the rest.
    """
    grey = np.full((48, 48), 128, np.uint8)
    mood = Mood.parse("neutral")
    works: list[Artwork] = []
    steps: tuple[Callable[[], object], ...] = (
        warm_up_decoders,
        lambda: studio.follow_faces(np.full((64, 64, 3), 128, np.uint8)),
        lambda: studio.read_moods([Face(Box(0, 0, 48, 48), 1.0, grey)]),
        lambda: works.extend(studio.paint(mood, [0])),
        lambda: studio.score(works, mood),
        lambda: studio.brush(studio.enlarge(works[0]), Brushwork()),
    )
    for step in steps:
        if stopped():
            return
        step()


def warm_up_aside(studio: Studio, stopped: Callable[[], bool]) -> threading.Thread:
    """The same on a thread of its own; what goes wrong is logged, and told to who needs it."""

    def run() -> None:
        try:
            warm_up(studio, stopped)
        except Exception as error:
            said = sentence_of_broken_part(error) or "a model cannot be used"
            log.exception(said, extra={"event": "warm_up_failed"})

    thread = threading.Thread(target=run, name="vaha-warm-up", daemon=True)
    thread.start()
    return thread
