"""Photos never touch the disk and face crops are never kept: watched in a server as it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vaha.images import encode_picture, read_image

SERVER = """
import sys, json

opened = open(sys.argv[1], "a", buffering=1)
WRITING = {"w", "a", "x", "+"}

def audit(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, int):  # a pipe to a process that decodes, opened already
            return
        if (mode and WRITING & set(mode)) or flags & 3:
            opened.write(json.dumps([event, str(path)]) + chr(10))
    elif event in ("tempfile.mkstemp", "os.rename"):
        opened.write(json.dumps([event, str(arguments[event == "os.rename"])]) + chr(10))

sys.addaudithook(audit)
from vaha.__main__ import main
sys.argv = ["vaha", "serve", "--fake", "--no-browser", "--port", "0"]
main()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def address(home: Path, tmp_path: Path) -> Iterator[str]:
    """A server of its own process, every file that it opens for writing noted in opened.txt."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = os.environ | {
        "VAHA_HOME": str(home),
        "TMPDIR": str(temporary),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", SERVER, str(tmp_path / "opened.txt")]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            assert "http://" in line, line
            yield line.split()[-1]
        finally:
            server.terminate()


def test_only_works_are_written(address: str, home: Path, tmp_path: Path) -> None:
    # Larger than what would be kept in memory anyway (by waitress 512 kB, by Werkzeug 500 kB).
    noise = np.random.default_rng(1).integers(0, 256, (1200, 1000, 3), dtype=np.uint8)
    photo = encode_picture(noise, made="")  # no mark: works carry that too
    assert len(photo) > 3_000_000
    works = _portrait(address, photo)

    written = [json.loads(line) for line in (tmp_path / "opened.txt").read_text().splitlines()]
    pictures = home / "gallery" / "works"
    for event, path in written:
        assert event != "tempfile.mkstemp", path
        if path == os.devnull:
            continue
        place = Path(path)
        assert place.parent == pictures or place.parent == home / "gallery", (event, path)

    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    allowed = {pictures / f"{work}.png" for work in works}
    others = {"lock", "reserve"}  # empty, and so much as forgetting needs of a full disk
    others |= {"opened.txt", "gallery.sqlite3", "gallery.sqlite3-wal", "gallery.sqlite3-shm"}
    assert {path for path in found if path.name not in others} == allowed
    assert all(read_image(path).shape == (512, 512, 3) for path in allowed)
    _assert_nowhere(photo, found)


def _assert_nowhere(photo: bytes, files: list[Path]) -> None:
    """No part of the photo as it was sent stands in any of the files."""
    for path in files:
        data = path.read_bytes()
        for start in range(100, len(photo) - 100, len(photo) // 20):
            assert photo[start : start + 64] not in data, path


def _portrait(address: str, photo: bytes) -> list[str]:
    """Ask for a portrait and read its mood live, as a browser does; gives the works' ids."""
    import time
    import urllib.request

    cookie: list[str] = []

    def ask(path: str, body: bytes | None = None, kind: str = "") -> bytes:
        headers = {"X-VAHA": "1", "Content-Type": kind, "Cookie": "; ".join(cookie)}
        request = urllib.request.Request(f"{address}api/v1{path}", body, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            if said := answer.headers["Set-Cookie"]:
                cookie.append(said.split(";")[0])
            return answer.read()

    ask("/status")
    ask("/moods", photo, "image/png")
    form = (
        b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\n\r\n'
        + photo
        + b"\r\n--edge--\r\n"
    )
    portrait = json.loads(ask("/portraits", form, "multipart/form-data; boundary=edge"))["id"]
    for _ in range(200):
        found = json.loads(ask(f"/portraits/{portrait}"))
        if found["state"] == "done":
            return [work["id"] for work in found["works"]]
        time.sleep(0.05)
    raise AssertionError(found)
