"""Writes what the live painting is tried on: its brushes, and a face that stays, seen by a webcam.

`python make_live.py FILE SIDE FRAMES` writes JSON. Each frame has noise of 2.5 levels of its own.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import skimage.data

from vaha.hand.live.hand import MOST_LAYERS
from vaha.hand.manners import manner
from vaha.hand.planes import imprints_file
from vaha.hand.rendering.render import UNDERPAINTING
from vaha.hand.shared import LIVE_MANNER
from vaha.images import encode_picture, resize

NOISE = 2.5


def main(file: Path, side: int, frames: int) -> None:
    oil = manner(LIVE_MANNER)
    marks = [
        imprints_file(
            oil.imprint,
            radius * side,
            oil.length,
            oil.dryness * (UNDERPAINTING if layer == 0 else 1.0),
            layer,
        )
        for layer, radius in enumerate(oil.radii[:MOST_LAYERS])
    ]
    face = resize(skimage.data.astronaut()[0:256, 96:352], side, side)
    chance = np.random.default_rng(5)
    noisy = (np.rint(face + chance.normal(0, NOISE, face.shape)) for _ in range(frames))
    pictures = [encode_picture(np.clip(one, 0, 255).astype(np.uint8)) for one in noisy]
    packed = {
        "side": side,
        "marks": [text(one) for one in marks],
        "frames": list(map(text, pictures)),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(packed))


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
