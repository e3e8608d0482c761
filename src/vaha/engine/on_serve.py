"""The engine on Ray Serve: so many replicas of a desk, on whatever machines have room."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from vaha.engine.desk import Desk, Left, about
from vaha.errors import InputError
from vaha.installation.cluster import load_ray
from vaha.studio import Studio

NAME = "vaha"
"""What the application is called in Serve."""

STORE = 100_000_000
"""Bytes of Ray's own memory for objects, where it is started here."""


@dataclass(frozen=True)
class EngineOptions:
    """Where the engine answers, and how many portraits it paints.

    `replicas` processes paint `at_once` portraits each, with `threads` processors and `gpus` cards
    (a part of one, perhaps); `waiting` more may wait. `address` is that of a cluster's head; None
    starts Ray on this machine alone.
    """

    token: str
    host: str = "127.0.0.1"
    port: int = 8000
    replicas: int = 1
    at_once: int = 2
    waiting: int = 16
    threads: int = 1
    gpus: float = 0.0
    address: str | None = None


class Painter:
    """A replica: a desk behind Serve's own HTTP."""

    def __init__(self, open_studio: Callable[[], Studio], token: str, threads: int) -> None:
        os.environ["VAHA_THREADS"] = str(threads)
        self._desk = Desk(open_studio(), token)
        self._desk.warm_up()

    async def __call__(self, request: Any) -> Any:  # noqa: ANN401 - starlette's
        """Answer GET /about and POST /portraits; the token is asked for before anything is read."""
        from starlette.responses import PlainTextResponse, StreamingResponse

        if refusal := self._desk.refusal(request.headers):
            return PlainTextResponse(refusal.said, refusal.status)
        if request.url.path == "/about":
            return PlainTextResponse(about())
        if request.url.path != "/portraits" or request.method != "POST":
            return PlainTextResponse("there is nothing here", 404)
        if refusal := self._desk.refusal_of_body(request.headers):
            return PlainTextResponse(refusal.said, refusal.status)
        frames = self._frames(request.headers.get("x-vaha-options", ""), await request.body())
        return StreamingResponse(frames, media_type="application/octet-stream")

    async def _frames(self, asked: str, photo: bytes) -> AsyncIterator[bytes]:
        """Paint on a thread; ends it at its next frame where who asked has left."""
        loop, left = asyncio.get_running_loop(), threading.Event()
        frames: asyncio.Queue[bytes | None] = asyncio.Queue()

        def put(frame: bytes | None) -> None:
            if left.is_set():
                raise Left
            loop.call_soon_threadsafe(frames.put_nowait, frame)

        def paint() -> None:
            try:
                self._desk.portrait(asked, photo, put)
            finally:
                loop.call_soon_threadsafe(frames.put_nowait, None)

        threading.Thread(target=paint, name="vaha-portrait", daemon=True).start()
        try:
            while (frame := await frames.get()) is not None:
                yield frame
        finally:
            left.set()


@contextmanager
def running(options: EngineOptions, open_studio: Callable[[], Studio]) -> Any:  # noqa: ANN401
    """The engine, answering until the block ends; raises MissingExtra, and InputError."""
    ray = load_ray()
    from ray import serve

    how: dict[str, Any] = {"address": options.address or "local"}
    if options.address is None:
        import secrets

        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        processors = options.replicas * options.threads + 1  # Serve's own beside them
        how |= {"num_cpus": processors, "object_store_memory": STORE, "include_dashboard": False}
    try:
        ray.init(**how, log_to_driver=False, logging_level="ERROR")
        serve.start(http_options={"host": options.host, "port": options.port})
        serve.run(_application(serve, options, open_studio), name=NAME, route_prefix="/")
    except Exception as error:  # it has many
        ray.shutdown()
        said = " ".join(str(error).split())[:300]
        raise InputError(f"the engine cannot be started: {said}") from error
    try:
        yield
    finally:
        serve.delete(NAME)
        ray.shutdown()


def _application(serve: Any, options: EngineOptions, open_studio: Callable[[], Studio]) -> Any:  # noqa: ANN401
    deployment = serve.deployment(Painter).options(
        name="painters",
        num_replicas=options.replicas,
        max_ongoing_requests=options.at_once,
        max_queued_requests=options.waiting,
        health_check_period_s=2,
        graceful_shutdown_timeout_s=60,
        ray_actor_options={"num_cpus": options.threads, "num_gpus": options.gpus},
    )
    return deployment.bind(open_studio, options.token, options.threads)
