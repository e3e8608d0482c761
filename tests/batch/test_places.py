"""Folders and object stores: in memory here, and s3 where moto and s3fs are installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vaha.batch.fake import HereAndNow, open_fake_studio
from vaha.batch.items import read_source
from vaha.batch.orders import Order
from vaha.batch.places import Place
from vaha.batch.plan import planned
from vaha.batch.pool import LocalPool
from vaha.batch.rows import arrow, from_parquet
from vaha.batch.work import Looking
from vaha.errors import InputError, MissingExtra, PictureError


def test_a_store_is_read_and_written_as_a_folder_is(photos: Path, tmp_path: Path) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    store = MemoryFileSystem()
    store.put(str(photos), "/bucket/photos", recursive=True)
    found = read_source("memory://bucket/photos")
    assert found.items == read_source(str(photos)).items
    order = Order(Looking(), found.root, "memory://bucket/out")
    here = Order(Looking(), str(photos), str(tmp_path / "out"))
    try:
        for one in (order, here):
            list(HereAndNow().run(one, planned(one, found.items, 3).shards))
        assert planned(order, found.items, 3).shards == ()
        parts = [name for name in Place(order.out).names() if name != "order.json"]
        assert len(parts) == 3
        assert _rows(order) == _rows(here)
    finally:
        store.rm("/bucket", recursive=True)


def _rows(order: Order) -> list[dict]:
    """All rows; of what is wrong with one only that it is, for it is said with the place."""
    place = Place(order.out)
    parts = [name for name in place.names() if name.startswith("part-")]
    rows = [row for name in parts for row in from_parquet(place.read(name))]
    return [row | {"error": bool(row["error"])} for row in rows]


@pytest.mark.parametrize(
    ("url", "kind"),
    [("nowhere://a", InputError), ("memory://none/x.png", PictureError)],
)
def test_a_place_that_is_not_there_is_told_in_one_line(url: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        Place("memory://b").picture(url)
    assert "\n" not in str(caught.value)


def test_a_store_whose_package_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(MissingExtra, match="gcsfs"):
        Place("gs://bucket/a")


def test_without_fsspec_or_pyarrow_the_command_that_brings_them_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[batch\]'"):
        Place("memory://a")
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[batch\]'"):
        arrow()


@pytest.mark.filterwarnings("ignore")  # theirs
def test_processes_work_in_an_s3_store(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server")
    s3 = server.ThreadedMotoServer("127.0.0.1", 0)
    s3.start()
    try:
        host, port = s3.get_host_and_port()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        import fsspec

        store = fsspec.filesystem("s3")
        store.mkdir("bucket")
        store.put(str(photos), "bucket/photos", recursive=True)
        found = read_source("s3://bucket/photos")
        order = Order(Looking(), found.root, "s3://bucket/out")
        done = list(
            LocalPool(2, 1, open_fake_studio).run(order, planned(order, found.items, 3).shards)
        )
        assert sum(part.items for part in done) == 8
        after = planned(order, found.items, 3)
        assert (after.done, after.errors, after.shards) == (8, 1, ())
    finally:
        s3.stop()
