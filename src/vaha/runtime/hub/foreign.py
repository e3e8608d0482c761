"""What a card of unknown people may say: names that stay in a folder, and files that are data."""

from __future__ import annotations

import re
from pathlib import Path

from vaha.errors import ModelDamaged, ModelFetchFailed
from vaha.runtime.card import ModelCard

DATA = (".onnx", ".param", ".bin")
"""Ends of files that hold weights and graphs; no runtime of ours runs code that they bring."""

_PLAIN = re.compile(r"[A-Za-z0-9](?:[.-]?[A-Za-z0-9_])*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 100


def read_foreign_card(path: Path) -> ModelCard:
    """The card in this file, named as its file; raises ModelFetchFailed, saying what is wrong."""
    try:
        card = ModelCard.read(path)
    except (ModelDamaged, RecursionError) as error:
        raise ModelFetchFailed(f"{path.name} is no card that this VAHA can read") from error
    if not is_plain(card.name) or path.name != f"{card.name}.json":
        raise ModelFetchFailed(f"{path.name} is the card of another name; nothing was installed")
    for file, sha256 in files_of(card).items():
        if not is_plain(file) or Path(file).suffix not in DATA:
            raise ModelFetchFailed(
                f"its card names the file {file!r}, which is not a plain name that ends in "
                f"{', '.join(DATA)}; nothing was installed"
            )
        if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            raise ModelFetchFailed(f"its card has no sha256 of {file}; nothing was installed")
    return card


def files_of(card: ModelCard) -> dict[str, str]:
    """The sha256 of each of its files."""
    others = card.more_files if isinstance(card.more_files, dict) else {str(card.more_files): ""}
    return {card.file: card.sha256, **others} if isinstance(card.file, str) else {"": ""}


def is_plain(name: object) -> bool:
    """Whether this is a file's name on every system, and no path: no slash, colon or device."""
    return (
        isinstance(name, str)
        and len(name) <= _LONGEST
        and _PLAIN.fullmatch(name) is not None
        and _DEVICES.fullmatch(name) is None
    )
