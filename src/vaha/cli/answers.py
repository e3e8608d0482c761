"""What `--json` writes on stdout: one document, whatever the names in it and the terminal are."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

NO_LETTER = re.compile("[\ud800-\udfff]")
"""How Python holds the bytes of a file's name that are no UTF-8."""


def print_json(document: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """Write the document in a form that every reader of JSON takes.

    Letters that stdout cannot write are escaped; bytes of a name that are no UTF-8 become U+FFFD.
    """
    can_write_all = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    text = NO_LETTER.sub("\ufffd", json.dumps(document, indent=2, ensure_ascii=False))
    click.echo(text if can_write_all else json.dumps(json.loads(text), indent=2))


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` stands among the words after the command's name."""
    words = list(arguments)
    return "--json" in (words[: words.index("--")] if "--" in words else words)


def error_document(error: BaseException, message: str) -> dict[str, Any]:
    """What `--json` writes for an error: its kind (a class of vaha.errors, or of click's)."""
    return {"error": {"kind": type(error).__name__, "message": message}}
