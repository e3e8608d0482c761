"""What the Dockerfile says, done without Docker: as nobody, where nothing else can be written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

import vaha

ROOT = Path(__file__).parents[2]
PORT = "18642"  # in place of the usual one, where a studio may be running
NOBODY = 65534
PATIENCE = 60.0  # seconds
DATA = "/mnt"  # stands for the container's /data; on every Debian, and empty

READ_ONLY = f"""
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=1777 tmpfs {DATA}
mount -o remount,bind,ro /
! touch /vaha-was-here 2> /dev/null
exec "$@"
"""


def dockerfile() -> dict[str, list[str]]:
    """The words behind each instruction; lines that go on are one."""
    said: dict[str, list[str]] = {}
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        if not line.startswith("#"):
            name, _, rest = line.partition(" ")
            said.setdefault(name, []).append(rest)
    return said


def words(instruction: str) -> list[str]:
    """The JSON list of the last such instruction."""
    (found,) = re.findall(r"\[.*\]", dockerfile()[instruction][-1])
    told: list[str] = json.loads(found)
    return told


def variables() -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(dockerfile()["ENV"][-1]))


def test_it_installs_as_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (install,) = re.findall(r"pip install \S+", dockerfile()["RUN"][0])
    assert install == 'pip install ".[ncnn]"'
    assert "pip install . &&" in readme and "pip install '.[ncnn]'" in readme
    assert "PIP_CONSTRAINT=/vaha/.ci/constraints.txt" in dockerfile()["ENV"][0]


def test_what_it_copies_is_not_left_out() -> None:
    """The build reads each of these; .dockerignore leaves out what it does not name."""
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in ("src", "webapp", "hatch_build.py", "pyproject.toml", "README.md", "LICENSES"):
        assert f"!{name}" in kept and (ROOT / name).exists()


def test_it_runs_a_command_of_vaha_as_nobody() -> None:
    from vaha.cli import main

    assert words("ENTRYPOINT") == ["vaha"]
    name, *options = words("CMD")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    context = command.make_context(name, list(options))
    assert context.params["host"] == "0.0.0.0" and context.params["browser"] is False
    assert dockerfile()["EXPOSE"] == [str(context.params["port"])]
    user = dockerfile()["USER"][-1].split(":")[0]
    assert user.isdecimal() and int(user) > 0
    assert variables()["VAHA_HOME"] == dockerfile()["VOLUME"][-1]


def _can_isolate() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    try_it = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", "true"]
    return subprocess.run(try_it, capture_output=True, check=False).returncode == 0


def _others_reach(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def _as_nobody() -> list[str]:
    """Another user where one can read Python and VAHA; a checkout in root's home cannot be."""
    reach = all(map(_others_reach, (Path(sys.executable), Path(vaha.__file__))))
    if shutil.which("setpriv") is None or os.getuid() != 0 or not reach:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


@contextmanager
def container(*command: str) -> Iterator[subprocess.Popen[str]]:
    """The command where only DATA can be written, with the variables of the Dockerfile."""
    said = {name: value for name, value in variables().items() if name != "PATH"}
    environment = os.environ | said | {"VAHA_HOME": f"{DATA}/data", "HOME": "/nonexistent"}
    running = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", *_as_nobody(), *command],
        cwd="/",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def healthy() -> bool:
    """Does the Dockerfile's HEALTHCHECK succeed?"""
    python, *rest = words("HEALTHCHECK")
    assert python == "python" and "8642" in rest[-1]
    check = [sys.executable, *rest[:-1], rest[-1].replace("8642", PORT)]
    return subprocess.run(check, capture_output=True, check=False, timeout=20).returncode == 0


@pytest.mark.slow
@pytest.mark.weights
@pytest.mark.skipif(not _can_isolate(), reason="no file systems of one's own can be had here")
def test_the_studio_is_healthy_where_nothing_but_its_data_can_be_written() -> None:
    command = [sys.executable, "-m", "vaha", *words("CMD"), "--port", PORT]
    with container(*command) as studio:
        ends = time.monotonic() + PATIENCE
        while not healthy():
            assert studio.poll() is None, studio.communicate()[0]
            assert time.monotonic() < ends, "the studio did not become healthy"
            time.sleep(0.2)
        studio.send_signal(signal.SIGTERM)
        said, _ = studio.communicate(timeout=PATIENCE)
    assert studio.returncode == 0, said
    assert "Traceback" not in said
