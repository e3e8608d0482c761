"""The gallery's PNG files: read whole or not at all, removed whatever stands in their place."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vaha.errors import OutputError

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Pictures:
    """`works/` in a gallery's folder, a PNG for each id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, work: str) -> Path:
        return self.folder / f"{work}.png"

    def read(self, work: str) -> bytes | None:
        """The PNG of this work; None where it is missing, half or none."""
        try:
            data = self.path(work).read_bytes()
        except OSError:
            return None
        return data if is_whole(data) else None

    def size(self, work: str) -> int:
        """Its bytes; 0 where there is none."""
        with suppress(OSError):
            return self.path(work).stat().st_size
        return 0

    def remove(self, work: str) -> None:
        """Remove it, and whatever else stands in its place; raises OutputError."""
        path = self.path(work)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            if not path.is_dir():
                raise OutputError(f"{path} cannot be removed ({error.strerror})") from error
            shutil.rmtree(path, ignore_errors=True)

    def ids(self) -> Iterator[str]:
        """Of every PNG that is there."""
        return (path.stem for path in self.folder.glob("*.png") if not path.name.startswith("."))

    def remove_parts(self) -> int:
        """Remove what was half written when a server ended; gives how many there were."""
        parts = [path for path in self.folder.glob(".*") if path.is_file()]
        for path in parts:
            with suppress(OSError):
                path.unlink()
        return len(parts)


def is_whole(data: bytes) -> bool:
    """Whether all chunks of a PNG are there, from its signature to IEND, and unharmed (CRC-32)."""
    place = len(SIGNATURE)
    if not data.startswith(SIGNATURE):
        return False
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        end = place + 12 + length
        if end > len(data):
            return False
        if zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            return False
        if data[place + 4 : place + 8] == b"IEND":
            return True
        place = end
    return False
