"""What every training command does first."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from vaha.errors import MissingExtra
from vaha.files import prepare_folder


def begin(out: Path) -> None:
    """Find what would fail only after hours: a missing extra, a folder that cannot be written."""
    if find_spec("torch") is None or find_spec("onnx") is None:
        raise MissingExtra("training needs PyTorch and onnx: pip install 'vaha[train]'")
    prepare_folder(out)
