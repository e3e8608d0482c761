"""What is measured from outside: a cold start, its memory, and the size of an installation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import vaha


def cold_portrait(photo: Path, runtime: str) -> tuple[float, float]:
    """Seconds from the shell to three written works, and the most memory in MB (Linux, macOS)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "vaha", "portrait", str(photo), "--out", folder]
        environment = os.environ | {"VAHA_RUNTIME": runtime}
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--seed", "1"], env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        works = list(Path(folder).glob("*.png"))
        if process.returncode or len(works) != 3:
            raise RuntimeError(f"`vaha portrait` failed with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, used.ru_maxrss * unit / 1e6


def installed_size() -> dict[str, float]:
    """MB of VAHA and of each package that it needs without extras, by name, the largest first."""
    sizes = {"vaha": _size_of_tree(Path(vaha.__file__).parent)}
    waiting = _requirements("vaha")
    while waiting:
        name = waiting.pop()
        if name not in sizes:
            sizes[name] = _size_of_package(name)
            waiting += _requirements(name)
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def _requirements(name: str) -> list[str]:
    """Those that hold without extras and on this machine, as far as names tell."""
    found = []
    for requirement in metadata.requires(name) or []:
        words = re.match(r"[A-Za-z0-9._-]+", requirement)
        skipped = "extra ==" in requirement
        if words and not skipped and _is_installed(words.group()):
            found.append(words.group().lower().replace("_", "-"))
    return found


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _size_of_package(name: str) -> float:
    files = metadata.distribution(name).files or []
    paths = {Path(str(file.locate())) for file in files}
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def _size_of_tree(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
