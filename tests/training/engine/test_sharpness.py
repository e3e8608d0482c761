from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from vaha.training.engine.sharpness import climbed  # noqa: E402


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(64, 2))


def backward(one: nn.Module) -> float:
    loss = one(torch.linspace(0, 1, 108).view(3, 1, 6, 6)).square().mean()
    loss.backward()
    return loss.item()


def test_inside_the_weights_stand_up_the_gradient_by_the_radius() -> None:
    one = network()
    low = backward(one)
    gradients = [p.grad.clone() for p in one.parameters()]
    before = [p.detach().clone() for p in one.parameters()]
    with climbed(one, 0.01):
        moved = [p.detach() - b for p, b in zip(one.parameters(), before, strict=True)]
        high = backward(one)
    length = torch.stack([m.norm() for m in moved]).norm()
    assert float(length) == pytest.approx(0.01, rel=1e-4)
    total = torch.stack([g.norm() for g in gradients]).norm()
    for move, gradient in zip(moved, gradients, strict=True):
        torch.testing.assert_close(move, 0.01 * gradient / total, rtol=1e-3, atol=1e-7)
    assert high > low


def test_afterwards_weights_and_statistics_are_as_before_to_the_bit() -> None:
    one = network()
    backward(one)
    before = {name: value.clone() for name, value in one.state_dict().items()}
    first = [p.grad.clone() for p in one.parameters()]
    with climbed(one, 0.5):
        backward(one)
    for name, value in one.state_dict().items():
        if "num_batches" not in name:
            assert torch.equal(value, before[name]), name
    assert any(not torch.equal(p.grad, g) for p, g in zip(one.parameters(), first, strict=True))
    assert one[1].momentum == 0.1
