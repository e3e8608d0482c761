from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.training.device import Device  # noqa: E402
from vaha.training.throughput import multiplication_peak, operations_of  # noqa: E402


def test_products_and_convolutions_are_counted_there_and_back() -> None:
    first, second = torch.ones(3, 4), torch.ones(4, 5, requires_grad=True)
    assert operations_of(lambda: first @ second) == 2 * 3 * 4 * 5
    weight = torch.ones((6, 2, 3, 3), requires_grad=True)
    pictures = torch.ones(1, 2, 8, 8)

    def there_and_back() -> None:
        answer = torch.nn.functional.conv2d(pictures, weight, padding=1)
        torch.autograd.grad(answer.sum(), weight)

    once = 2 * 6 * 2 * 9 * 64
    assert operations_of(there_and_back) == 2 * once


def test_a_peak_is_a_pace() -> None:
    assert multiplication_peak(Device(torch.device("cpu")), side=64, repeats=2) > 1e6
