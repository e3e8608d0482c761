"""How an exhibition is just now, gathered for its keeper."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaha.errors import VahaError
from vaha.gallery.kept import Kept
from vaha.web.exhibition.counts import moods_of_groups
from vaha.web.exhibition.doors import State as Doors
from vaha.web.exhibition.keeper.screens import Screen
from vaha.web.exhibition.keeper.tail import Line, LogTail
from vaha.web.exhibition.parts import Exhibition
from vaha.web.exhibition.take_home.printing import SHEETS

STALE = 5.0
"""Seconds after which a camera's newest frame is too old."""
LITTLE = 0.05
"""Of the disk, below which there is too little."""


@dataclass(frozen=True)
class Fact:
    """One thing that the keeper looks at: whether it is well, and how it is in words."""

    name: str
    well: bool
    said: str


@dataclass(frozen=True)
class ExhibitionState:
    """All that the keeper's page shows; `moods` only of five people or more, in fives."""

    doors: Doors
    open: bool
    testing: bool
    facts: Sequence[Fact]
    counts: Mapping[str, int]
    moods: Mapping[str, int]
    works: Sequence[Kept]
    lines: Sequence[Line]


def state_of(exhibition: Exhibition, tail: LogTail) -> ExhibitionState:
    """The state of now; what cannot be had is told by a fact that is not well."""
    counts: Mapping[str, int] = {}
    works: list[Kept] = []
    facts = [*map(_screen, exhibition.screens.all()), _queue(exhibition)]
    try:
        gallery = exhibition.services.gallery
        counts = gallery.tally.today()
        works = gallery.exhibited.hung(exhibition.settings.wall.works)
        facts.append(_disk(exhibition))
        if exhibition.settings.printing.on:
            facts.append(_printer(exhibition))
    except (VahaError, OSError) as error:
        facts.append(Fact("Gallery", False, str(error)))
    if not exhibition.screens.all():
        facts.insert(0, Fact("Screens", False, "none has asked for anything yet"))
    return ExhibitionState(
        exhibition.doors.state, exhibition.is_open, exhibition.doors.testing, facts,
        counts, moods_of_groups(counts), works, tail.newest_first(),
    )  # fmt: skip


def _screen(screen: Screen) -> Fact:
    name = {"visitor": "Visitors' screen", "wall": "Wall", "live": "Mirror of its own"}[screen.name]
    if not screen.there:
        return Fact(name, False, f"has been silent for {_seconds(screen.heard)}")
    if screen.camera == "trouble":
        return Fact(name, False, "is there; its camera does not answer")
    if screen.camera == "off":
        return Fact(name, True, "is there; its camera is off")
    age = screen.frame_age or 0.0
    said = f"is there; its camera's newest frame was {_seconds(age)} old"
    return Fact(name, age < STALE, said)


def _queue(exhibition: Exhibition) -> Fact:
    jobs = exhibition.services.jobs
    visitors = len(exhibition.visits)
    said = f"{jobs.running} painted now, {jobs.waiting} waiting; visitors there now: {visitors}"
    return Fact("Paintings", jobs.waiting < jobs.limit, said)


def _disk(exhibition: Exhibition) -> Fact:
    gallery = exhibition.services.gallery
    disk, holding = shutil.disk_usage(gallery.folder), gallery.holding()
    most = gallery.quota.bytes
    kept = f"{holding.works} works, {_bytes(holding.bytes)}"
    limit = "" if most is None else f" of {_bytes(most)}"
    said = f"{_bytes(disk.free)} free; {kept}{limit}"
    return Fact("Disk", disk.free > LITTLE * disk.total, said)


def _printer(exhibition: Exhibition) -> Fact:
    state, tally = exhibition.press.state(), exhibition.services.gallery.tally
    said = f"{state.said}; {state.waiting} waiting, {tally.in_all(SHEETS)} sheets in all"
    return Fact("Printer", state.ready, said)


def _seconds(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _bytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
