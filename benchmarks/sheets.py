"""Contact sheets for the pages, as JPEGs in a folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from vaha.files import prepare_folder, write_file
from vaha.images import Image, encode_picture
from vaha.studio import Studio


def write_sheets(says: str | None, sheets: Mapping[str, Callable[[Studio], Image]]) -> None:
    """Paint each sheet with the bundled models; the command line names the folder to write into."""
    parser = argparse.ArgumentParser(description=says)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    studio = Studio.open()
    for name, sheet in sheets.items():
        path = folder / f"{name}.jpg"
        prepare_folder(path.parent)
        write_file(path, encode_picture(sheet(studio), "JPEG"))
