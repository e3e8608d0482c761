from __future__ import annotations

import inspect
import json
import re
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.mood.architectures import new_network, trained_network  # noqa: E402
from vaha.training.mood.network import load_imagenet_start  # noqa: E402
from vaha.training.mood.options import ARCHITECTURES, MoodOptions  # noqa: E402

VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
"""torchvision's configuration "D"; 0 is a pooling."""


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_architecture_reads_faces_and_says_how_large_it_is(arch: str) -> None:
    network = new_network(MoodOptions(arch=arch)).eval()
    with torch.no_grad():
        assert network(torch.rand(2, 1, 44, 44)).shape == (2, 7)
    said = re.search(r"([\d,]+) parameters", inspect.getdoc(type(network)) or "")
    assert said is not None
    count = sum(parameter.numel() for parameter in network.parameters())
    assert int(said[1].replace(",", "")) == count


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_architecture_learns_with_every_parameter(arch: str) -> None:
    network = new_network(MoodOptions(arch=arch, dropout=0.0))
    network(torch.rand(2, 1, 32, 32)).square().sum().backward()
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:  # what a pretrained network keeps as it is
            assert arch.startswith("lite"), name
            continue
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name


def save_torchvision_vgg16(path: Path) -> dict:
    """A state dict with the names and shapes of torchvision.models.vgg16, random."""
    state, number, channels = {}, 0, 3
    for width in VGG16:
        if width:
            state[f"features.{number}.weight"] = torch.randn(width, channels, 3, 3)
            state[f"features.{number}.bias"] = torch.randn(width)
            number, channels = number + 2, width
        else:
            number += 1
    for place, shape in ((0, (4096, 25088)), (3, (4096, 4096)), (6, (1000, 4096))):
        # Of the right shape, but one number stands for all: half a gigabyte is not the point.
        state[f"classifier.{place}.weight"] = torch.zeros(1).expand(shape)
        state[f"classifier.{place}.bias"] = torch.zeros(shape[0])
    torch.save(state, path)
    return state


def test_torchvision_s_vgg16_fills_all_thirteen_convolutions(tmp_path: Path) -> None:
    state = save_torchvision_vgg16(tmp_path / "vgg16-397923af.pth")
    network = new_network(MoodOptions())
    assert load_imagenet_start(network, tmp_path / "vgg16-397923af.pth") == 13
    ours = [m.weight for m in network.modules() if isinstance(m, torch.nn.Conv2d)]
    theirs = [value for value in state.values() if value.ndim == 4]
    torch.testing.assert_close(ours[0].data, theirs[0].sum(1, keepdim=True))
    for mine, weight in zip(ours[1:], theirs[1:], strict=True):
        assert torch.equal(mine.data, weight)


def test_vgg_weights_for_another_network_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"--arch vgg16"):
        load_imagenet_start(new_network(MoodOptions(arch="resnet")), tmp_path / "vgg.pth")


def test_a_run_s_network_is_read_as_wide_as_it_was(tmp_path: Path) -> None:
    options = MoodOptions(width=0.125)
    network = new_network(options)
    state = {"average": network.state_dict(), "options": json.dumps(asdict(options))}
    torch.save(state, tmp_path / "checkpoint.pt")
    found = trained_network(tmp_path / "checkpoint.pt").state_dict()
    for name, tensor in network.state_dict().items():
        assert torch.equal(found[name], tensor), name


def test_the_same_seed_gives_the_same_weights() -> None:
    weights = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        weights.append(new_network(MoodOptions(arch="baseline")).head.weight.detach().numpy())
    np.testing.assert_array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[0], weights[2])
