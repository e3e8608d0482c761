from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
from torch.nn import functional  # noqa: E402

from vaha.training.enlarger.degradation import HARSH, MILD, Degradation, Strength  # noqa: E402


def pictures(count: int = 4):
    """Soft coloured shapes, N x 3 x 64 x 64."""
    coarse = torch.rand(count, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    return functional.interpolate(coarse, size=64, mode="bicubic").clamp(0, 1)


@pytest.mark.parametrize("rounds", [MILD, HARSH])
@pytest.mark.parametrize("seed", range(4))
def test_spoilt_pictures_are_a_quarter_as_large_of_eight_bits_and_in_range(
    rounds: tuple[Strength, Strength], seed: int
) -> None:
    small = Degradation(seed).spoil(pictures(), 4, rounds)
    assert small.shape == (4, 3, 16, 16)
    assert small.min() >= 0 and small.max() <= 1
    levels = small * 255
    torch.testing.assert_close(levels, levels.round(), rtol=0, atol=1e-3)


def test_the_same_seed_spoils_alike_whatever_the_global_seed() -> None:
    torch.manual_seed(1)
    first = Degradation(5).spoil(pictures(), 4, HARSH)
    torch.manual_seed(2)
    assert torch.equal(first, Degradation(5).spoil(pictures(), 4, HARSH))
    assert not torch.equal(first, Degradation(6).spoil(pictures(), 4, HARSH))


def test_mild_spoils_less_than_harsh() -> None:
    clean = functional.interpolate(pictures(), size=16, mode="area")

    def error(rounds: tuple[Strength, Strength]) -> float:
        spoilt = [Degradation(seed).spoil(pictures(), 4, rounds) for seed in range(12)]
        return float(torch.stack([(one - clean).square().mean() for one in spoilt]).mean())

    assert error(MILD) < 0.5 * error(HARSH)


@pytest.mark.parametrize("seed", range(6))
def test_plain_pictures_are_only_made_smaller(seed: int) -> None:
    small = Degradation(seed).plain(pictures(), 4)
    clean = functional.interpolate(pictures(), size=16, mode="area")
    assert small.shape == clean.shape
    assert (small - clean).abs().mean() < 0.02


def test_blur_keeps_a_flat_picture_flat_and_the_mean_of_others() -> None:
    degradation = Degradation(0)
    flat = torch.full((3, 3, 20, 20), 0.4)
    torch.testing.assert_close(degradation._blur(flat, (0.5, 2.0)), flat)
    blurred = degradation._blur(pictures(), (1.5, 2.0))
    assert blurred.var() < pictures().var()
    assert (blurred.mean() - pictures().mean()).abs() < 0.02


def test_jpeg_of_high_quality_changes_little_and_keeps_colours_in_order() -> None:
    red = torch.zeros(1, 3, 32, 32)
    red[:, 0] = 0.8
    torch.testing.assert_close(Degradation(0)._jpeg(red, (95, 98)), red, rtol=0, atol=0.03)
