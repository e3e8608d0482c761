from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.adversary import Adversary  # noqa: E402


def rough(count: int) -> torch.Tensor:
    return torch.rand(count, 3, 32, 32)


def smooth(count: int) -> torch.Tensor:
    return torch.rand(count, 3, 1, 1).expand(count, 3, 32, 32).clone()


def test_it_learns_to_tell_drawn_from_painted() -> None:
    torch.manual_seed(0)
    adversary = Adversary(8, 2e-3)
    losses = [adversary.learn(smooth(4), rough(4)) for _ in range(40)]
    assert losses[0] == pytest.approx(0.693, abs=0.1)
    assert losses[-1] < 0.2


def test_its_reproach_falls_for_what_looks_painted_and_reaches_only_the_drawn() -> None:
    torch.manual_seed(0)
    adversary = Adversary(8, 2e-3)
    for _ in range(40):
        adversary.learn(smooth(4), rough(4))
    weights = [value.clone() for value in adversary.discriminator.parameters()]
    drawn = smooth(4).requires_grad_(True)
    painted = rough(4)
    reproach = adversary.reproach(drawn, painted)
    assert reproach > 2 * adversary.reproach(rough(4), painted)
    reproach.backward()
    assert drawn.grad is not None and drawn.grad.abs().sum() > 0
    for old, new in zip(weights, adversary.discriminator.parameters(), strict=True):
        assert new.grad is None or new.grad.abs().sum() == 0 or torch.equal(old, new)


def test_its_state_comes_back() -> None:
    torch.manual_seed(0)
    adversary, other = Adversary(4, 1e-3), Adversary(4, 1e-3)
    adversary.learn(smooth(2), rough(2))
    other.take_on(adversary.state())
    probe = rough(2)
    adversary.discriminator.eval()
    other.discriminator.eval()
    torch.testing.assert_close(adversary.discriminator(probe), other.discriminator(probe))
