from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
from torch.nn import functional  # noqa: E402

from vaha.training.data.paintings.reading import PaintingSet  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402
from vaha.training.enlarger.network import EnlargerNetwork  # noqa: E402
from vaha.training.enlarger.run import (  # noqa: E402
    EnlargerOptions,
    EnlargerRun,
    compare_with_bicubic,
    psnr,
    train_enlarger,
)
from vaha.training.features.perceptual import VggFeatures  # noqa: E402


def rough(depth: int) -> EnlargerNetwork:
    """Random weights large enough that every pixel in sight counts."""
    torch.manual_seed(0)
    network = EnlargerNetwork(width=8, depth=depth).requires_grad_(False)
    for layer in network.layers:
        if isinstance(layer, torch.nn.Conv2d):
            layer.weight.normal_(std=0.2)
    return network


def test_pictures_of_any_shape_become_four_times_as_high_and_wide() -> None:
    assert EnlargerNetwork()(torch.rand(2, 3, 5, 9)).shape == (2, 3, 20, 36)


def test_an_untrained_enlarger_is_nearly_bilinear() -> None:
    pictures = torch.rand(1, 3, 12, 12)
    plain = functional.interpolate(pictures, scale_factor=4.0, mode="bilinear", align_corners=False)
    torch.testing.assert_close(EnlargerNetwork()(pictures).detach(), plain, rtol=0, atol=0.02)


@pytest.mark.parametrize("depth", [1, 4])
def test_no_pixel_beyond_the_margin_counts(depth: int) -> None:
    network = rough(depth)
    size = 2 * network.margin + 5
    middle = size // 2
    picture = torch.rand(1, 3, size, size, requires_grad=True)
    network(picture)[..., 4 * middle : 4 * middle + 4, 4 * middle : 4 * middle + 4].sum().backward()
    assert picture.grad is not None
    rows = picture.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    assert middle - rows.min() <= network.margin and rows.max() - middle <= network.margin
    assert middle - rows.min() >= network.margin - 1


def test_tiles_that_overlap_by_the_margin_make_the_whole_picture() -> None:
    network = rough(3)
    margin, picture = network.margin, torch.rand(1, 3, 16, 60)
    whole = network(picture)
    left = network(picture[..., : 30 + margin])[..., : 4 * 30]
    right = network(picture[..., 30 - margin :])[..., 4 * margin :]
    torch.testing.assert_close(torch.cat([left, right], 3), whole, rtol=0, atol=1e-4)


def test_psnr_of_a_known_error() -> None:
    ours = torch.zeros(2, 3, 4, 4)
    assert psnr(ours, ours + 0.1).tolist() == pytest.approx([20.0, 20.0], abs=1e-4)
    assert psnr(ours, ours)[0] == pytest.approx(100.0)


def test_bicubic_is_compared_on_the_same_small_pictures(
    make_paintings: Callable[..., PaintingSet],
) -> None:
    class Bicubic(torch.nn.Module):
        def forward(self, pictures):
            return functional.interpolate(pictures, scale_factor=4, mode="bicubic")

    ours, bicubic = compare_with_bicubic(Bicubic(), make_paintings(3, size=32).pixels)
    assert ours == pytest.approx(bicubic, abs=1e-3)


def test_a_run_that_was_stopped_ends_as_one_that_was_not_to_the_bit(
    make_paintings: Callable[..., PaintingSet], tmp_path: Path
) -> None:
    pixels, held = make_paintings(6, size=128).pixels, make_paintings(2, size=128).pixels
    options = EnlargerOptions(steps=4, batch=2, crop=64, perceptual_from=0.4)
    vgg = VggFeatures(blocks=1)
    whole = train_enlarger(pixels, held, tmp_path / "whole", options, vgg)
    stopped = EnlargerRun(pixels, held, options, vgg)
    for step in range(2):
        stopped.learn(step / 4)
        stopped.step += 1
        stopped.follow()
    stopped.save(tmp_path / "stopped")
    torch.manual_seed(99)  # chance that others drew from means nothing
    resumed = train_enlarger(pixels, held, tmp_path / "stopped", options, vgg)
    for ours, theirs in zip(resumed.parameters(), whole.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    (said,) = read_log(tmp_path / "stopped")
    assert said["step"] == 4 and said["held_out_psnr"] > 5 and said["loss"] > 0
