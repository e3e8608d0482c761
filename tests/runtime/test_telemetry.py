"""Nothing leaves the machine, and nothing is left outside VAHA's own folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(sys.platform != "linux", reason="watched with what Linux has"),
]

PORTRAIT = """
import sys, time, vaha, numpy as np
from vaha.images import encode_picture
from vaha.studio import PortraitOptions
options = PortraitOptions(candidates=2, keep=1, seed=1, mood=vaha.Mood.parse("happy"))
vaha.Studio.open().portrait(vaha.read_image(sys.argv[1]), options)
time.sleep(3)
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """One of a user whose home this is; no CI, in which some programs tell nothing."""
    hidden = ("CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"HOME": str(home), "VAHA_HOME": str(home / "vaha")} | more


def files_in(home: Path) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]


@pytest.fixture
def photo(tmp_path: Path, noise_picture) -> Path:
    from vaha.images import write_png

    path = tmp_path / "photo" / "me.png"
    write_png(path, noise_picture(64, 64))
    return path


@pytest.mark.parametrize("runtime", ["onnxruntime", "auto"])
def test_a_portrait_leaves_nothing_in_the_user_s_home(
    tmp_path: Path, photo: Path, runtime: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-B", "-c", PORTRAIT, str(photo)]
    env = environment(home, VAHA_RUNTIME=runtime)
    subprocess.run(command, env=env, check=True, timeout=120)
    assert files_in(home) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_portrait_opens_no_socket(tmp_path: Path, photo: Path) -> None:
    home, trace = tmp_path / "home", tmp_path / "trace.txt"
    home.mkdir()
    watch = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    command = [*watch, sys.executable, "-B", "-c", PORTRAIT, str(photo)]
    subprocess.run(command, env=environment(home), check=True, timeout=240)
    calls = re.findall(r"(?:socket|connect|sendto|sendmsg)\(.*", trace.read_text())
    # Pairs of unnamed sockets join a process with its own threads and children.
    assert [call for call in calls if "AF_UNIX" not in call] == []
    assert files_in(home) == []
