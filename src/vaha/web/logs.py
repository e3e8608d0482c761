"""Logs as JSON lines. They name no visitor and no work, and say nothing of any face."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Any, TextIO

FIELDS = ("event", "method", "route", "status", "milliseconds")
"""What a record may carry besides its message."""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to(stream: TextIO, level: int = logging.WARNING) -> None:
    """Write what the server and waitress say of this level and above to the stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for name in ("vaha.web", "vaha.gallery", "waitress"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
