"""Pictures as folders of PNGs, as tools that compare sets of pictures read them."""

from __future__ import annotations

from pathlib import Path

from vaha.images import write_png
from vaha.marking import Made
from vaha.training.features.statistics import Pictures


def write_folder(pictures: Pictures, folder: Path, made: Made = "") -> None:
    """Write N x S x S x 3 as `folder`/00000.png and so on; raises OutputError.

    Paintings get no mark; works are made "trained".
    """
    for place, picture in enumerate(pictures):
        write_png(folder / f"{place:05d}.png", picture, made=made)
