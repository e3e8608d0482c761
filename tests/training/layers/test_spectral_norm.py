from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from vaha.training.layers.spectral_norm import fixed, normed  # noqa: E402


@pytest.mark.parametrize(
    "layer", [nn.Linear(6, 4), nn.Conv2d(3, 5, 3), nn.ConvTranspose2d(4, 6, 2)], ids=str
)
def test_it_computes_what_pytorchs_own_does(layer: nn.Module) -> None:
    """From the same vectors, over three passes; so checkpoints of either fit both."""
    from torch.nn.utils.parametrizations import spectral_norm

    theirs = spectral_norm(copy.deepcopy(layer))
    ours = normed(copy.deepcopy(layer))
    ours.load_state_dict(theirs.state_dict())
    for _ in range(3):
        torch.testing.assert_close(ours.weight, theirs.weight)


def test_the_largest_singular_value_is_one_and_gradients_know_it() -> None:
    torch.manual_seed(0)
    layer = normed(nn.Linear(8, 5))
    for _ in range(50):
        layer(torch.ones(1, 8))
    assert float(torch.linalg.svdvals(layer.weight.detach())[0]) == pytest.approx(1, abs=1e-4)
    layer(torch.ones(1, 8)).sum().backward()
    original = layer.parametrizations.weight.original
    # A weight that only grows changes nothing, so the gradient has no part along it.
    assert float((original.grad * original.detach()).sum()) == pytest.approx(0, abs=1e-4)


def test_it_stays_in_single_precision_under_autocast() -> None:
    layer = normed(nn.Conv2d(3, 4, 3))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert layer.weight.dtype == torch.float32
        assert layer(torch.ones(1, 3, 5, 5)).dtype == torch.bfloat16


def test_a_fixed_layer_answers_the_same_and_is_plain() -> None:
    layer = nn.Sequential(normed(nn.Linear(4, 3))).eval()
    before = layer(torch.ones(1, 4))
    fixed(layer)
    torch.testing.assert_close(layer(torch.ones(1, 4)), before)
    assert set(layer.state_dict()) == {"0.weight", "0.bias"}
