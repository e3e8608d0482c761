"""A large file in pieces that can be carried where single files must be small."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from vaha.errors import TrainingDataError
from vaha.files import write_file

PIECE = 15 * 2**20
"""Bytes of a piece: under 16 MB."""
LIST = "pieces.json"


def split_into_pieces(path: Path, folder: Path, size: int = PIECE) -> list[Path]:
    """Write the file as `folder`/NAME.0, NAME.1 ... and a list of their sha256.

    Pieces of an earlier file of this name that are no longer needed are removed.
    """
    written: list[Path] = []
    sums: dict[str, str] = {}
    with path.open("rb") as stream:
        while data := stream.read(size):
            piece = folder / f"{path.name}.{len(written)}"
            write_file(piece, data)
            sums[piece.name] = hashlib.sha256(data).hexdigest()
            written.append(piece)
    write_file(folder / LIST, json.dumps(sums, indent=1).encode())
    for old in folder.glob(f"{path.name}.*"):
        if old.name not in sums:
            old.unlink()
    return written


def join_pieces(folder: Path, path: Path) -> None:
    """Write the whole file again; raises TrainingDataError where a piece is missing or damaged."""
    try:
        sums = json.loads((folder / LIST).read_text())
        parts = [(folder / name).read_bytes() for name in sums]
    except FileNotFoundError as error:
        raise TrainingDataError(f"{error.filename} is missing; carry all pieces") from error
    except ValueError as error:
        raise TrainingDataError(f"{folder / LIST} is no list of pieces: {error}") from error
    for (name, expected), part in zip(sums.items(), parts, strict=True):
        if hashlib.sha256(part).hexdigest() != expected:
            raise TrainingDataError(f"{folder / name} is damaged; carry it again")
    write_file(path, b"".join(parts))
