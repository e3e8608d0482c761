"""Works on paper: the card, its quota over a visit, a day and a restart, and failing printers."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from flask import Flask

from vaha.hand.brush import BrushHand
from vaha.marking import SOURCES
from vaha.web.exhibition.keeper.state import state_of
from vaha.web.exhibition.keeper.tail import LogTail
from vaha.web.exhibition.parts import Exhibition
from vaha.web.services.all import Services

from ..conftest import MakeExhibition, Screen

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CUPS is not on Windows")

QUOTA: dict[str, Any] = {"on": True, "printer": "Card", "copies": 2, "per_visitor": 3, "per_day": 5}


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`lp` that keeps what it is given, and a printer that is ready."""
    put = {
        "lp": f"cat > {tmp_path}/sheet-$$; echo request id is Card-1",
        "lpstat": 'case "$1" in -o) ;; *) echo printer Card is idle. ;; esac',
    }
    for name, script in put.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.fixture
def app(make_exhibition: MakeExhibition, cups: Path) -> Flask:
    return make_exhibition(printing=QUOTA)


def send(screen: Screen, work: str, copies: int = 1) -> Any:
    return screen.post(f"/exhibition/works/{work}/print", json={"copies": copies})


def test_a_card_of_four_by_six_inches_is_printed(
    make_exhibition: MakeExhibition, cups: Path
) -> None:
    settings = {"take_home": {"address": "https://take.example.org"}, "printing": QUOTA}
    screen = Screen(make_exhibition({5: BrushHand()}, port=8643, **settings)).begin()
    work = screen.paint()[0]["id"]
    seen = screen.get(f"/exhibition/works/{work}/card.png?language=de").data
    card = PIL.Image.open(io.BytesIO(seen))
    assert card.size == (1200, 1800) and SOURCES["trained"] in str(card.info["xmp"])
    pixels = np.asarray(card.convert("L"))
    assert pixels[:80].min() == 255 and pixels[-60:].min() == 255
    below = pixels[1130:, 84:-84]
    assert (below[:, -297:] < 20).any() and (below[:, :400] < 60).any()
    assert send(screen, work).json == {"ready": True, "waiting": 0, "left": 2}
    [sheet] = cups.glob("sheet-*")
    assert PIL.Image.open(io.BytesIO(sheet.read_bytes())).size == (1200, 1800)


def test_each_visitor_has_a_quota_and_so_has_the_day(app: Flask) -> None:
    screen = Screen(app).begin()
    work = screen.paint("none")[0]["id"]
    assert screen.get("/exhibition/printer").json == {"ready": True, "waiting": 0, "left": 2}
    assert send(screen, work, 3).status_code == 403
    assert send(screen, work, 2).json["left"] == 1
    assert send(screen, work, 2).status_code == 403
    assert send(screen, work).json["left"] == 0
    screen.end()
    screen.begin()
    work = screen.paint("none")[0]["id"]
    assert send(screen, work, 2).json["left"] == 0
    assert send(screen, work).json["code"] == "own_limit"
    assert Services.of_app(app).gallery.tally.today()["sheets"] == 5


def test_only_one_s_own_work_is_printed(app: Flask) -> None:
    work = Screen(app).begin().paint("none")[0]["id"]
    stranger = Screen(app).begin()
    assert stranger.get(f"/exhibition/works/{work}/card.png").status_code == 404
    assert send(stranger, work).status_code == 404


def test_a_sheet_that_the_printer_does_not_take_is_not_counted(app: Flask, cups: Path) -> None:
    (cups / "lp").write_text('#!/bin/sh\necho "lp: no such printer" >&2; exit 1\n')
    screen = Screen(app).begin()
    refused = send(screen, screen.paint("none")[0]["id"])
    assert refused.status_code == 503 and "no such printer" in refused.json["detail"]
    assert "\n" not in refused.json["detail"]
    assert Services.of_app(app).gallery.tally.today()["sheets"] == 0
    assert screen.get("/exhibition/printer").json["left"] == 2


def test_the_keeper_sees_that_paper_is_out(app: Flask, cups: Path) -> None:
    (cups / "lpstat").write_text(
        "#!/bin/sh\nprintf 'printer Card is idle.\\n\\tAlerts: media-empty-error\\n'\n"
    )
    facts = state_of(Exhibition.of_app(app), LogTail()).facts
    [printer] = [fact for fact in facts if fact.name == "Printer"]
    assert not printer.well and "has no paper" in printer.said


def test_nothing_is_printed_unless_it_was_asked_for(exhibition: Flask) -> None:
    screen = Screen(exhibition).begin()
    work = screen.paint("none")[0]["id"]
    assert screen.get("/exhibition/room").json["printing"] is False
    assert send(screen, work).status_code == 403
    assert screen.get(f"/exhibition/works/{work}/card.png").status_code == 404
