"""Export the page in a tab, and paint in Python what it must paint too.

Usage: python make_tab.py FOLDER PORTRAIT. Leaves the page in FOLDER/page and, in FOLDER/known.json,
the face of the portrait with its mood, and works as rows of pixels.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from pathlib import Path

SEEDS = (3, 11)
MOODS = ("happy", "sad")
CANDIDATES = 16


def main(folder: Path, portrait: Path) -> None:
    from vaha.emotions import Mood
    from vaha.images import read_image
    from vaha.portraits.options import PortraitOptions
    from vaha.runtime.store import ModelStore
    from vaha.settings import Settings
    from vaha.studio import Studio
    from vaha.tab.export import export_page

    export_page(folder / "page", ModelStore.open(), force=True)
    studio = Studio.open(Settings.from_environment())
    known = {"works": []}
    for mood, seed in zip(MOODS, SEEDS, strict=True):
        options = PortraitOptions(
            mood=Mood.parse(mood), seed=seed, candidates=CANDIDATES, manner="none"
        )
        for work in studio.portrait(None, options).works:
            known["works"].append(
                {
                    "mood": mood,
                    "seed": seed,
                    "own": work.recipe.seed,
                    "pixels": b64encode(work.image.tobytes()).decode(),
                }
            )
    faces = studio.find_faces(read_image(portrait))
    (reading,) = studio.read_moods(faces)
    box = faces[0].box
    known["box"] = [box.left, box.top, box.width, box.height]
    known["mood"] = dict(reading.mood)
    (folder / "known.json").write_text(json.dumps(known), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
