"""waitress, with limits on connections, heads, bodies and patience.

Its own limits hold whole bodies before the application sees who sends them, and know neither
addresses nor slow senders. It stays: a thread for each open stream suits this studio, it runs
everywhere and needs nothing else, and what it lacks fits in here.
"""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer

from vaha.web.access.admission import KEY, UNJUDGED, Claim, Held
from vaha.web.access.names import counted_by

HEAD_SECONDS = 10.0
"""So long a head may take from its first byte on."""

BODY_SECONDS, BODY_RATE = 20.0, 50_000
"""So long a body may take, and a second more for each so many bytes."""

STUCK_SECONDS = 30.0
"""An answer of which nothing could be sent for so long has nobody who reads it."""

LINGER_SECONDS = 2.0
"""So long what a refused client still sends is thrown away, so that it can read why."""

CONNECTIONS, NEAR = 384, 128
"""At most so many in all, and from one address."""


class Answer:
    """What waitress sends in place of serving a request."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self._status, self._headers, self._body = status, headers, body

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        return self._status, self._headers, self._body


class JudgedRequest(HTTPRequestParser):
    """A request whose body comes in only once the application has seen its head."""

    def __init__(self, channel: BoundedChannel) -> None:
        super().__init__(channel.adj)
        self.began = time.monotonic()
        self._channel = channel
        self._claim: Claim | None = None

    @property
    def due(self) -> float:
        """When it must have come in whole."""
        if not self.headers_finished:
            return self.began + HEAD_SECONDS
        return self.began + HEAD_SECONDS + BODY_SECONDS + float(self.content_length) / BODY_RATE

    def received(self, data: bytes) -> int:
        """Take in what has come; gives how much of it was this request's."""
        had_head = self.headers_finished
        consumed = int(super().received(data))
        judged = self.chunked or self.content_length > UNJUDGED
        if self.headers_finished and not had_head and not self.completed and judged:
            self._claim = self._channel.server.claim(self)
            answer = self._channel.server.judge(self, self._channel.addr[0], self._claim)
            if answer is not None:
                self.error, self.completed, self.expect_continue = answer, True, False
                self._channel.refused = True
        return consumed

    def close(self) -> None:
        super().close()
        if self._claim is not None:
            self._claim.free()


class BoundedChannel(HTTPChannel):
    """A connection that may be slow only so far, and is listened to a moment after a refusal."""

    refused = False
    discarding_until: float | None = None

    def parser_class(self, adj: object) -> JudgedRequest:
        return JudgedRequest(self)

    @property
    def idle(self) -> bool:
        """Whether it waits for nothing but a head: closing it costs nobody an answer."""
        half = self.request is not None and self.request.headers_finished
        return not self.requests and not half and not self.total_outbufs_len

    def is_overdue(self, now: float) -> bool:
        """Whether its request comes too slowly, or its answer is not read."""
        if self.discarding_until is not None:
            return now > self.discarding_until
        if self.total_outbufs_len:
            return bool(time.time() - self.last_activity > STUCK_SECONDS)
        return self.request is not None and now > self.request.due

    def readable(self) -> bool:
        return self.discarding_until is not None or bool(super().readable())

    def writable(self) -> bool:
        if self.discarding_until is not None:
            return bool(self.will_close)
        return bool(super().writable())

    def handle_read(self) -> None:
        if self.discarding_until is None:
            super().handle_read()
            return
        try:
            self.recv(262_144)  # closes where nothing more comes
        except OSError:
            self.handle_close()

    def handle_write(self) -> None:
        if self.refused and self.close_when_flushed and self.discarding_until is None:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self.discarding_until = time.monotonic() + LINGER_SECONDS
                self.close_when_flushed = False
                with suppress(OSError):
                    self.socket.shutdown(socket.SHUT_WR)
            return
        super().handle_write()

    def handle_close(self) -> None:
        if self.request is not None:
            self.request.close()
            self.request = None
        super().handle_close()


class BoundedServer(TcpWSGIServer):
    """Serves at most CONNECTIONS; `trusting` counts none by its address: they are a proxy's."""

    def __init__(
        self,
        application: object,
        listening: socket.socket,
        adj: Adjustments,
        most: int,
        trusting: bool,
    ) -> None:
        self._held = Held() if not trusting else Held(near=sys.maxsize)
        self._most = most
        self._near = CONNECTIONS if trusting else NEAR
        super().__init__(
            application,
            {},
            True,
            listening,
            adj=adj,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def channel_class(
        self, _: object, conn: socket.socket, addr: tuple[Any, ...], adj: object, map: object
    ) -> None:
        """Take a connection, where need be in the place of one that waits for nothing."""
        address = counted_by(str(addr[0]))
        channels = list(self.active_channels.values())
        near = [one for one in channels if counted_by(str(one.addr[0])) == address]
        full = near if len(near) >= self._near else channels
        if len(near) >= self._near or len(channels) >= CONNECTIONS:
            idle = [channel for channel in full if channel.idle]
            if not idle:
                conn.close()
                return
            min(idle, key=lambda channel: channel.last_activity).handle_close()
        BoundedChannel(self, conn, addr, adj, map=map)

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        moment = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.is_overdue(moment):
                channel.will_close = True

    def claim(self, request: JudgedRequest) -> Claim:
        """What asks the application to let the request's body in."""
        length = None if request.chunked else int(request.content_length)
        return Claim(self._held, length, self._most)

    def judge(self, request: JudgedRequest, address: str, claim: Claim) -> Answer | None:
        """The application's refusal, None where the body may come."""
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            said[:] = [status, headers]

        environ = _environ(request, address, self.effective_port) | {KEY: claim}
        body: Iterable[bytes] = self.application(environ, start)
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        return None if said[0].startswith("204") else Answer(said[0], said[1], content)


def _environ(request: JudgedRequest, address: str, port: str) -> dict[str, Any]:
    """The request's head as WSGI has it, with an empty body."""
    plain = ("CONTENT_TYPE", "CONTENT_LENGTH")
    headers = {
        name if name in plain else f"HTTP_{name}": value for name, value in request.headers.items()
    }
    return headers | {
        "REQUEST_METHOD": request.command,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "vaha",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
