"""Which photos and videos are meant: files, folders, and patterns such as `party/*.jpg`."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from vaha.camera.camera import VIDEO_SUFFIXES
from vaha.errors import InputError

PHOTO_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".gif")
)
"""Of the files in a folder, those whose names end so are looked at, and VIDEO_SUFFIXES."""


def are_many(given: Sequence[Path]) -> bool:
    """Whether more than one file may be meant."""
    return len(given) > 1 or any(path.is_dir() or _is_pattern(path) for path in given)


def files_meant(given: Sequence[Path]) -> Iterator[Path]:
    """Each file once, in the order given; those of a folder, and below it, in that of their names.

    Hidden files are left out. Raises InputError for a folder or a pattern without photo or video.
    """
    seen: set[Path] = set()
    for path in given:
        for file in _files(path):
            if file not in seen:
                seen.add(file)
                yield file


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = list(_below(path))
    elif _is_pattern(path):
        files = [
            file for one in _matches(path) for file in (_below(one) if one.is_dir() else [one])
        ]
    else:
        return [path]
    if not files:
        what = "there is no photo and no video in" if path.is_dir() else "no file is called"
        raise InputError(f"{what} {path}; name photos, videos or a folder that holds some")
    return files


def _is_pattern(path: Path) -> bool:
    """Whether this is a pattern that no shell has replaced by the names of files."""
    return glob.has_magic(str(path)) and not path.exists()


def _matches(pattern: Path) -> list[Path]:
    names = glob.glob(str(pattern), recursive=True)  # noqa: PTH207 - Path's knows no absolute one
    return sorted(Path(name) for name in names)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and _is_of_interest(name):
                yield Path(parent, name)


def _is_of_interest(name: str) -> bool:
    return Path(name).suffix.lower() in PHOTO_SUFFIXES | VIDEO_SUFFIXES
