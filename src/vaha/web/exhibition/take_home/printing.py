"""Works on paper: a preview, a quota for each visitor and each day, and the printer's state."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

from vaha.errors import OutputError
from vaha.exhibition.card import Card, card_picture
from vaha.exhibition.printer import Printer, PrinterState
from vaha.exhibition.settings import Printing
from vaha.gallery.kept import Kept
from vaha.gallery.tally import Tally
from vaha.hand.prints import Renders
from vaha.images import encode_picture
from vaha.web.exhibition.take_home.page import WORDS
from vaha.web.exhibition.visits import Visit
from vaha.web.shapes.problems import Refused

log = logging.getLogger("vaha.web")

FRESH = 10.0
"""Seconds for which a state that was asked for is believed."""

SHEETS = "sheets"


@dataclass
class Press:
    """The printer of an exhibition, asked by one at a time; its state is not asked too often."""

    settings: Printing
    printer: Printer = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: float = field(default=-FRESH)
    _state: PrinterState = field(default=PrinterState(False, "not asked yet"))

    def __post_init__(self) -> None:
        self.printer = Printer(self.settings.printer, self.settings.media)

    def state(self) -> PrinterState:
        """How the printer is, at most ten seconds ago."""
        if not self.settings.on:
            return PrinterState(False, "printing is off")
        with self._lock:
            if time.monotonic() - self._asked >= FRESH:
                self._state, self._asked = self.printer.state(), time.monotonic()
            return self._state

    def left(self, visit: Visit | None, tally: Tally) -> int:
        """Sheets that this visitor may still print today, at a time."""
        if visit is None or not self.settings.on:
            return 0
        today = self.settings.per_day - tally.today().get(SHEETS, 0)
        mine = self.settings.per_visitor - visit.sheets
        return max(0, min(self.settings.copies, mine, today))

    def send(self, card: bytes, copies: int, visit: Visit, tally: Tally) -> None:
        """Print it, counted before it is sent and taken back where it cannot be.

        Raises Refused beyond a quota, and where the printer does not take it.
        """
        if not self.settings.on:
            raise Refused(403, "unauthorised", "nothing is printed here")
        with self._lock:
            if copies > min(self.settings.copies, self.settings.per_visitor - visit.sheets):
                raise Refused(403, "own_limit", "so many sheets are more than each may print")
            if not tally.take(SHEETS, copies, self.settings.per_day):
                raise Refused(403, "own_limit", "all of today's sheets are printed")
            visit.sheets += copies
            try:
                self.printer.send(card, copies)
            except OutputError as error:
                visit.sheets -= copies
                tally.add(SHEETS, -copies)
                self._asked = -FRESH
                log.warning("%s", error, extra={"event": "not_printed"})
                raise Refused(503, "unavailable", str(error)) from error


def card_of(hand: Renders, kept: Kept, picture: bytes, language: str, address: str | None) -> bytes:
    """A work's card in this language, as a PNG that says how it was made."""
    mood = WORDS.get(language, WORDS["en"]).moods[kept.recipe.mood.top.value]
    card = Card(mood, f"{datetime.now():%d.%m.%Y}", address)
    return encode_picture(card_picture(hand, picture, card))
