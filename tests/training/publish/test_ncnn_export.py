from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("pnnx")
pytest.importorskip("ncnn")

from vaha.runtime.card import ModelCard  # noqa: E402
from vaha.runtime.sessions.ncnn import NcnnModel  # noqa: E402
from vaha.runtime.sessions.onnx import OnnxModel  # noqa: E402
from vaha.runtime.store import ModelStore  # noqa: E402
from vaha.training.enlarger.network import EnlargerNetwork  # noqa: E402
from vaha.training.publish import ncnn_export  # noqa: E402
from vaha.training.publish.export import ExportDiffers, export_network  # noqa: E402
from vaha.training.publish.ncnn_export import add_ncnn  # noqa: E402

CARD = ModelCard("tiny", "enlarging", "tiny.onnx", "", "a model", "MIT", "2026-01-01")
ENDS = {"in0": "picture", "out0": "enlarged"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network, example = EnlargerNetwork(width=8, depth=1), torch.rand(1, 3, 16, 16)
    ends = list(ENDS.values())
    export_network(network, [example], tmp_path / "tiny.onnx", ends[:1], ends[1:], ends)
    return tmp_path


def test_the_other_form_lies_beside_the_file_and_computes_the_same(folder: Path) -> None:
    card = add_ncnn(CARD, folder, (3, 16, 16), ENDS)
    for name, known in card.more_files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == known
    converted = NcnnModel(folder / "tiny.param", folder / "tiny.bin", card, threads=1)
    assert converted.ends == ("picture", "enlarged")
    picture = np.random.default_rng(3).random((3, 9, 30), np.float32)
    expected = OnnxModel(folder / "tiny.onnx", CARD).run({"picture": picture[None]})["enlarged"][0]
    np.testing.assert_allclose(converted.run(picture), expected, atol=1e-3)


def test_a_form_that_computes_something_else_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ncnn_export, "TOLERANCE", 0.0)
    with pytest.raises(ExportDiffers, match="ncnn's form differs"):
        add_ncnn(CARD, folder, (3, 16, 16), ENDS)


def test_what_pnnx_cannot_read_is_told_in_its_words(folder: Path) -> None:
    (folder / "tiny.onnx").write_bytes(b"no network")
    with pytest.raises(ExportDiffers, match=r"pnnx cannot convert tiny\.onnx"):
        add_ncnn(CARD, folder, (3, 16, 16), ENDS)


def test_a_store_verifies_both_forms(folder: Path, tmp_path: Path) -> None:
    from vaha.training.publish.cards import write_card

    write_card(add_ncnn(CARD, folder, (3, 16, 16), ENDS), folder)
    store = ModelStore(folder, tmp_path / "home")
    assert store.path("tiny") == folder / "tiny.onnx"
    (folder / "tiny.param").write_text("something else")
    assert [one.name for one in store.check() if one.problem and "tiny.param" in one.problem]
