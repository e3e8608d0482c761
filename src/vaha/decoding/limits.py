"""What one picture may cost, and how the process that decodes it is held to that."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import resource
    import signal


@dataclass(frozen=True)
class Cost:
    """The most that one picture may cost.

    `seconds` of processor for its pixels (a sixth of it for its head), and six times as long by the
    clock; `pixels` in it.
    """

    seconds: float = 5.0
    pixels: int = 100_000_000

    @property
    def longest(self) -> float:
        """Seconds by the clock after which nothing more is waited for."""
        return 6 * self.seconds


ROOM, BYTES_A_PIXEL = 192_000_000, 16
"""Memory that decoding may need above what the process has: so many bytes, and some a pixel.

Measured with pictures of 50 megapixels: 5 to 8 bytes a pixel for PNG, JPEG and HEIC, 9 for AVIF, 16
for WebP.
"""


def give_up_rights() -> None:
    """No core dumps, no writing of files: for the process that decodes. Without effect on Windows.

    Its pipes are open already, and files that hold code can still be read.
    """
    if sys.platform == "win32":
        return
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (0, 0))


def limit_processor(seconds: float) -> None:
    """End this process after so many seconds of processor from now on; 0 lifts the limit."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory(pixels: int) -> None:
    """Let memory be had for a picture of so many pixels only; Linux alone knows such a limit."""
    if not sys.platform.startswith("linux"):
        return
    used = int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + ROOM + BYTES_A_PIXEL * pixels
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
