"""Serving the application with waitress: one process, a thread for each open stream."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Thread

from flask import Flask
from waitress.adjustments import Adjustments

from vaha.errors import OutputError
from vaha.web.access.connections import CONNECTIONS, BoundedServer
from vaha.web.options import WebOptions
from vaha.web.services.all import Services

PR_SET_DUMPABLE = 4
"""From Linux' <sys/prctl.h>."""

THREADS_BESIDES = 24
"""Threads for everything that is no stream of events."""
LAST_STEP = 10.0
"""Seconds in which a thread beside the server ends what it is at."""


def serve(app: Flask, host: str, port: int, ready: Callable[[int], Iterable[Thread]]) -> None:
    """Serve until interrupted; `ready` is told the port once connections are taken.

    It answers with the threads that it started beside. At the end they are waited for: a process
    that ends while a model is loaded aborts. Raises OutputError where the port cannot be had.
    """
    services = Services.of_app(app)
    beside: list[Thread] = []
    forbid_core_dumps()
    with _bound(host, port) as listening:
        server = _server(app, listening, services.options)
        end = _End(services)
        try:
            beside += ready(listening.getsockname()[1])
            with suppress(KeyboardInterrupt):
                end.at_once = True
                if not end.asked:
                    server.run()
        finally:
            services.jobs.close()
            server.close()
            for thread in beside:
                thread.join(LAST_STEP)


def forbid_core_dumps() -> None:
    """Let a crash leave no copy of this process's memory, which may hold a photo, on the disk."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # a program that takes dumps through a pipe knows no such limit
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


class _End:
    """Lets Ctrl+C and SIGTERM end open streams first: waitress waits for its threads.

    What begins beside the server is begun whole: until `at_once`, an end is only noted as `asked`.
    """

    def __init__(self, services: Services) -> None:
        self.at_once = self.asked = False
        self._services = services
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        self._services.jobs.close(timeout=0)
        self.asked = True
        if self.at_once:
            raise KeyboardInterrupt


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise OutputError(_why_not(error, host, port)) from error


def _server(app: Flask, listening: socket.socket, options: WebOptions) -> BoundedServer:
    most = app.config["MAX_CONTENT_LENGTH"]
    adjustments = Adjustments(
        threads=options.streams.all + THREADS_BESIDES,
        connection_limit=8 * CONNECTIONS,  # BoundedServer keeps to fewer, and chooses which
        cleanup_interval=1,
        channel_timeout=60,
        channel_request_lookahead=1,  # lets a stream know that its watcher has gone
        # Above these, waitress would put what is sent and answered into files.
        inbuf_overflow=4 * most,
        outbuf_overflow=4 * most,
        max_request_header_size=32_768,
        max_request_body_size=sys.maxsize,  # what is too long is refused by its head
        asyncore_use_poll=True,
        ident="vaha",
        clear_untrusted_proxy_headers=options.proxies == 0,
    )
    return BoundedServer(app, listening, adjustments, most, trusting=options.proxies > 0)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; choose another: vaha serve --port 0"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user; choose one above 1023"
    return f"{host}:{port} cannot be served ({error.strerror or error}); choose another --host"
