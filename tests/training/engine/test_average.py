from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.engine.average import early_share, update_average  # noqa: E402


def test_the_average_follows_weights_and_statistics() -> None:
    network, average = torch.nn.BatchNorm1d(2), torch.nn.BatchNorm1d(2)
    with torch.no_grad():
        network.weight.fill_(3.0)
        network.running_mean.fill_(10.0)
        network.num_batches_tracked.fill_(5)
    update_average(average, network, 0.25)
    assert average.weight.tolist() == [1.5, 1.5]
    assert average.running_mean.tolist() == [2.5, 2.5]
    assert average.num_batches_tracked.item() == 5


def test_vectors_of_spectral_norms_are_copied_and_stay_of_length_one() -> None:
    network, average = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    network.register_buffer("left", torch.tensor([1.0, 0.0]))
    average.register_buffer("left", torch.tensor([0.0, 1.0]))
    update_average(average, network, 0.25)
    assert average.left.tolist() == [1.0, 0.0]


def test_the_beginning_is_soon_forgotten() -> None:
    shares = [early_share(0.999, step) for step in (0, 10, 100, 10**6)]
    assert shares == pytest.approx([0.9, 0.45, 9 / 110, 0.001])
