from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
from torch import nn  # noqa: E402

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.enlarger_network import EnlargerNetwork  # noqa: E402
from vaha.training.export import export_network, store_half  # noqa: E402
from vaha.training.published_weights import load_convolutions, published_convolutions  # noqa: E402
from vaha.training.quantisation import quantise  # noqa: E402


def network(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(3, 24, 3, padding=1), nn.ReLU(), nn.Conv2d(24, 8, 3))


def published(original: nn.Module, path: Path) -> Path:
    export_network(original, [torch.rand(2, 3, 12, 12)], path, ["x"], ["y"])
    return path


def test_weights_stored_in_half_precision_come_back(tmp_path: Path) -> None:
    original, empty = network(0), network(1)
    store_half(published(original, tmp_path / "file.onnx"))
    load_convolutions(empty, tmp_path / "file.onnx")
    torch.testing.assert_close(empty[2].weight, original[2].weight, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(empty[2].bias, original[2].bias, rtol=1e-3, atol=1e-4)


def test_eight_bit_weights_come_back_as_the_runtime_reads_them(tmp_path: Path) -> None:
    original = network(0)
    path = published(original, tmp_path / "file.onnx")
    chance = np.random.default_rng(0)
    quantise(path, [{"x": chance.random((4, 3, 12, 12), np.float32)} for _ in range(2)])
    for module, (weight, bias) in zip(
        (original[0], original[2]), published_convolutions(path), strict=True
    ):
        largest = module.weight.detach().abs().amax((1, 2, 3)).numpy()
        error = np.abs(weight - module.weight.detach().numpy()).max((1, 2, 3))
        assert (error <= largest / 64 * 0.51 + 1e-6).all()  # half a step of seven bits
        np.testing.assert_allclose(bias, module.bias.detach().numpy(), atol=1e-3)


def test_another_network_is_refused(tmp_path: Path) -> None:
    path = published(network(0), tmp_path / "file.onnx")
    with pytest.raises(TrainingDataError, match="another network"):
        load_convolutions(EnlargerNetwork(width=8, depth=1), path)


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no network")
    with pytest.raises(TrainingDataError, match="no ONNX file"):
        published_convolutions(tmp_path / "bad.onnx")
