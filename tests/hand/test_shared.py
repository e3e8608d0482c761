"""The page paints with the hand's own numbers, and is moved by a mood as the hand is.

`VAHA_WRITE_GOLDEN=1 python -m pytest tests/hand/test_shared.py` writes the files anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from vaha.affect import affect_of
from vaha.emotions import Mood
from vaha.hand.affect import moved
from vaha.hand.manners import manner
from vaha.hand.shared import LIVE_MANNER, shared

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "webapp" / "src" / "brush" / "hand.json"
MOVED = ROOT / "tests" / "golden" / "hand" / "moved.json"
MOODS = ("angry", "sad=0.5,happy=0.3,neutral=0.2", "surprised", "fearful=0.6,disgusted=0.4")


def moved_by(text: str) -> dict[str, Any]:
    mood = Mood.parse(text)
    numbers = asdict(moved(manner(LIVE_MANNER), affect_of(mood)))
    rounded = {
        name: [round(one, 9) for one in value] if isinstance(value, tuple) else round(value, 9)
        for name, value in numbers.items()
        if not isinstance(value, str)
    }
    weights = dict(zip((emotion.value for emotion in mood), mood.weights, strict=True))
    return {"mood": weights, "manner": rounded}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [(PAGE, shared), (MOVED, lambda: [moved_by(text) for text in MOODS])],
    ids=["hand.json", "moved.json"],
)
def test_the_page_has_the_hand_s_numbers(file: Path, wanted: Any) -> None:
    found = json.loads(json.dumps(wanted()))
    if os.environ.get("VAHA_WRITE_GOLDEN"):
        file.write_text(json.dumps(found, indent=2) + "\n")
    assert json.loads(file.read_text()) == found
