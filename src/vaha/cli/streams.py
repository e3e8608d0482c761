"""stdin, stdout and stderr, which may be closed, full, or of few letters."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from traceback import walk_tb
from typing import TextIO

from vaha.errors import OutputError


def prepare_streams() -> None:
    """Make sure that what is written goes where it should, or says that it cannot.

    A terminal or file of few letters gets `?` for the others, not a UnicodeEncodeError.
    """
    _fill_gaps()
    if sys.stdout is None:
        sys.stdout = _Closed()
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if sys.stderr is not None and not isinstance(sys.stderr, _Talk):
        sys.stderr = _Talk(sys.stderr)


def is_of_stdout(error: BaseException) -> bool:
    """Whether stdout could not be written; if so, what else is printed goes nowhere.

    Click and Rich, which write to streams alone, let the system's error through.
    """
    if not isinstance(error, OSError):
        return False
    *_, (frame, _) = walk_tb(error.__traceback__)
    if frame.f_globals.get("__name__", "").partition(".")[0] not in ("click", "rich"):
        return False
    with suppress(OSError, ValueError):  # or Python would complain once more at its end
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    return True


def _fill_gaps() -> None:
    """No file that is opened later may take the number of a closed stream, and be printed into."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


class _Talk(io.TextIOBase):
    """A stderr that drops what it cannot write: no work is lost because nobody can hear of it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._stream.errors


class _Closed(io.StringIO):
    """A stdout that was closed before the program began."""

    def writable(self) -> bool:
        return False

    def write(self, text: str) -> int:
        raise OutputError("stdout is closed, so that nothing can be printed; open it or use --out")
