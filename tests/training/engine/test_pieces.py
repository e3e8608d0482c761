from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vaha.errors import TrainingDataError
from vaha.training.engine.pieces import LIST, join_pieces, split_into_pieces


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "light.pt"
    path.write_bytes(np.random.default_rng(0).bytes(2500))
    return path


def test_pieces_are_small_and_make_the_same_file_again(whole: Path, tmp_path: Path) -> None:
    pieces = split_into_pieces(whole, tmp_path / "pieces", size=1000)
    assert [piece.stat().st_size for piece in pieces] == [1000, 1000, 500]
    join_pieces(tmp_path / "pieces", tmp_path / "again.pt")
    assert (tmp_path / "again.pt").read_bytes() == whole.read_bytes()


def test_pieces_of_an_earlier_and_larger_file_are_gone(whole: Path, tmp_path: Path) -> None:
    split_into_pieces(whole, tmp_path / "pieces", size=1000)
    whole.write_bytes(b"short")
    split_into_pieces(whole, tmp_path / "pieces", size=1000)
    assert sorted(path.name for path in (tmp_path / "pieces").iterdir()) == ["light.pt.0", LIST]


def test_missing_and_damaged_pieces_are_named(whole: Path, tmp_path: Path) -> None:
    pieces = split_into_pieces(whole, tmp_path / "pieces", size=1000)
    pieces[1].write_bytes(b"?")
    with pytest.raises(TrainingDataError, match=r"light\.pt\.1 is damaged"):
        join_pieces(tmp_path / "pieces", tmp_path / "again.pt")
    pieces[1].unlink()
    with pytest.raises(TrainingDataError, match=r"light\.pt\.1 is missing"):
        join_pieces(tmp_path / "pieces", tmp_path / "again.pt")
    assert not (tmp_path / "again.pt").exists()
