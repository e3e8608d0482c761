from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
from torch import nn  # noqa: E402

from vaha.runtime.card import ModelCard  # noqa: E402
from vaha.runtime.sessions.onnx import OnnxModel  # noqa: E402
from vaha.training.publish.export import (  # noqa: E402
    ExportDiffers,
    check_export,
    export_network,
    store_half,
)
from vaha.training.publish.quantisation import quantise  # noqa: E402

CARD = ModelCard("tiny", "test", "tiny.onnx", "", "tiny", "none", "2026")


def convolutional() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 24, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(24, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 7),
    ).eval()


def exported(network: nn.Module, path: Path, free: bool = False) -> OnnxModel:
    example = torch.rand(2, 3, 12, 12)
    export_network(network, [example], path, ["x"], ["y"], ["x"] if free else ())
    return OnnxModel(path, CARD, threads=1)


def largest_difference(network: nn.Module, model: OnnxModel, examples) -> float:
    return check_export(network, [examples], model, ["x"], ["y"], tolerance=1e9)


def test_the_file_computes_what_the_network_computes_at_any_batch_size(tmp_path: Path) -> None:
    network = convolutional()
    model = exported(network, tmp_path / "tiny.onnx")
    for count in (1, 5):
        assert largest_difference(network, model, torch.rand(count, 3, 12, 12)) < 1e-5


def test_a_compiled_network_is_exported_and_stays_as_it_was(tmp_path: Path) -> None:
    network = convolutional().double().train()
    network.compile(backend="eager")  # needs no compiler of C++
    model = exported(network, tmp_path / "tiny.onnx")
    assert largest_difference(network, model, torch.rand(2, 3, 12, 12)) < 1e-5
    assert network.training and network[0].weight.dtype == torch.float64


def test_height_and_width_are_free_where_asked(tmp_path: Path) -> None:
    network = nn.Conv2d(3, 2, 3, padding=1)
    model = exported(network, tmp_path / "tiny.onnx", free=True)
    assert largest_difference(network, model, torch.rand(1, 3, 7, 21)) < 1e-5


def test_dropout_is_left_out_of_the_file(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Dropout(0.9)).train()
    model = exported(network, tmp_path / "tiny.onnx")
    assert largest_difference(network, model, torch.rand(2, 3, 12, 12)) < 1e-5


def test_half_precision_halves_the_file_and_stays_within_tolerance(tmp_path: Path) -> None:
    network, path = convolutional(), tmp_path / "tiny.onnx"
    exported(network, path)
    before = path.stat().st_size
    store_half(path)
    assert path.stat().st_size < 0.62 * before
    difference = largest_difference(network, OnnxModel(path, CARD), torch.rand(4, 3, 12, 12))
    assert 0 < difference < 1e-2
    assert [entry.name for entry in tmp_path.iterdir()] == ["tiny.onnx"]


def test_weights_too_large_for_half_precision_stay_whole(tmp_path: Path) -> None:
    network = nn.Linear(30, 30).requires_grad_(False)
    network.weight.fill_(1e6)
    path = tmp_path / "tiny.onnx"
    export_network(network, [torch.rand(2, 30)], path, ["x"], ["y"])
    store_half(path)
    answer = OnnxModel(path, CARD).run({"x": np.ones((1, 30), np.float32)})["y"]
    assert answer[0, 0] == pytest.approx(3e7, rel=1e-3)


def test_a_file_that_differs_from_its_network_is_refused(tmp_path: Path) -> None:
    network = convolutional()
    model = exported(network, tmp_path / "tiny.onnx")
    with torch.no_grad():
        network[-1].bias[3] += 0.5
    examples = [torch.rand(2, 3, 12, 12)]
    with pytest.raises(ExportDiffers, match=r"tiny: .* differs from the network by 0\.5"):
        check_export(network, examples, model, ["x"], ["y"], tolerance=0.1)


def test_a_file_that_gives_no_numbers_is_refused(tmp_path: Path) -> None:
    network = convolutional()
    with torch.no_grad():
        network[-1].bias[3] = float("nan")
    model = exported(network, tmp_path / "tiny.onnx")
    with pytest.raises(ExportDiffers):
        check_export(network, [torch.rand(2, 3, 12, 12)], model, ["x"], ["y"], tolerance=1e9)


def test_eight_bits_keep_the_first_choice(tmp_path: Path) -> None:
    network, path = convolutional(), tmp_path / "tiny.onnx"
    with torch.no_grad():
        network[-1].weight.mul_(5)
    exported(network, path)
    before, chance = path.stat().st_size, np.random.default_rng(0)
    tints = chance.uniform(-3, 3, (64, 3, 1, 1))
    inputs = (tints + 0.3 * chance.normal(size=(64, 3, 12, 12))).astype(np.float32)
    exact = OnnxModel(path, CARD).run({"x": inputs})["y"]
    quantise(path, [{"x": part} for part in np.split(inputs, 4)])
    found = OnnxModel(path, CARD).run({"x": inputs})["y"]
    assert path.stat().st_size < before
    assert not np.array_equal(found, exact)
    assert (found.argmax(1) == exact.argmax(1)).mean() >= 0.95
