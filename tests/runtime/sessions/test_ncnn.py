from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vaha.errors import MissingExtra, ModelDamaged
from vaha.runtime.card import ModelCard
from vaha.runtime.sessions import ncnn as ncnn_session
from vaha.runtime.sessions.ncnn import NcnnModel

CARD = ModelCard("tiny", "enlarging", "tiny.bin", "", "a model", "MIT", "2026-01-01")

FOUR_TIMES = """7767517
2 2
Input   given    0 1 data
Interp  enlarge  1 1 data output 0=1 1=4.0 2=4.0
"""


def tiny(folder: Path, graph: str) -> NcnnModel:
    """A network without numbers, written as ncnn's text."""
    (folder / "tiny.param").write_text(graph)
    (folder / "tiny.bin").write_bytes(b"")
    return NcnnModel(folder / "tiny.param", folder / "tiny.bin", CARD, threads=1)


def test_a_picture_goes_in_and_four_times_the_picture_comes_out(tmp_path: Path) -> None:
    pytest.importorskip("ncnn")
    picture = np.random.default_rng(1).random((3, 5, 6), dtype=np.float32)

    enlarged = tiny(tmp_path, FOUR_TIMES).run(picture)

    assert enlarged.shape == (3, 20, 24)
    assert enlarged.dtype == np.float32
    assert np.abs(enlarged[:, ::4, ::4] - picture).max() < 0.01


def test_a_graph_that_cannot_be_loaded_is_damaged(tmp_path: Path) -> None:
    pytest.importorskip("ncnn")

    with pytest.raises(ModelDamaged, match="vaha models fetch tiny"):
        tiny(tmp_path, "no graph").run(np.zeros((3, 2, 2), np.float32))


def test_without_ncnn_the_command_that_installs_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ncnn_session, "is_installed", lambda: False)

    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[ncnn\]'"):
        tiny(tmp_path, FOUR_TIMES).run(np.zeros((3, 2, 2), np.float32))
