"""Loading every model before the first visitor needs it."""

from __future__ import annotations

import logging
import threading

import numpy as np

from vaha.emotions import Mood
from vaha.hand.base import Brushwork
from vaha.images import warm_up_decoders
from vaha.parts import sentence_of_broken_part
from vaha.stages.base import Box, Face
from vaha.studio import Studio

log = logging.getLogger("vaha.web")


def warm_up(studio: Studio) -> None:
    """Run each stage once on next to nothing, which loads its model; the decoders before them."""
    warm_up_decoders()
    grey = np.full((48, 48), 128, np.uint8)
    mood = Mood.parse("neutral")
    studio.follow_faces(np.full((64, 64, 3), 128, np.uint8))
    studio.read_moods([Face(Box(0, 0, 48, 48), 1.0, grey)])
    works = studio.score(studio.paint(mood, [0]), mood)
    studio.brush(studio.enlarge(works[0]), Brushwork())


def warm_up_aside(studio: Studio) -> threading.Thread:
    """The same on a thread of its own; what goes wrong is logged, and told to who needs it."""

    def run() -> None:
        try:
            warm_up(studio)
        except Exception as error:
            said = sentence_of_broken_part(error) or "a model cannot be used"
            log.exception(said, extra={"event": "warm_up_failed"})

    thread = threading.Thread(target=run, name="vaha-warm-up", daemon=True)
    thread.start()
    return thread
