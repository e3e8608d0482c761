from __future__ import annotations

from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from vaha.batch.items import read_source
from vaha.errors import InputError


def test_a_folder_gives_its_pictures_by_name_without_hidden_ones(photos: Path) -> None:
    found = read_source(str(photos))
    assert found.root == str(photos)
    assert found.items == (*(f"{n}.png" for n in range(6)), "bad.jpg", "more/6.png")


def test_a_list_gives_each_line_once_as_seen_from_its_folder(photos: Path) -> None:
    (photos / "list.txt").write_text("2.png\n\n0.png\n2.png\nhttps://vaha.example/a.jpg\n")
    found = read_source(str(photos / "list.txt"))
    assert (found.root, found.items) == (
        str(photos),
        ("2.png", "0.png", "https://vaha.example/a.jpg"),
    )


def test_a_table_gives_its_column_url(photos: Path) -> None:
    table = pyarrow.table({"url": ["s3://a/b.jpg", None, "1.png"], "note": ["x", "y", "z"]})
    pyarrow.parquet.write_table(table, photos / "list.parquet")
    assert read_source(str(photos / "list.parquet")).items == ("s3://a/b.jpg", "1.png")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty", None, "no pictures"),
        ("list.txt", b"\xff\xfe\x00", "UTF-8"),
        ("list.parquet", b"no table", "no table of Parquet"),
    ],
)
def test_a_source_without_items_says_so(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_source(str(tmp_path / name))


def test_a_table_without_a_column_of_names_says_which_it_needs(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"file": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="path or url"):
        read_source(str(tmp_path / "a.parquet"))
