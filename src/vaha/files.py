"""Writing files so that nothing half-written is ever found under a file's own name."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaha.errors import DiskFull, OutputError

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What a system says of a full disk, or of a user whose share of it is full."""


def prepare_folder(path: str | Path) -> None:
    """Make the folder and prove that it can be written to, before any work is done for it.

    Raises OutputError where that fails.
    """
    folder = Path(path)
    probe = folder / f".vaha-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        kind = DiskFull if error.errno in FULL else OutputError
        raise kind(f"the folder {folder} cannot be used: {_reason(error, folder)}") from error


@contextmanager
def written_aside(path: str | Path) -> Iterator[Path]:
    """Give the name of a file to write, which takes the place of `path` when the block ends well.

    Makes the folders above it. Where anything fails the written part is removed and `path` stays
    as it was; an OSError becomes an OutputError. The name ends as that of `path` does, by which
    video writers know the format.
    """
    target = Path(path)
    aside = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield aside
        aside.replace(target)
    except OSError as error:
        kind = DiskFull if error.errno in FULL else OutputError
        raise kind(f"{target} cannot be written: {_reason(error, target)}") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold this file against other processes; gives False where another one holds it.

    The system lets go of it when a process ends, however it ends.
    """
    with path.open("ab") as file:
        mine = _lock(file.fileno(), True)
        try:
            yield mine
        finally:
            if mine:  # at once: when a file is closed, Windows takes its time to
                _lock(file.fileno(), False)


def _lock(file: int, hold: bool) -> bool:
    """Hold the file or let it go; whether that could be done."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, 0, os.SEEK_SET)  # it locks from where the file stands
            msvcrt.locking(file, msvcrt.LK_NBLCK if hold else msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, (fcntl.LOCK_EX if hold else fcntl.LOCK_UN) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def what_is_no_file(mode: int) -> str | None:
    """What stands there in place of a file or folder, which may never end when it is read.

    `mode` is st_mode; None for a file or folder.
    """
    for is_such, name in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket")):
        if is_such(mode):
            return name
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "a device"


def write_file(path: str | Path, data: bytes) -> None:
    """Write the whole file or nothing; raises OutputError."""
    with written_aside(path) as aside:
        aside.write_bytes(data)


def _reason(error: OSError, path: Path) -> str:
    if error.errno in FULL:
        return "the disk is full; free some space or choose another folder"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "writing there is not allowed; choose another folder"
    if error.errno == errno.EISDIR:
        return "it is a folder; choose another name"
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return f"{_file_in_the_way(path)} is a file, not a folder; choose another folder"
    return f"{error.strerror or error}; choose another place"


def _file_in_the_way(path: Path) -> Path:
    return next((part for part in (path, *path.parents) if part.is_file()), path)
