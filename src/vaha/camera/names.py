"""Cameras by number, by the name that the system has for them, or by an address in the network."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from vaha.errors import CameraError

CameraSource = int | str
"""A webcam's number, its name, or the address of a camera in the network."""

ADDRESS = re.compile(r"(rtsps?|https?|rtmps?|rtp|udp|tcp|srt)://", re.IGNORECASE)

LINUX = Path("/sys/class/video4linux")
"""Where Linux names its cameras: video0/name and so on."""


def camera_source(written: CameraSource) -> CameraSource:
    """What was written: a number where it is one."""
    return int(written) if isinstance(written, int) or written.isdecimal() else written


def is_address(source: object) -> bool:
    """Whether this is the address of a camera in the network."""
    return isinstance(source, str) and ADDRESS.match(source) is not None


def shown(source: object) -> str:
    """A camera as messages name it: an address without the name and password that are in it."""
    if not isinstance(source, str) or not is_address(source):
        return str(source)
    parts = urlsplit(source)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def number_named(name: str, folder: Path = LINUX) -> int:
    """The number of the camera whose name this is, or has this in it; `/dev/video2` is 2.

    Raises CameraError where there is none, naming those that there are.
    """
    if device := re.fullmatch(r"/dev/video(\d+)", name):
        return int(device[1])
    cameras = names(folder)
    matching = [number for number, known in cameras.items() if name.lower() in known.lower()]
    if matching:
        return matching[0]
    known = ", ".join(f"{number} ({called})" for number, called in cameras.items())
    there = f"there are {known}" if known else "give its number, 0 for the first"
    raise CameraError(f"there is no camera called {name!r}; {there}")


def names(folder: Path = LINUX) -> dict[int, str]:
    """The cameras that the system names, by number; none but on Linux."""
    found = {}
    for path in folder.glob("video*/name"):
        number = path.parent.name.removeprefix("video")
        if number.isdecimal():
            found[int(number)] = path.read_text(encoding="utf-8", errors="replace").strip()
    return dict(sorted(found.items()))
