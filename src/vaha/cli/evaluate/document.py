"""What the commands that measure share: the installed model, and the document they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vaha.runtime.sessions.onnx import OnnxModel


def installed_model(name: str) -> OnnxModel:
    """The model of this name that this installation uses."""
    from vaha.runtime.sessions.onnx import OnnxModel
    from vaha.runtime.store import ModelStore

    return OnnxModel.open(ModelStore.open(), name)


def say_document(document: dict[str, Any], report: Path | None) -> None:
    """The document as JSON on stdout and, where a path is given, there too."""
    from vaha.files import write_file

    text = json.dumps(document, indent=2) + "\n"
    if report is not None:
        write_file(report, text.encode())
    click.echo(text, nl=False)
