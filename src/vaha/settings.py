"""Settings: what the environment says, read once and frozen."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from vaha.errors import InputError

Device = Literal["auto", "cpu", "cuda"]
Runtime = Literal["auto", "onnxruntime", "ncnn", "openvino"]

DEVICES: tuple[Device, ...] = ("auto", "cpu", "cuda")
RUNTIMES: tuple[Runtime, ...] = ("auto", "onnxruntime", "ncnn", "openvino")

MOST_THREADS = 8
"""More threads than these make networks of this size slower, not faster."""


@dataclass(frozen=True)
class Settings:
    """`home` holds what is fetched (made when needed); `threads` (>= 1) serve one network.

    `device` and `runtime` say what runs the networks; auto is what is quickest here. `hosts` are
    names by which the studio in the browser is called.
    """

    home: Path
    threads: int
    device: Device = "auto"
    runtime: Runtime = "auto"
    hosts: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read VAHA_HOME, VAHA_THREADS, VAHA_DEVICE, VAHA_RUNTIME and VAHA_HOSTS.

        Raises InputError for what cannot be meant.
        """
        return cls(
            home=_home(environ),
            threads=_threads(environ.get("VAHA_THREADS", "").strip()),
            device=cast(Device, _one_of(DEVICES, "VAHA_DEVICE", environ)),
            runtime=cast(Runtime, _one_of(RUNTIMES, "VAHA_RUNTIME", environ)),
            hosts=tuple(environ.get("VAHA_HOSTS", "").replace(",", " ").split()),
        )


def _one_of(known: tuple[str, ...], name: str, environ: Mapping[str, str]) -> str:
    """What the variable says, the first of the known words where it says nothing."""
    said = environ.get(name, "").strip().lower() or known[0]
    if said not in known:
        raise InputError(f"{name} is {said!r}; set it to {', '.join(known[:-1])} or {known[-1]}")
    return said


def _threads(said: str) -> int:
    if not said:
        return min(_usable_cores(), MOST_THREADS)
    if not said.isdecimal() or not 1 <= int(said) <= 256:
        raise InputError(f"VAHA_THREADS is {said!r}; set it to a whole number from 1 to 256")
    return int(said)


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # Linux: a container may own fewer cores than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _home(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """VAHA_HOME, or where this platform keeps the data of programs."""
    if said := environ.get("VAHA_HOME", "").strip():
        return Path(said).expanduser().absolute()
    if platform == "win32" and "LOCALAPPDATA" in environ:
        return Path(environ["LOCALAPPDATA"], "vaha")
    try:
        user = Path.home()
    except RuntimeError as error:
        raise InputError("this user has no home folder; set VAHA_HOME to a folder") from error
    if platform == "win32":
        return user / "AppData" / "Local" / "vaha"
    if platform == "darwin":
        return user / "Library" / "Application Support" / "vaha"
    return Path(environ.get("XDG_DATA_HOME") or user / ".local" / "share") / "vaha"
