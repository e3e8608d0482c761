"""The brushes that the page lays strokes with."""

from __future__ import annotations

import pytest

from vaha.hand.planes import grain_file, imprints_file

from ..conftest import Browser

BRUSH = {"kind": "knife", "radius": 6.5, "length": 3, "dryness": 0.25, "layer": 1}


def test_a_brush_is_had_as_the_hand_packs_it_and_may_be_kept(browser: Browser) -> None:
    answer = browser.get("/hand/imprints", query_string=BRUSH)
    assert answer.status_code == 200 and answer.mimetype == "application/octet-stream"
    assert answer.data == imprints_file("knife", 6.5, 3.0, 0.25, 1)
    assert "max-age" in answer.headers["Cache-Control"]
    headers = {"If-None-Match": answer.headers["ETag"]}
    assert browser.get("/hand/imprints", query_string=BRUSH, headers=headers).status_code == 304


def test_grain_is_had(browser: Browser) -> None:
    assert browser.get("/hand/grain").data == grain_file()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "broom"},
        {"radius": 5000},
        {"radius": 0},
        {"length": 49},
        {"length": 1e-323},
        {"dryness": 2},
    ],
)
def test_a_brush_that_there_is_not_is_refused(browser: Browser, wrong: dict) -> None:
    assert browser.get("/hand/imprints", query_string=BRUSH | wrong).status_code == 422
