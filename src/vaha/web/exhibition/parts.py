"""What the exhibition's views work with, beside the studio's own services."""

from __future__ import annotations

import base64
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from vaha.errors import VahaError
from vaha.exhibition.codes import code_svg, wifi_code_svg
from vaha.exhibition.hours import Hours
from vaha.exhibition.route import outward_address
from vaha.exhibition.settings import ExhibitionSettings
from vaha.web.exhibition.counts import count_visit
from vaha.web.exhibition.doors import Doors
from vaha.web.exhibition.keeper.screens import Screens
from vaha.web.exhibition.machines.hearing import Cues, Hearing
from vaha.web.exhibition.machines.telling import Room as Machines
from vaha.web.exhibition.news import News
from vaha.web.exhibition.payloads import Code
from vaha.web.exhibition.take_home.printing import Press
from vaha.web.exhibition.visits import Visit, Visits
from vaha.web.services.all import Services

log = logging.getLogger("vaha.web")

NAME = "vaha exhibition"

EACH = 20.0
"""Seconds between looks at what has expired and whose screen has died."""


@dataclass(frozen=True)
class Exhibition:
    """Made once for each application; `take_home_port` is where single works are shown."""

    settings: ExhibitionSettings
    services: Services
    take_home_port: int | None = None
    route: Callable[[], str | None] = outward_address
    now: Callable[[], datetime] = datetime.now
    visits: Visits = field(default_factory=Visits)
    news: News = field(default_factory=News)
    looking: threading.Lock = field(default_factory=threading.Lock)
    doors: Doors = field(default_factory=Doors)
    press: Press = field(init=False)
    machines: Machines = field(init=False)
    cues: Cues = field(default_factory=Cues)
    screens: Screens = field(default_factory=Screens)
    born: str = field(default_factory=lambda: secrets.token_urlsafe(6))

    def __post_init__(self) -> None:
        object.__setattr__(self, "press", Press(self.settings.printing))
        object.__setattr__(self, "machines", Machines(self.settings.machines))

    def hear_machines(self) -> int | None:
        """Listen for the room's other machines; the port, None where nobody is heard.

        Raises OutputError, MissingExtra.
        """
        there = self.settings.machines.osc_in
        return Hearing(self.services.mirrors.bend, self.cues).listen(there) if there else None

    @classmethod
    def of_app(cls, app: Flask | None = None) -> Exhibition:
        """That of this application, or of the one that is answering."""
        return cast(Exhibition, (app or current_app).extensions[NAME])

    @property
    def is_open(self) -> bool:
        """Whether clock and keeper say so."""
        return self.doors.state == "open" and Hours.parse(self.settings.room.hours).are_open(
            self.now()
        )

    def part(self, visitor: str) -> None:
        """The visitor goes: nothing of theirs is left but what hangs or was given."""
        services = self.services
        if (visit := self.visits.end(visitor)) is not None:
            self._count(visitor, visit)
        with services.visitors.forgetting(visitor):
            services.jobs.forget(visitor)
            services.morphs.forget(visitor)
            services.mirrors.forget(visitor)
            services.films.forget(visitor)
            services.live.forget(visitor)
            services.gallery.exhibited.part(visitor)

    def _count(self, visitor: str, visit: Visit) -> None:
        jobs = self.services.jobs.of(visitor)
        try:
            count_visit(self.services.gallery.tally, jobs, visit.hung, visit.agreed)
        except VahaError:  # a full disk, a busy gallery: a visit is not held up by its count
            log.warning("a visit was not counted", extra={"event": "not_counted"})

    def close(self) -> None:
        """The keeper closes: whoever is there goes now. Raises OutputError."""
        self.doors.set("closed")
        for visitor in self.visits.all():
            self.part(visitor)

    def base(self) -> str | None:
        """What an address on a telephone begins with; None where none leads here."""
        take_home = self.settings.take_home
        if not take_home.on or self.take_home_port is None:
            return None
        if take_home.address != "auto":
            return take_home.address.rstrip("/")
        address = self.route()
        return None if address is None else f"http://{address}:{self.take_home_port}"

    def code_for(self, visitor: str, work: str, base: str) -> Code:
        """The code of this visitor's work; raises WorkNotFound."""
        take_home = self.settings.take_home
        given = self.services.gallery.exhibited.give(visitor, work, take_home.hours * 3600)
        address = f"{base}/{given[0]}"
        wifi = take_home.wifi and wifi_code_svg(take_home.wifi, take_home.wifi_password)
        return Code(
            address=address,
            until=given[1].isoformat(timespec="seconds"),
            picture=_as_address(code_svg(address)),
            wifi=_as_address(wifi) if wifi else None,
        )

    def tidy(self) -> None:
        """Let go of what has expired, and of visitors whose screen has died."""
        for visitor in self.visits.lost():
            self.part(visitor)
        exhibited = self.services.gallery.exhibited
        before = [kept.id for kept in exhibited.hung(self.settings.wall.works)]
        exhibited.let_go_expired(self.settings.keeping.days)
        if before != [kept.id for kept in exhibited.hung(self.settings.wall.works)]:
            self.news.tell()

    def tidy_on(self) -> threading.Thread:
        """The same again and again, on a thread of its own, until the studio closes."""

        def run() -> None:
            ended = threading.Event()
            while not self.services.jobs.closed:
                try:
                    self.tidy()
                except VahaError:  # a full disk, a busy gallery: the next time may do
                    log.warning("the exhibition was not tidied", extra={"event": "not_tidied"})
                ended.wait(EACH)

        thread = threading.Thread(target=run, name="vaha-tidy", daemon=True)
        thread.start()
        return thread


def _as_address(svg: str) -> str:
    """The picture as an address that an image can have."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
