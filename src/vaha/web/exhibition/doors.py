"""What the keeper has decided: open, paused or closed. It outlasts a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, cast, get_args

from vaha.files import write_file

State = Literal["open", "paused", "closed"]

TEST_SECONDS = 60.0
"""So long a test picture stands on the screens."""


class Doors:
    """Paused: who is there may finish, and nobody begins. `path` keeps it, where there is one."""

    def __init__(
        self, path: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._tested_until = 0.0
        self.state: State = _read(path)

    def set(self, state: State) -> None:
        """Raises OutputError where it cannot be kept."""
        with self._lock:
            if self._path is not None:
                write_file(self._path, state.encode())
            self.state = state

    def show_test(self) -> None:
        """Let the screens show a test picture for a minute."""
        self._tested_until = self._clock() + TEST_SECONDS

    @property
    def testing(self) -> bool:
        return self._clock() < self._tested_until


def _read(path: Path | None) -> State:
    if path is not None:
        with suppress(OSError, UnicodeDecodeError):
            if (found := path.read_text(encoding="utf-8").strip()) in get_args(State):
                return cast(State, found)
    return "open"
