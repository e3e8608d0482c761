from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.engine.learning_rate import set_rate  # noqa: E402


def test_every_group_of_weights_gets_the_rate() -> None:
    one, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    groups = [{"params": one.parameters(), "lr": 0.1}, {"params": other.parameters(), "lr": 0.2}]
    optimiser = torch.optim.SGD(groups)
    set_rate(optimiser, 0.5)
    assert [group["lr"] for group in optimiser.param_groups] == [0.5, 0.5]
