"""`vaha batch` as it is called, with the bundled networks."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from vaha.cli import main
from vaha.images import write_png

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")
pytestmark = pytest.mark.weights


def asked(*words: object):
    return CliRunner().invoke(main, ["batch", *map(str, words)])


def rows_in(folder: Path) -> list[dict]:
    import pyarrow.parquet

    parts = sorted(folder.glob("part-*.parquet"))
    return [row for part in parts for row in pyarrow.parquet.read_table(part).to_pylist()]


def test_works_are_painted_by_their_seeds_and_an_order_given_again_is_done(tmp_path: Path) -> None:
    words = ("paint", "happy", tmp_path, "--seeds", "3-5", "--manner", "none", "--scale", 1)
    first = asked(*words, "--workers", 1, "--shard", 2)
    assert first.exit_code == 0, first.output
    assert "3 of 3, " in first.stderr
    assert "0:00:00 left" in first.stderr
    assert f"3 items in {tmp_path}, 0 of them with an error" in first.stderr
    assert sorted(row["item"] for row in rows_in(tmp_path)) == ["3", "4", "5"]
    times = {part: part.stat().st_mtime_ns for part in tmp_path.iterdir()}
    assert asked(*words).exit_code == 0
    assert {part: part.stat().st_mtime_ns for part in tmp_path.iterdir()} == times
    other = asked("paint", "sad", tmp_path, "--seeds", "3-5", "--manner", "none", "--scale", 1)
    assert other.exit_code == 1
    assert "answers another order (mood: " in other.stderr


def test_an_item_with_an_error_is_counted_and_gives_1(tmp_path: Path, noise_picture) -> None:
    write_png(tmp_path / "in" / "a.png", noise_picture(64, 64))
    (tmp_path / "in" / "b.png").write_bytes(b"none")
    done = asked("judge", tmp_path / "in", tmp_path / "out", "--mood", "sad", "--workers", 1)
    assert done.exit_code == 1
    assert "2 items in" in done.stderr
    assert "1 of them with an error" in done.stderr
    good, bad = sorted(rows_in(tmp_path / "out"), key=lambda row: row["item"])
    assert sum(good["felt"].values()) == pytest.approx(1)
    assert good["lift"] is not None
    assert "PictureError" in bad["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("look", "nowhere", "out"), "there are no pictures in"),
        (("portrait", "nowhere", "out", "--keep", 40), "cannot keep 40 of 32 candidates"),
        (("paint", "joy", "out", "--seeds", "1"), "joy"),
        (("judge", "nothing://a", "out"), "nothing://a cannot be reached"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words, said: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = asked(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
