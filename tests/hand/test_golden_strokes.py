"""A small file of strokes that the page's own tests read too: so neither side can drift.

`VAHA_WRITE_GOLDEN=1 python -m pytest tests/hand/test_golden_strokes.py` writes it anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vaha.hand.manners import manner
from vaha.hand.planes import imprints_file
from vaha.hand.planning.plan import plan
from vaha.hand.strokes import Strokes, from_bytes, to_bytes

GOLDEN = Path(__file__).parents[1] / "golden" / "hand"
SIDE = 200


@pytest.fixture
def strokes() -> Strokes:
    """Some fifty strokes in three layers; a part of the last coats is left out."""
    y, x = np.mgrid[:48, :64]
    wave = 128 + 100 * np.sin(x / 5 + y / 9)
    picture = np.stack([wave, 255 - wave, 3.0 * y], 2).astype(np.uint8)
    oil = replace(manner("oil"), radii=(0.22, 0.16, 0.11), thresholds=(0, 20, 20), spacing=2.4)
    return plan(picture, oil, 5)


def described(strokes: Strokes) -> dict:
    """What the page must find in the file."""
    names = ("x", "y", "angle", "radius", "half_length", "turn", "load")
    numbers = {name: [round(float(v), 7) for v in getattr(strokes, name)] for name in names}
    return {
        "height": strokes.height,
        "width": strokes.width,
        "ground": strokes.ground.ravel().tolist(),
        "coats": [list(coat) for coat in strokes.coats],
        "colour": strokes.colour.ravel().tolist(),
        "bristles": strokes.bristles.tolist(),
        **numbers,
    }


def test_the_page_s_example_is_what_the_hand_writes(strokes: Strokes) -> None:
    if os.environ.get("VAHA_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / "strokes.bin").write_bytes(to_bytes(strokes))
        (GOLDEN / "strokes.json").write_text(json.dumps(described(strokes)) + "\n")
        (GOLDEN / "marks.bin").write_bytes(imprints_file("bristle", 4.0, 2.0, 0.3, 0))
    kept = from_bytes((GOLDEN / "strokes.bin").read_bytes())
    assert 40 <= len(kept) <= 80
    assert len({layer for _, layer in kept.coats}) == 3
    # How it was planned may change; what stands in the file, and how it is read, may not.
    assert described(kept) == json.loads((GOLDEN / "strokes.json").read_text())
    assert described(from_bytes(to_bytes(kept))) == described(kept)
