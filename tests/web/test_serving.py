"""The server itself, in a process of its own: streams as they happen, and a prompt end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


class Server:
    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.cookie = ""
        self._open: list[http.client.HTTPConnection | http.client.HTTPResponse] = []

    def ask(self, method: str, path: str, body: bytes = b"") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"X-VAHA": "1", "Content-Type": "application/json", "Cookie": self.cookie}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        self._open += [answer, connection]
        if cookie := answer.headers["Set-Cookie"]:
            self.cookie = cookie.split(";")[0]
        return answer

    def hang_up(self) -> None:
        for one in self._open:
            one.close()
        self._open.clear()

    def portrait(self, **options: int) -> str:
        self.ask("GET", "/api/v1/status").read()
        asked = json.dumps({"mood": {"sad": 1}} | options).encode()
        answer = self.ask("POST", "/api/v1/portraits", asked)
        return json.loads(answer.read())["id"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`vaha serve --fake`, each of whose stages takes half a second."""
    command = [sys.executable, "-m", "vaha", "serve", "--fake", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        [*command, "--fake-seconds", "0.5"],
        env=os.environ | {"VAHA_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            asked = Server(process, int(line.rsplit(":", 1)[-1].strip("/\n")))
            yield asked
            asked.hang_up()
        finally:
            process.kill()


def test_events_are_sent_as_they_happen(server: Server) -> None:
    portrait = server.portrait()
    stream = server.ask("GET", f"/api/v1/portraits/{portrait}/events")
    began, arrivals = time.monotonic(), {}
    for line in stream:
        if line.startswith(b"event: "):
            arrivals.setdefault(line[7:].decode().strip(), time.monotonic() - began)
    assert arrivals["done"] > 1.5  # four batches and three enlargings of half a second
    assert arrivals["candidates"] < arrivals["done"] - 1.0
    assert arrivals["portrait"] < arrivals["candidates"]


def test_a_watcher_who_leaves_frees_the_stream(server: Server) -> None:
    portrait = server.portrait(candidates=64, keep=8)  # takes eight seconds
    for _ in range(100):  # more than one visitor may have open, no faster than a visitor may ask
        stream = server.ask("GET", f"/api/v1/portraits/{portrait}/events")
        assert stream.status in (200, 429, 503)
        server.hang_up()
        time.sleep(0.025)
    time.sleep(1.5)
    assert server.ask("GET", f"/api/v1/portraits/{portrait}/events").status == 200
    state = json.loads(server.ask("GET", f"/api/v1/portraits/{portrait}").read())["state"]
    assert state == "running"  # so the streams did not end because the portrait did


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_promptly_and_quietly_with_streams_open(
    server: Server, number: signal.Signals
) -> None:
    portrait = server.portrait()
    stream = server.ask("GET", f"/api/v1/portraits/{portrait}/events")
    assert stream.readline()
    began = time.monotonic()
    server.process.send_signal(number)
    server.process.wait(15)
    assert time.monotonic() - began < 8  # a container is given ten seconds
    assert server.process.stderr is not None
    said = server.process.stderr.read()
    assert "Traceback" not in said and "error" not in said.lower(), said


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_a_crash_would_leave_no_copy_of_its_memory(server: Server) -> None:
    limits = Path(f"/proc/{server.process.pid}/limits").read_text().splitlines()
    (core,) = [line.split() for line in limits if line.startswith("Max core file size")]
    assert core[4:6] == ["0", "0"]
    # What is not dumpable belongs to root in /proc, and its memory may be read by nobody else.
    code = "import ctypes; from vaha.web.serving import forbid_core_dumps; forbid_core_dumps()\n"
    code += "assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0"
    subprocess.run([sys.executable, "-c", code], check=True)


WAITING = """
import sys, threading, time
from pathlib import Path
from vaha.gallery.works import Gallery
from vaha.stages.fake import fake_studio_parts
from vaha.studio import Studio
from vaha.web.app import create_app
from vaha.web.options import WebOptions
from vaha.web.serving import serve

def load():
    print("loading", file=sys.stderr, flush=True)
    time.sleep(1.5)
    print("loaded", file=sys.stderr, flush=True)

def ready(port):
    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    time.sleep(float(sys.argv[2]))
    return [thread]

app = create_app(Studio(*fake_studio_parts()), Gallery.open(Path(sys.argv[1])), WebOptions())
serve(app, "127.0.0.1", 0, ready)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
@pytest.mark.parametrize("getting_ready", ["0", "0.5"])
def test_what_is_being_loaded_is_waited_for(tmp_path: Path, getting_ready: str) -> None:
    """A process that ended while a thread loaded a model was aborted by its runtime.

    Also where the end is asked for before the server knows of that thread.
    """
    command = [sys.executable, "-c", WAITING, str(tmp_path), getting_ready]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "loading\n"
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        said = process.stderr.read()
        assert "loaded\n" in said and "Traceback" not in said
