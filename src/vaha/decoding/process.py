"""One process that decodes, as this one sees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

import numpy as np

from vaha.decoding.limits import Cost
from vaha.decoding.messages import Ended, Message, fill, receive, send
from vaha.decoding.worker import KINDS_OF_ERRORS
from vaha.errors import DecoderError, PictureError

Stop = Callable[[], bool]
"""Whether nobody waits for the picture any more."""

LOOK_UP = 0.05
"""Seconds between looks at whether to stop."""

PIPE_BYTES = 1 << 20

_START = (
    "import sys; sys.path[:] = sys.argv[1].split(sys.argv[2]); "
    "from vaha.decoding.worker import main; main()"
)


class DecodingStopped(Exception):
    """Nobody waits for the picture any more."""


class DecodingProcess:
    """A process with one picture at a time; raises DecoderError where none can be started."""

    def __init__(self) -> None:
        self._said_ready = False
        self._killed = ""
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise DecoderError(
                f"pictures cannot be read: no process can be started for it ({error.strerror}); "
                "close other programs"
            ) from error
        self._asks = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        for stream in (self._asks, self._answers):
            _widen(stream)

    @property
    def alive(self) -> bool:
        return not self._killed and self._process.poll() is None

    @contextmanager
    def asked(self, request: Message, data: bytes, cost: Cost, stop: Stop | None) -> Iterator[None]:
        """Ask for something and watch over the answering, which happens in the block.

        Raises DecodingStopped, and PictureError where the picture ended the process.
        """
        done = threading.Event()
        watching = threading.Thread(
            target=self._watch, args=(done, time.monotonic() + cost.longest, stop), daemon=True
        )
        watching.start()
        try:
            self._wait_until_ready()
            with suppress(BrokenPipeError):  # what ended it is told below
                send(self._asks, request | {"bytes": len(data), "seconds": cost.seconds}, data)
            yield
        except (Ended, BrokenPipeError, ConnectionResetError) as error:
            raise self._what_ended_it(str(request["name"])) from error
        finally:
            done.set()
            watching.join()

    def answer(self) -> Message:
        """The next answer; raises what it says went wrong, and Ended."""
        answer = receive(self._answers)
        if "error" in answer:
            raise KINDS_OF_ERRORS[answer["error"]](answer["message"])
        return answer

    def go_on(self, go: bool) -> None:
        """Let it decode the pixels, or leave it at the size."""
        send(self._asks, {"go": go})

    def picture(self, height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        """The rows that follow, RGB, height x width x 3."""
        image = np.empty((height, width, 3), np.uint8)
        fill(self._answers, image.reshape(-1).data)
        return image

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Let it end: nobody asks any more."""
        for stream in (self._asks, self._answers):
            with suppress(OSError):
                stream.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def abandon(self) -> None:
        """Leave it to the process that this one was forked from."""
        for stream in (self._asks, self._answers):
            with suppress(OSError):
                stream.close()
        self._process.returncode = 0  # not ours to wait for

    def _wait_until_ready(self) -> None:
        if self._said_ready:
            return
        try:
            self.answer()
        except Ended as error:
            if self._killed:
                raise
            raise DecoderError(
                f"pictures cannot be read: {sys.executable} does not start for it "
                f"(it ended with {self._process.wait()}); run `vaha doctor`"
            ) from error
        self._said_ready = True

    def _watch(self, done: threading.Event, until: float, stop: Stop | None) -> None:
        pause = LOOK_UP if stop is not None else until - time.monotonic()
        while not done.wait(pause):
            if stop is not None and stop():
                self._killed = "stopped"
            elif time.monotonic() >= until:
                self._killed = "too long"
            else:
                continue
            self._process.kill()
            return

    def _what_ended_it(self, name: str) -> Exception:
        code = self._process.wait()
        if self._killed == "stopped":
            return DecodingStopped()
        if self._killed or code == -getattr(signal, "SIGPROF", 0):
            return PictureError(
                f"{name} takes too long to read; save it again as a plain JPEG or PNG"
            )
        if code == -getattr(signal, "SIGKILL", 0):
            return PictureError(f"{name} does not fit into memory; make it smaller")
        return PictureError(
            f"{name} is damaged or was cut short (its decoder ended with {code}); "
            "get the file again"
        )


def _command() -> list[str]:
    """Python without the user's own settings, which finds the same packages as this one."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # noqa: PTH100
    return [sys.executable, "-I", "-B", "-c", _START, paths, os.pathsep]


def _environment() -> dict[str, str]:
    """One thread and one heap are enough, and count as memory where more stand ready."""
    few = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
    return dict(os.environ) | few


def _widen(stream: BinaryIO) -> None:
    """Fewer turns for each picture; Linux alone lets a pipe hold more."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
