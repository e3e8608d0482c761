from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from vaha.files import held, what_is_no_file


class Msvcrt(SimpleNamespace):
    """Locks a byte of a file as Windows' C runtime does: from where the file stands, by handle."""

    LK_UNLCK, LK_NBLCK = 0, 2

    def __init__(self) -> None:
        super().__init__()
        self.locked: dict[tuple[int, int], int] = {}

    def locking(self, file: int, mode: int, count: int) -> None:
        assert count == 1
        place = os.fstat(file).st_ino, os.lseek(file, 0, os.SEEK_CUR)
        if mode == self.LK_UNLCK:
            if self.locked.pop(place, None) != file:
                raise PermissionError(13, "Permission denied")
        elif self.locked.setdefault(place, file) != file:
            raise PermissionError(13, "Permission denied")


@pytest.fixture(params=["this system", "windows"])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Msvcrt | None:
    """On Windows, as far as locks go, too."""
    if request.param == "this system":
        return None
    msvcrt = Msvcrt()
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(sys, "platform", "win32")
    return msvcrt


def test_a_file_is_held_by_one_at_a_time(tmp_path: Path, locks: Msvcrt | None) -> None:
    path = tmp_path / "lock"
    with held(path) as mine, held(path) as second:
        assert mine and not second
        with held(path) as third:  # the second gave nothing away that it did not have
            assert not third
    with held(path) as again:
        assert again
    if locks is not None:
        assert locks.locked == {}


def test_it_is_held_whatever_stands_in_it(tmp_path: Path, locks: Msvcrt | None) -> None:
    path = tmp_path / "lock"
    with held(path) as mine:
        path.write_bytes(b"written by somebody")
        with held(path) as second:
            assert mine and not second


def test_an_error_lets_go_of_it(tmp_path: Path, locks: Msvcrt | None) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyError), held(path):
        raise KeyError
    with held(path) as again:
        assert again


def test_another_process_cannot_hold_it_too_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = f"""
import pathlib, time
from vaha.files import held
with held(pathlib.Path({str(path)!r})) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"True\n"
        with held(path) as mine:
            assert not mine
        other.kill()
        other.wait()
    with held(path) as mine:
        assert mine


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (stat.S_IFREG, None),
        (stat.S_IFDIR, None),
        (stat.S_IFIFO, "a pipe"),
        (stat.S_IFSOCK, "a socket"),
        (stat.S_IFCHR, "a device"),
        (stat.S_IFBLK, "a device"),
    ],
)
def test_what_is_no_file_has_a_name(kind: int, name: str | None) -> None:
    assert what_is_no_file(kind | 0o600) == name
