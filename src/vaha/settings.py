"""Settings: what the environment says, read once and frozen."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from vaha.errors import InputError

Device = Literal["auto", "cpu", "cuda"]
Runtime = Literal["auto", "onnxruntime", "ncnn"]

DEVICES: tuple[Device, ...] = ("auto", "cpu", "cuda")
RUNTIMES: tuple[Runtime, ...] = ("auto", "onnxruntime", "ncnn")

MOST_THREADS = 8
"""More threads than these make networks of this size slower, not faster."""


@dataclass(frozen=True)
class Settings:
    """`home` holds what is fetched (made when needed); `threads` (>= 1) serve one network.

    `device` and `runtime` say what runs the networks; auto is what is quickest here. `hosts` are
    names by which the studio in the browser is called. `painter`, `critic` and `enlarger` name
    stages of other packages (empty: VAHA's own), `outputs` where works go besides.
    """

    home: Path
    threads: int
    device: Device = "auto"
    runtime: Runtime = "auto"
    hosts: tuple[str, ...] = ()
    painter: str = ""
    critic: str = ""
    enlarger: str = ""
    outputs: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read VAHA_HOME, VAHA_THREADS, VAHA_DEVICE, VAHA_RUNTIME, VAHA_HOSTS.

        And VAHA_PAINTER, VAHA_CRITIC, VAHA_ENLARGER, VAHA_OUTPUTS. Raises InputError for what
        cannot be meant.
        """
        return cls(
            home=_home(environ),
            threads=_threads(environ.get("VAHA_THREADS", "").strip()),
            device=cast(Device, _one_of(DEVICES, "VAHA_DEVICE", environ)),
            runtime=cast(Runtime, _one_of(RUNTIMES, "VAHA_RUNTIME", environ)),
            hosts=_words("VAHA_HOSTS", environ),
            painter=environ.get("VAHA_PAINTER", "").strip(),
            critic=environ.get("VAHA_CRITIC", "").strip(),
            enlarger=environ.get("VAHA_ENLARGER", "").strip(),
            outputs=_words("VAHA_OUTPUTS", environ),
        )


def _words(name: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """What the variable lists, with blanks or commas between."""
    return tuple(environ.get(name, "").replace(",", " ").split())


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
        return math.ceil(min(len(os.sched_getaffinity(0)), max(1.0, _quota())))
    return os.cpu_count() or 1


def _quota(groups: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> float:
    """How many processors' time this process's control groups may use; infinite where unlimited.

    A container's quota (`docker run --cpus 2`) takes no processor away, so that affinity does not
    tell it. Version 2 says it in cpu.max, which each group above may lower, version 1 in two files.
    """
    quotas = [_share(groups / "cpu" / "cpu.cfs_quota_us", groups / "cpu" / "cpu.cfs_period_us")]
    with suppress(OSError):
        inside = [line[3:] for line in own.read_text().splitlines() if line.startswith("0::")]
        for group in (groups, *(groups / path.strip("/") for path in inside)):
            while group.is_relative_to(groups):
                quotas.append(_share(group / "cpu.max"))
                group = group.parent
    return min(quotas)


def _share(*files: Path) -> float:
    """Quota over period, which one file says in two words, or two files in one each."""
    try:
        quota, period = (word for file in files for word in file.read_text().split())
        return float(quota) / float(period) if float(quota) > 0 else math.inf
    except (OSError, ValueError, ZeroDivisionError):  # no such group, or "max"
        return math.inf


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
