"""systemd hears that the server is ready, and of its life only while it answers."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vaha.web.exhibition.keeper.watchdog import answers, keep_telling, notify

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="systemd is Linux's")


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[tuple[dict[str, str], socket.socket]]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(2)
        yield {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000"}, heard


def test_ready_then_alive_while_it_answers(systemd: tuple[dict[str, str], socket.socket]) -> None:
    environ, heard = systemd
    alive = threading.Event()
    alive.set()
    keep_telling(alive.is_set, environ)
    assert heard.recv(99) == b"READY=1"
    assert heard.recv(99) == b"WATCHDOG=1"
    alive.clear()
    heard.settimeout(0.2)
    with pytest.raises(TimeoutError):
        for _ in range(20):  # one may be under way
            heard.recv(99)


def test_nobody_is_told_where_nobody_asked() -> None:
    assert not notify("READY=1", {})
    assert not notify("READY=1", {"NOTIFY_SOCKET": "/nowhere/notify"})


def test_a_server_answers_or_not() -> None:
    class Says(BaseHTTPRequestHandler):
        status = 200

        def do_GET(self) -> None:
            self.send_response(Says.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Says)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    assert answers(server.server_port)
    Says.status = 503
    assert not answers(server.server_port)
    server.shutdown()
    server.server_close()
    thread.join()
    assert not answers(server.server_port)
