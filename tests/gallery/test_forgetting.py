"""Whoever is forgotten leaves no trace, whatever happens in between."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vaha.artwork import Artwork
from vaha.errors import DiskFull, GalleryBusy, GalleryError
from vaha.gallery.database import Database
from vaha.gallery.pictures import Pictures
from vaha.gallery.works import Gallery

Files = Callable[[], list[str]]


class Killed(BaseException):
    """Ends a process in the middle, as far as a test can."""


@pytest.mark.parametrize("after", [0, 3, 7])
def test_what_a_kill_left_is_forgotten_at_the_next_start(
    gallery: Gallery, folder: Path, files: Files, painted: Artwork,
    monkeypatch: pytest.MonkeyPatch, after: int,
) -> None:  # fmt: skip
    for _ in range(8):
        gallery.add("ann", painted)
    stays = gallery.add("ben", painted)
    remove, removed = Pictures.remove, []

    def removing(pictures: Pictures, work: str) -> None:
        if len(removed) == after:
            raise Killed
        remove(pictures, work)
        removed.append(work)

    monkeypatch.setattr(Pictures, "remove", removing)
    with pytest.raises(Killed):
        gallery.forget("ann")
    monkeypatch.undo()
    assert len(files()) == 9 - after
    again = Gallery.open(folder)
    with again.claimed():
        assert again.page("ann").works == ()
        assert files() == [stays.id] and [work.id for work in again.page("ben").works] == files()
    assert "ann" not in {path.name for path in folder.rglob("*")}


def test_forgetting_again_finishes_too(
    gallery: Gallery, files: Files, painted: Artwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        gallery.add("ann", painted)

    def fail(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("vaha.gallery.works.delete_rows", fail)
    with pytest.raises(Killed):
        gallery.forget("ann")
    monkeypatch.undo()
    assert gallery.forget("ann") == 4
    assert files() == [] and gallery.page("ann").works == ()


@pytest.mark.slow
def test_a_real_kill_in_the_middle_leaves_nothing_behind(
    gallery: Gallery, folder: Path, files: Files, painted: Artwork
) -> None:
    works = [gallery.add("ann", painted).id for _ in range(300)]
    script = (
        "import sys, pathlib\n"
        "from vaha.gallery.works import Gallery\n"
        "gallery = Gallery.open(pathlib.Path(sys.argv[1]))\n"
        "print('begins', flush=True)\n"
        "gallery.forget('ann')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stdout.readline()
        while len(files()) > 200:
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
    assert len(files()) < len(works)
    again = Gallery.open(folder)
    with again.claimed():
        assert files() == [] and again.page("ann").works == () and again.holding().works == 0


def test_pictures_that_no_row_names_are_removed_at_the_start(
    gallery: Gallery, folder: Path, files: Files, painted: Artwork,
    change: Callable[..., None],
) -> None:  # fmt: skip
    """What a server of old left that was killed between the rows and the files."""
    stays = gallery.add("ben", painted)
    for _ in range(3):
        gallery.add("ann", painted)
    change("DELETE FROM works WHERE visitor = 'ann'")
    (folder / "works" / ".half.1234.part.png").write_bytes(b"half")
    with gallery.claimed():
        assert sorted(path.name for path in (folder / "works").iterdir()) == [f"{stays.id}.png"]


def test_pictures_of_a_database_that_was_moved_away_are_left(
    gallery: Gallery, folder: Path, files: Files, painted: Artwork
) -> None:
    kept = gallery.add("ann", painted)
    before = time.time() - 60
    os.utime(folder / "works" / f"{kept.id}.png", (before, before))
    for path in folder.glob("gallery.sqlite3*"):
        path.unlink()
    with Gallery.open(folder).claimed():
        assert files() == [kept.id]


def test_forgetting_gives_up_what_was_set_aside_where_the_disk_is_full(
    gallery: Gallery, folder: Path, files: Files, painted: Artwork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with gallery.claimed():
        for _ in range(3):
            gallery.add("ann", painted)
    reserve, write = folder / "reserve", Gallery._write
    assert reserve.stat().st_size >= 1_000_000

    @contextmanager
    def full(one: Gallery) -> Iterator[object]:
        if reserve.exists():
            raise DiskFull("full")
        with write(one) as database:
            yield database

    monkeypatch.setattr(Gallery, "_write", full)
    assert gallery.forget("ann") == 3
    assert files() == [] and gallery.page("ann").works == ()
    assert reserve.exists()  # set aside again


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 4 MB, where this user may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    try:
        allowed = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        allowed = False
    if not allowed:
        pytest.skip("this user may not mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room."""
    with path.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))


def test_on_a_disk_that_is_full_to_the_last_byte_a_visitor_is_forgotten(
    small_disk: Path, painted: Artwork
) -> None:
    gallery = Gallery.open(small_disk / "gallery")
    with gallery.claimed():
        works = [gallery.add("ann", painted).id for _ in range(60)]
        fill(small_disk / "others")
        for work in works:  # as if somebody else had taken the room that they leave at once
            (small_disk / "gallery" / "works" / f"{work}.png").write_bytes(b"")
        fill(small_disk / "more")
        with pytest.raises(DiskFull, match="full"):
            gallery.add("ben", painted)
        assert len(gallery.page("ann", 100).works) == 60  # what is there can still be seen
        assert gallery.forget("ann") == 60
        assert gallery.page("ann").works == () and gallery.holding().works == 0


def test_one_studio_has_a_folder_at_a_time(gallery: Gallery, folder: Path) -> None:
    with gallery.claimed(), pytest.raises(GalleryBusy, match="another studio uses"):
        Gallery.open(folder).claimed().__enter__()
    with Gallery.open(folder).claimed():
        pass


def test_nobody_waits_long_for_another_program(
    gallery: Gallery, folder: Path, painted: Artwork
) -> None:
    gallery._database.wait = 0.2
    other = sqlite3.connect(folder / "gallery.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(GalleryBusy):
        gallery.add("ann", painted)
    assert time.monotonic() - began < 10  # once it was 30 s
    assert gallery.page("ann").works == ()  # reading goes on
    assert list((folder / "works").iterdir()) == []
    other.close()
    gallery.add("ann", painted)


def test_what_cannot_be_translated_is_a_gallery_error(folder: Path) -> None:
    folder.mkdir()
    (folder / "gallery.sqlite3").mkdir()
    with pytest.raises(GalleryError), Database(folder).connected() as database:
        database.execute("SELECT 1")
