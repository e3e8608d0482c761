"""Signs of life for systemd: ready, and alive as long as the server answers (sd_notify(3))."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from time import sleep

ASKED_WITHIN = 5.0
"""Seconds in which the server must answer."""


def notify(state: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell systemd, if it asked to be told; whether it was told."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.sendto(state.encode(), address)
        return True
    return False


def answers(port: int) -> bool:
    """Whether the server on this machine's port still answers."""
    asked = HTTPConnection("127.0.0.1", port, timeout=ASKED_WITHIN)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def keep_telling(alive: Callable[[], bool], environ: Mapping[str, str] = os.environ) -> None:
    """Say that we are ready, and, as often as systemd wants, that we are alive while we are."""
    notify("READY=1", environ)
    microseconds = environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or environ.get("WATCHDOG_PID", str(os.getpid())) != str(
        os.getpid()
    ):
        return

    def tell() -> None:
        while True:
            if alive():
                notify("WATCHDOG=1", environ)
            sleep(int(microseconds) / 1e6 / 3)

    threading.Thread(target=tell, name="watchdog", daemon=True).start()
