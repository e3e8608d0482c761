"""The benchmarks' own arithmetic: what they count and how they sum it up, never how long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save

from benchmarks import ours, report
from benchmarks.cost import multiply_adds
from benchmarks.quality import Niqe, _asymmetric, psnr
from benchmarks.timing import Timing, interleaved


def test_multiply_adds_are_those_of_convolutions_and_products(tmp_path: Path) -> None:
    """5 filters of 4 x 3 x 3 at 10 x 8 places, then a product of 400 numbers with 7."""
    weights = {
        "w": np.zeros((5, 4, 3, 3), np.float16),
        "m": np.zeros((400, 7), np.float32),
        "shape": np.array([0, -1]),
    }
    nodes = [
        helper.make_node("Cast", ["w"], ["w32"], to=TensorProto.FLOAT),
        helper.make_node("Conv", ["x", "w32"], ["seen"], pads=[1] * 4),
        helper.make_node("Reshape", ["seen", "shape"], ["flat"]),
        helper.make_node("MatMul", ["flat", "m"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 4, 10, "wide"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 7])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opset = helper.make_opsetid("", 17)
    save(helper.make_model(graph, opset_imports=[opset], ir_version=8), tmp_path / "tiny.onnx")
    assert multiply_adds(tmp_path / "tiny.onnx", batch=1, wide=8) == 5 * 36 * 80 + 400 * 7
    assert multiply_adds(tmp_path / "tiny.onnx", batch=2, wide=8) == 2 * (5 * 36 * 80 + 400 * 7)


def test_the_original_s_networks_have_the_sizes_of_the_originals() -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.original import Generator, RealEsrgan, ResNet34, Vgg16

    def parameters(network: object) -> int:
        return sum(one.numel() for one in network.parameters())  # type: ignore[attr-defined]

    assert parameters(Vgg16()) == 14_714_688 + 512 * 7 + 7  # VGG16 without its dense layers
    assert parameters(RealEsrgan()) == 16_697_987  # as published
    head = 512 * 100 + 100 + 2 * 100 + 100 * 9 + 9
    assert parameters(ResNet34()) == 21_284_672 + head  # ResNet-34 without its last layer
    with torch.inference_mode():
        works = Generator().eval()(torch.zeros(2, 128), torch.zeros(2, dtype=torch.long))
    assert works.shape == (2, 3, 64, 64)


def test_every_bundled_network_is_counted() -> None:
    """A face is read as its card says: so many passes, so much of it."""
    counts = ours.multiply_adds()
    assert set(counts) == {"mood", "paint", "choose", "enlarge"}
    assert 100e6 < counts["mood"] < 2000e6


def test_a_timing_is_the_median_and_its_quartiles() -> None:
    timing = Timing.of([5.0, 1.0, 3.0, 2.0, 4.0])
    assert (timing.median, timing.least, timing.runs) == (3.0, 1.0, 5)
    assert timing.lower < timing.median < timing.upper
    assert Timing.of([2.0]).lower == Timing.of([2.0]).upper == 2.0


def test_steps_are_warmed_up_and_then_take_turns() -> None:
    order: list[str] = []
    steps = {name: (lambda name=name: order.append(name)) for name in "ab"}
    timings = interleaved(steps, 2)
    assert order == ["a", "b", "a", "b", "a", "b"]
    assert timings["a"].runs == 2


def _measured(**portraits: float) -> dict[str, Any]:
    """A benchmark's results, all alike but for the seconds of a portrait by each runtime."""
    timing = Timing.of([0.1, 0.2, 0.3]).to_dict()
    steps = dict.fromkeys(("portrait 512", "look", "enlarge one", *report.STAGES), timing)
    costs = {name: 1_000_000 for name in report.STAGES[1:]}
    slow = dict.fromkeys(("enlarge to 1024",), timing)
    return {
        "machine": {
            "processor": "a processor", "cores": 2, "instructions": "avx2", "python": "3",
            "load_before": 0.0, "versions": {"onnxruntime": "1"},
        },
        "peak": 1e9,
        "peak_after": 2e9,
        "stages": {
            name: steps | {"portrait": Timing.of([seconds] * 3).to_dict()}
            for name, seconds in portraits.items()
        },
        "slow": dict.fromkeys(portraits, slow),
        "batches": {key: {"1": timing, "8": timing} for key in portraits},
        "original": dict.fromkeys((*report.STAGES, "choose at 224"), timing),
        "multiply_adds": {"ours": costs, "original": costs},
        "cold": {key: {"seconds": timing, "memory": 400.0} for key in portraits},
        "installed": {"numpy": 70.0, "vaha": 33.0},
    }  # fmt: skip


def _page(folder: Path, results: dict[str, Any]) -> str:
    page = folder / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write_tables(results, page)
    return page.read_text()


def test_tables_are_written_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    text = _page(tmp_path, _measured(onnxruntime=0.2))
    assert text.startswith(f"before\n{report.BEGIN}") and text.endswith(f"{report.END}\nafter\n")
    assert "old" not in text
    assert "| whole portrait | 1000 (sum) | 200 (200-200) |" in text
    assert "| onnxruntime | 5 | 40 |" in text  # works a second
    assert "| all | 103 |" in text


@pytest.mark.parametrize("ncnn", [0.1, 0.4])
def test_the_targets_have_a_column_of_the_other_runtime_be_it_quicker_or_not(
    tmp_path: Path, ncnn: float
) -> None:
    text = _page(tmp_path, _measured(onnxruntime=0.2, ncnn=ncnn))
    assert "|  | target | onnxruntime | with ncnn |" in text
    assert f"| 0.5 s | 0.20 s (0.20-0.20) | {ncnn:.2f} s ({ncnn:.2f}-{ncnn:.2f}) |" in text


def test_psnr_of_one_level_everywhere() -> None:
    picture = np.full((4, 4, 3), 100, np.uint8)
    assert psnr(picture, picture + 1) == pytest.approx(48.13, abs=0.01)


@pytest.mark.parametrize("shape", [1.0, 2.0])
def test_the_form_of_a_known_distribution_is_found(shape: float) -> None:
    chance = np.random.default_rng(0)
    draw = chance.laplace if shape == 1.0 else chance.normal
    found, left, right = _asymmetric(draw(size=(400, 400)))
    assert found == pytest.approx(shape, abs=0.05)
    assert left == pytest.approx(right, rel=0.02)


def test_niqe_finds_blur_and_noise_worse_than_a_sharp_photograph(shared: Path) -> None:
    data = pytest.importorskip("skimage.data")
    import cv2

    niqe = Niqe(shared / "weights" / "niqe_pris_params.npz")
    sharp = np.asarray(data.astronaut(), np.uint8)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 2.5), np.uint8)
    noise = np.random.default_rng(0).normal(0, 40, sharp.shape)
    noisy = np.clip(sharp + noise, 0, 255).astype(np.uint8)
    assert 2 < niqe.of_set([sharp]) < 6
    assert niqe.of_set([blurred]) > niqe.of_set([sharp]) + 1
    assert niqe.of_set([noisy]) > niqe.of_set([sharp]) + 1
