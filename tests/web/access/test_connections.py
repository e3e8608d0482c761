"""Connections and bodies are bounded, and slow ones end, before they can harm other visitors."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from waitress import wasyncore

from vaha.web import serving
from vaha.web.access import connections
from vaha.web.access.admission import Held
from vaha.web.access.connections import BoundedServer
from vaha.web.services.all import Services
from vaha.web.shapes.problems import Refused

from ..conftest import MakeApp

Serve = Callable[..., "Running"]
HEAD = "POST /api/v1/portraits HTTP/1.1\r\nHost: localhost\r\nX-VAHA: 1\r\n"


class Running:
    """The server of an application, on a thread of its own."""

    def __init__(self, server: BoundedServer, port: int) -> None:
        self.server = server
        self.port = port
        self.thread = threading.Thread(target=server.run)
        self.thread.start()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def send(self, text: str) -> socket.socket:
        connection = self.connect()
        connection.sendall(text.encode())
        return connection

    def status(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def stop(self) -> None:
        self.server.task_dispatcher.shutdown()
        self.server.trigger.pull_trigger(lambda: wasyncore.close_all(self.server._map))
        self.thread.join(10)


@pytest.fixture
def serve(make_app: MakeApp) -> Iterator[Serve]:
    running: list[Running] = []

    def start(**options: object) -> Running:
        app = make_app(**options)
        listening = socket.create_server(("127.0.0.1", 0))
        server = serving._server(app, listening, Services.of_app(app).options)
        running.append(Running(server, listening.getsockname()[1]))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def answer_of(connection: socket.socket) -> tuple[int, dict[str, object]]:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content


def test_a_body_without_the_token_is_refused_by_its_head(serve: Serve) -> None:
    server = serve(token="open-sesame", any_address=True)
    head = f"{HEAD}Content-Type: image/png\r\nContent-Length: 15000000\r\n\r\n"
    waiting = [server.send(head) for _ in range(20)]
    for connection in waiting:  # of their bodies nothing was sent, and nothing was waited for
        status, problem = answer_of(connection)
        assert (status, problem["code"]) == (401, "token")
    assert server.server._held.bytes == 0


def test_a_client_that_sends_on_can_read_why_it_was_refused(serve: Serve) -> None:
    server = serve()
    connection = server.send(f"{HEAD}Content-Length: 40000000\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        for _ in range(40):
            connection.sendall(b"x" * 100_000)
    status, problem = answer_of(connection)
    assert (status, problem["code"]) == (413, "too_large") and "16 MB" in str(problem["detail"])


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Content-Type: application/json\r\nContent-Length: 200000", 413),
        ("Transfer-Encoding: chunked", 411),
        ("Content-Length: 16200000", 413),
        ("Sec-Fetch-Site: cross-site\r\nContent-Length: 100000", 403),
    ],
)
def test_what_may_not_come_is_refused_by_its_head(serve: Serve, lines: str, status: int) -> None:
    assert answer_of(serve().send(f"{HEAD}{lines}\r\n\r\n"))[0] == status


def test_an_address_that_takes_no_body_is_told_so_by_the_head(serve: Serve) -> None:
    head = HEAD.replace("portraits", "nowhere")
    assert answer_of(serve().send(f"{head}Content-Length: 100000\r\n\r\n"))[0] == 404


def test_one_address_has_only_so_many_bytes_on_their_way(serve: Serve) -> None:
    server = serve()
    head = f"{HEAD}Content-Type: image/png\r\nContent-Length: 15000000\r\n\r\n"
    first = [server.send(head) for _ in range(4)]
    deadline = time.monotonic() + 60
    while server.server._held.bytes < 60_000_000:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    status, problem = answer_of(server.send(head))
    assert (status, problem["code"]) == (503, "busy")
    for connection in first:
        connection.close()
    for _ in range(500):
        if not server.server._held.bytes:
            break
        time.sleep(0.01)
    assert server.server._held.bytes == 0


def test_a_body_that_was_answered_is_counted_out(serve: Serve, photo: bytes) -> None:
    server = serve()
    body = b"x" * 200_000
    connection = server.send(
        HEAD.replace("portraits", "moods")
        + f"Content-Type: image/png\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(body)
    assert answer_of(connection)[0] == 422  # it was looked at, and is no picture
    for _ in range(500):
        if not server.server._held.bytes:
            break
        time.sleep(0.01)
    assert server.server._held.bytes == 0


def test_half_heads_keep_nobody_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "NEAR", 20)
    server = serve()
    halves = [server.send("GET / HTTP/1.1\r\nHost: loc") for _ in range(60)]
    began = time.monotonic()
    assert server.status() == 200
    assert time.monotonic() - began < 9  # a head may take ten
    assert len(server.server.active_channels) <= 21
    for connection in halves:
        connection.close()


def test_a_head_and_a_body_that_come_too_slowly_end(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.5)
    server = serve()
    slow = [server.send("GET /"), server.send(f"{HEAD}Content-Length: 1000\r\n\r\nx")]
    for connection in slow:
        assert connection.recv(10) == b""  # closed
        connection.close()


def test_there_is_room_for_bodies_in_all_and_for_each_address() -> None:
    held = Held(all=100, near=60)
    held.take("ann", 60)
    with pytest.raises(Refused):
        held.take("ann", 1)
    held.take("ben", 40)
    with pytest.raises(Refused):
        held.take("cem", 1)
    held.free("ann", 60)
    held.take("cem", 60)
    assert held.bytes == 100
