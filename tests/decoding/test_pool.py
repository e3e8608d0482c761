"""What harms the process that decodes harms nobody else, and costs what it may cost and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import PIL.Image
import pytest

from benchmarks import harmful_pictures as pictures
from vaha.decoding import process as processes
from vaha.decoding.pool import DecodingPool, Room, Wanted, the_pool
from vaha.decoding.process import DecodingStopped
from vaha.errors import DecoderError, DecodersBusy, PictureError
from vaha.images import Cost, decode_image, decode_photo

GOOD = pictures.encoded(pictures.noise(30, 40), "PNG")

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")


def wanted(seconds: float = 5.0, **more: object) -> Wanted:
    return Wanted("this file", Cost(seconds), **more)  # type: ignore[arg-type]


@pytest.fixture
def pool() -> Iterator[DecodingPool]:
    pool = DecodingPool(1)
    yield pool
    pool.close()


@pytest.fixture
def harmful(monkeypatch: pytest.MonkeyPatch) -> object:
    """Makes processes in which decoding does this instead."""

    def make(what: str) -> None:
        start = processes._START.replace(
            "main()",
            f"import os, time; from vaha.decoding import reading; reading.decoded = {what}; main()",
        )
        monkeypatch.setattr(processes, "_START", start)

    return make


@posix
def test_a_crash_is_a_damaged_picture_and_the_next_one_is_read(
    pool: DecodingPool, harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = processes._START
    harmful("lambda *_: os.kill(os.getpid(), 11)")
    pool.warm()
    monkeypatch.setattr(processes, "_START", usual)
    with pytest.raises(PictureError, match=r"damaged or was cut short.*-11"):
        pool.decode(GOOD, wanted())
    assert pool.decode(GOOD, wanted())[0].shape == (30, 40, 3)


@posix
def test_an_endless_loop_ends_after_its_time_of_processor(pool: DecodingPool, harmful) -> None:
    harmful("lambda *_: [None for _ in iter(int, 1)]")
    began = time.process_time()
    with pytest.raises(PictureError, match="takes too long to read"):
        pool.decode(GOOD, wanted(seconds=0.6))
    assert time.process_time() - began < 0.5  # it was not this process that worked


def test_one_that_sleeps_ends_by_the_clock(pool: DecodingPool, harmful) -> None:
    harmful("lambda *_: time.sleep(1000)")
    began = time.monotonic()
    with pytest.raises(PictureError, match="takes too long to read"):
        pool.decode(GOOD, wanted(seconds=0.5))
    assert 2.5 < time.monotonic() - began < 20


@linux
def test_memory_beyond_what_its_pixels_need_is_not_given(pool: DecodingPool, harmful) -> None:
    harmful("lambda *_: b'x' * 400_000_000")
    with pytest.raises(PictureError, match="does not fit into memory"):
        pool.decode(GOOD, wanted())


def test_stopping_ends_decoding_at_once(pool: DecodingPool, harmful) -> None:
    harmful("lambda *_: time.sleep(1000)")
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    began = time.monotonic()
    with pytest.raises(DecodingStopped):
        pool.decode(GOOD, wanted(seconds=60, stop=stop.is_set))
    assert time.monotonic() - began < 20


def test_who_has_no_patience_is_told_that_all_are_busy(pool: DecodingPool, harmful) -> None:
    harmful("lambda *_: time.sleep(1000)")
    stop = threading.Event()

    def hold() -> None:
        with pytest.raises(DecodingStopped):
            pool.decode(GOOD, wanted(seconds=60, stop=stop.is_set))

    holding = threading.Thread(target=hold)
    holding.start()
    time.sleep(0.3)
    with pytest.raises(DecodersBusy):
        pool.decode(GOOD, wanted(patience=0.1))
    stop.set()
    holding.join()


def test_a_refused_picture_leaves_its_process_at_work(pool: DecodingPool) -> None:
    pool.decode(GOOD, wanted())
    (before,) = pool._idle
    for data in (b"", b"no picture", GOOD[:40], GOOD[:-30]):
        with pytest.raises(PictureError):
            pool.decode(data, wanted())
    assert pool._idle == [before]
    assert np.array_equal(pool.decode(GOOD, wanted())[0], np.asarray(pictures.noise(30, 40)))


def test_a_process_that_was_killed_while_idle_is_replaced(pool: DecodingPool) -> None:
    pool.decode(GOOD, wanted())
    pool._idle[0]._process.kill()
    pool._idle[0]._process.wait()
    assert pool.decode(GOOD, wanted())[0].shape == (30, 40, 3)


def test_many_threads_share_few_processes() -> None:
    pool = DecodingPool(2)
    shapes: list[tuple[int, ...]] = []

    def decode(side: int) -> None:
        data = pictures.encoded(pictures.noise(side, 7), "PNG")
        shapes.append(pool.decode(data, wanted())[0].shape)

    threads = [threading.Thread(target=decode, args=(side,)) for side in range(1, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(shapes) == [(side, 7, 3) for side in range(1, 25)]
    assert len(pool._idle) <= 2 and not pool._busy
    pool.close()


def test_pixels_are_decoded_together_only_while_there_is_room() -> None:
    room, inside = Room(100), threading.Event()
    full = room.taken(60, None), room.taken(40, None)
    with full[0], full[1], pytest.raises(DecodingStopped), room.taken(1, lambda: True):
        inside.set()
    assert not inside.is_set()
    with room.taken(500, None):  # alone, as large as it is
        pass


def test_closing_ends_every_process() -> None:
    pool = DecodingPool(2)
    pool.warm()
    running = [one._process for one in pool._idle]
    pool.close()
    assert len(running) == 2 and all(process.poll() is not None for process in running)
    with pytest.raises(DecoderError):
        pool.decode(GOOD, wanted())


def test_where_python_cannot_be_started_it_is_said(
    pool: DecodingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_START", "import nothing_of_this_name")
    with pytest.raises(DecoderError, match="vaha doctor"):
        pool.decode(GOOD, wanted())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_has_processes_of_its_own() -> None:
    code = (
        "import os, sys, vaha\n"
        "vaha.read_image(sys.argv[1])\n"
        "child = os.fork()\n"
        "shape = vaha.read_image(sys.argv[1]).shape\n"
        "assert shape == (3, 4, 3), shape\n"
        "if child:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
        "    assert vaha.read_image(sys.argv[1]).shape == (3, 4, 3)\n"
    )
    path = f"/tmp/vaha-fork-{os.getpid()}.png"
    pictures.noise(3, 4).save(path)
    try:
        subprocess.run([sys.executable, "-c", code, path], check=True, timeout=60)
    finally:
        os.unlink(path)  # noqa: PTH108


@posix
@pytest.mark.parametrize(
    "data",
    [
        pictures.png_of_many_chunks(1_200_000),
        pictures.jpeg_of_many_markers(3_900_000),
    ],
    ids=["chunks", "markers"],
)
def test_floods_of_small_parts_end_with_their_share_of_time(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(PictureError, match="takes too long"):
        decode_photo(data, Cost(1.5))
    assert time.monotonic() - began < 20


@posix
def test_a_jpeg_of_very_many_scans_is_given_up() -> None:
    data = pictures.jpeg_of_many_scans(3000, side=600)
    with pytest.raises(PictureError, match="takes too long"):
        decode_photo(data, Cost(0.6))


@linux
def test_a_tiny_file_of_fifty_megapixels_takes_no_memory_here() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3):
        with pytest.raises(PictureError):
            decode_photo(pictures.webp_of_fifty_megapixels(), Cost(pixels=50_000_000))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_a_very_large_photo_comes_smaller_and_says_how_large_it_was() -> None:
    for format in ("JPEG", "PNG"):
        picture = PIL.Image.linear_gradient("L").resize((4000, 3000)).convert("RGB")
        exif = PIL.Image.Exif()
        exif[0x0112] = 6
        photo = decode_photo(pictures.encoded(picture, format, exif=exif))
        assert (photo.height, photo.width) == (4000, 3000)
        assert photo.image.shape == (2000, 1500, 3)
        assert photo.times_smaller == 2.0
        down = photo.image[:, :, 0].mean(axis=0)  # dark above, and turned: dark to the right
        assert down[-1] < 5 and down[0] > 250


def test_a_photo_of_usual_size_stays_as_it_is() -> None:
    data = pictures.encoded(pictures.noise(1500, 2000), "PNG")
    photo = decode_photo(data)
    assert photo.times_smaller == 1.0
    assert np.array_equal(photo.image, decode_image(data))


def test_the_pool_of_this_process_is_one() -> None:
    assert the_pool() is the_pool()
