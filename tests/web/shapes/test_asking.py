from __future__ import annotations

import json
from typing import Any

import pytest

from vaha.web.shapes.asking import json_of
from vaha.web.shapes.problems import Refused
from vaha.web.shapes.requests import MorphOptions, PortraitOptionsShape, WorkChange

BETWEEN = {"from": {"happy": 1}, "to": {"sad": 0.5}}


def test_json_of_the_asked_kinds_is_taken() -> None:
    """A whole number may stand for one with a fraction, and a name for a mood or style."""
    options = json_of(
        json.dumps({"mood": {"happy": 1}, "truncation": 1, "style": "ink", "face": 2}),
        PortraitOptionsShape,
    )
    assert (options.truncation, options.face) == (1.0, 2)
    assert json_of(json.dumps({**BETWEEN, "seed": "18446744073709551615"}), MorphOptions).seed


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": True},
        {"steps": "8"},
        {"scale": True},
        {"from": {"happy": True}},
        {"to": {"sad": "1"}},
    ],
)
def test_truth_and_text_are_no_numbers(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        json_of(json.dumps({**BETWEEN, **wrong}), MorphOptions)


def test_a_number_is_no_truth() -> None:
    with pytest.raises(Refused):
        json_of('{"favourite": 1}', WorkChange)
