from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import InputError  # noqa: E402
from vaha.training.engine import device as device_module  # noqa: E402
from vaha.training.engine.device import Device, choose_device  # noqa: E402


def times(monkeypatch: pytest.MonkeyPatch, half: float, full: float) -> None:
    monkeypatch.setattr(
        device_module, "_seconds_of_a_convolution", lambda is_half: half if is_half else full
    )


@pytest.mark.parametrize(("half", "full", "chosen"), [(1.0, 2.0, True), (10.0, 1.0, False)])
def test_a_processor_computes_in_what_is_faster_there(
    monkeypatch: pytest.MonkeyPatch, half: float, full: float, chosen: bool
) -> None:
    times(monkeypatch, half, full)
    assert choose_device("cpu").half is chosen
    assert choose_device("cpu", "fp32").half is False
    assert choose_device("cpu", "bf16").half is True


def test_the_measurement_is_a_time_in_both_precisions() -> None:
    assert device_module._seconds_of_a_convolution(False) > 0
    assert device_module._seconds_of_a_convolution(True) > 0


@pytest.mark.parametrize("name", ["cuda:63", "abacus"])
def test_a_device_that_is_not_here_is_refused_by_name(name: str) -> None:
    with pytest.raises(InputError, match=f"{name}.*--device cpu"):
        choose_device(name)


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(InputError, match="fp8"):
        choose_device("cpu", "fp8")


def test_autocast_computes_in_the_chosen_precision() -> None:
    network, pictures = torch.nn.Conv2d(2, 2, 1), torch.ones(1, 2, 4, 4)
    for half, dtype in ((True, torch.bfloat16), (False, torch.float32)):
        with Device(torch.device("cpu"), half).autocast():
            assert network(pictures).dtype is dtype


def test_networks_and_pictures_lie_channels_last() -> None:
    here = Device(torch.device("cpu"))
    network = here.place(torch.nn.Conv2d(3, 4, 3))
    assert network.weight.is_contiguous(memory_format=torch.channels_last)
    pictures = here.put(torch.ones(2, 3, 4, 5))
    assert pictures.is_contiguous(memory_format=torch.channels_last)
    assert here.put(torch.ones(2, 3)).shape == (2, 3)
