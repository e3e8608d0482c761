"""The last lines of the log, for the keeper. They name no visitor and no work."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime

LINES = 40


@dataclass(frozen=True)
class Line:
    """One line: when, how grave, and what."""

    at: datetime
    level: str
    said: str


class LogTail(logging.Handler):
    """Keeps the last lines that the server, the gallery and waitress say."""

    def __init__(self, level: int = logging.WARNING, lines: int = LINES) -> None:
        super().__init__(level)
        self._lines: deque[Line] = deque(maxlen=lines)

    def emit(self, record: logging.LogRecord) -> None:
        at = datetime.fromtimestamp(record.created)
        self._lines.append(Line(at, record.levelname.lower(), record.getMessage()))

    def newest_first(self) -> list[Line]:
        return list(reversed(self._lines))

    def listen(self) -> None:
        """Hear what is said from now on."""
        for name in ("vaha.web", "vaha.gallery", "waitress"):
            logging.getLogger(name).addHandler(self)
