"""`vaha engine`: painters for a studio on another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.studio import Studio

TOKEN = "VAHA_ENGINE_TOKEN"
"""The variable that holds the token of both, which no list of processes shows."""


@click.command(short_help="Painters for a studio elsewhere, on Ray.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for the network.")
@click.option("--address", metavar="HOST:PORT", help="A cluster's head [default: here alone].")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="How many processes paint.",
)
@click.option(
    "--at-once",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Portraits painted by each.",
)
@click.option(
    "--queue",
    "waiting",
    type=click.IntRange(1),
    default=16,
    show_default=True,
    help="Portraits waiting.",
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processors of each process.",
)
@click.option(
    "--gpus",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="Cards of each process.",
)
@click.option(
    "--upscaler",
    shell_complete=completing.upscalers,
    default="enlarger",
    show_default=True,
    help="What enlarges the works.",
)
@click.option("--fake", is_flag=True, help="Quick stages that need no weights, to try it.")
@click.option("--fake-seconds", default=0.0, show_default=True, help="How long its stages take.")
def engine(
    port: int,
    host: str,
    address: str | None,
    workers: int,
    at_once: int,
    waiting: int,
    threads: int,
    gpus: float,
    upscaler: str,
    fake: bool,
    fake_seconds: float,
) -> None:
    """Paint for `vaha serve --engine http://HOST:PORT`, until Ctrl-C.

    Both must be given the same VAHA_ENGINE_TOKEN; without it one is made and printed.
    """
    import os
    import secrets
    import signal
    from functools import partial
    from threading import Event

    from vaha.cli.talk import say
    from vaha.engine.on_serve import EngineOptions, running

    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    options = EngineOptions(token, host, port, workers, at_once, waiting, threads, gpus, address)
    opened = partial(_fake_studio, fake_seconds) if fake else partial(_studio, upscaler)
    with running(options, opened):
        said = "" if TOKEN in os.environ else f"{TOKEN}={token} "
        say(f"the engine paints for: {said}vaha serve --engine http://{host}:{port}")
        stop = Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())  # Ray has set its own
        stop.wait()


def _studio(upscaler: str) -> Studio:
    from vaha.studio import Studio

    return Studio.open(upscaler=upscaler)


def _fake_studio(seconds: float) -> Studio:
    from vaha.stages.fake import fake_studio_parts
    from vaha.studio import Studio

    return Studio(*fake_studio_parts(seconds=seconds))
