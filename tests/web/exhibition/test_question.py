"""Did it move you: two taps, counted once each, with nothing of whose they are."""

from __future__ import annotations

import pytest
from flask import Flask

from vaha.web.exhibition.counts import moved
from vaha.web.services.all import Services

from .conftest import MakeExhibition, Screen

PORTRAIT = {"mood": {"happy": 1}, "candidates": 4, "size": 64, "manner": "none"}


def painted(screen: Screen) -> str:
    portrait: str = screen.post("/portraits", json=PORTRAIT).json["id"]
    screen.wait_for(portrait)
    return portrait


def answer(screen: Screen, portrait: str, question: str, value: int) -> int:
    said = {"question": question, "value": value}
    return screen.post(f"/exhibition/portraits/{portrait}/answer", json=said).status_code


def test_each_answer_is_counted_once_and_nothing_else(exhibition: Flask, screen: Screen) -> None:
    portrait = painted(screen.begin(agree=False))
    assert answer(screen, portrait, "carries", 4) == 204
    assert answer(screen, portrait, "carries", 1) == 204
    assert answer(screen, portrait, "keeps", 2) == 204
    counts = Services.of_app(exhibition).gallery.tally.today()
    assert counts == {"carries chosen 4": 1, "keeps chosen 2": 1}


@pytest.mark.parametrize(("question", "value"), [("carries", 6), ("carries", 0), ("keeps", 4)])
def test_what_cannot_be_meant_is_refused(screen: Screen, question: str, value: int) -> None:
    assert answer(screen, painted(screen.begin(agree=False)), question, value) == 422


def test_only_one_s_own_portrait_is_answered_for(exhibition: Flask, screen: Screen) -> None:
    portrait = painted(screen.begin(agree=False))
    stranger = Screen(exhibition).begin()
    assert answer(stranger, portrait, "carries", 5) == 404


def test_nobody_is_asked_where_it_is_switched_off(make_exhibition: MakeExhibition) -> None:
    screen = Screen(make_exhibition(room={"question": False})).begin(agree=False)
    assert screen.get("/exhibition/room").json["question"] is False
    assert answer(screen, painted(screen), "carries", 5) == 403


def test_the_mean_is_told_of_five_answers_or_more() -> None:
    assert moved({"carries read 5": 4}) is None
    assert moved({"carries read 5": 4, "carries chosen 1": 1, "keeps read 1": 9}) == (5, 4.2)
