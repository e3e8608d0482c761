"""Writes what the browser's painting is compared with: strokes, brushes, and the hand's own PNG.

`python make_works.py FOLDER MANNER...` writes MANNER.json and MANNER.png for each.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import skimage.data

from vaha.hand.base import Brushwork
from vaha.hand.brush import BrushHand
from vaha.hand.planes import grain_file, imprints_file
from vaha.hand.rendering.render import UNDERPAINTING
from vaha.hand.strokes import Strokes, to_bytes
from vaha.images import encode_picture

SIDE = 512


def main(folder: Path, manners: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    picture = skimage.data.astronaut()[:448]
    for name in manners:
        hand = BrushHand()
        strokes = hand.plan(picture, Brushwork(name), seed=3)
        packed = {
            "side": SIDE,
            "strokes": text(to_bytes(strokes)),
            "marks": [text(imprints_file(*brush)) for brush in brushes(strokes)],
            "grain": text(grain_file()) if strokes.manner.grain > 0 else None,
        }
        (folder / f"{name}.json").write_text(json.dumps(packed))
        (folder / f"{name}.png").write_bytes(encode_picture(hand.render(strokes, SIDE)))


def brushes(strokes: Strokes) -> list[tuple[str, float, float, float, int]]:
    """What the page asks the server for, in the order of the layers."""
    manner, wanted = strokes.manner, []
    for layer in dict.fromkeys(strokes.layer.tolist()):
        length = float(np.ceil(4 * strokes.half_length[strokes.layer == layer].max()) / 2)
        dryness = manner.dryness * (UNDERPAINTING if layer == 0 else 1.0)
        wanted.append((manner.imprint, manner.radii[layer] * SIDE, length, dryness, layer))
    return wanted


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


main(Path(sys.argv[1]), sys.argv[2:])
