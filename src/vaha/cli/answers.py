"""What `--json` and `--jsonl` write on stdout, whatever the names in it and the terminal are."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

NO_LETTER = re.compile("[\ud800-\udfff]")
"""How Python holds the bytes of a file's name that are no UTF-8."""


def print_json(document: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """Write the document in a form that every reader of JSON takes.

    Letters that stdout cannot write are escaped; bytes of a name that are no UTF-8 become U+FFFD.
    """
    click.echo(_json_text(document, indent=2))


def print_json_line(document: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """Write the document as one line, which is there at once, also in a pipe."""
    click.echo(_json_text(document))
    sys.stdout.flush()


def _json_text(document: Any, indent: int | None = None) -> str:  # noqa: ANN401
    can_write_all = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    text = NO_LETTER.sub("\ufffd", json.dumps(document, indent=indent, ensure_ascii=False))
    return text if can_write_all else json.dumps(json.loads(text), indent=indent)


def printer_asked_for(arguments: Sequence[str]) -> Callable[[Any], None] | None:
    """What prints an error to the program that reads: as `--json` or `--jsonl` was given, if any.

    They are sought among the words after the command's name.
    """
    words = list(arguments)
    options = words[: words.index("--")] if "--" in words else words
    if "--jsonl" in options:
        return print_json_line
    return print_json if "--json" in options else None


def error_document(error: BaseException, message: str) -> dict[str, Any]:
    """What `--json` writes for an error: its kind (a class of vaha.errors, or of click's)."""
    return {"error": {"kind": type(error).__name__, "message": message}}
