from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.emotions import FACE_EMOTIONS  # noqa: E402
from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.mood import network as mood_network  # noqa: E402
from vaha.training.mood.network import (  # noqa: E402
    MoodNetwork,
    load_imagenet_start,
    load_start,
    standardise,
)


def convolutions(network: MoodNetwork) -> list:
    return [module for module in network.features if isinstance(module, torch.nn.Conv2d)]


def save_vgg(path: Path, blocks: list[list[int]], step: int = 2) -> list:
    """A state dict in torchvision's layout, random; gives the weights of its convolutions.

    A convolution and its ReLU take two numbers (three with a batch normalisation), a pooling one.
    """
    state, weights, number, channels = {}, [], 0, 3
    for block in blocks:
        for width in block:
            weights.append(torch.randn(width, channels, 3, 3))
            state[f"features.{number}.weight"] = weights[-1]
            state[f"features.{number}.bias"] = torch.randn(width)
            number, channels = number + step, width
        number += 1
    state["classifier.0.weight"] = torch.randn(4, 4)
    torch.save(state, path)
    return weights


def test_the_network_has_vgg16_s_thirteen_convolutions() -> None:
    widths = [convolution.out_channels for convolution in convolutions(MoodNetwork())]
    assert widths == [64] * 2 + [128] * 2 + [256] * 3 + [512] * 6


def test_a_quarter_of_the_width_has_a_sixteenth_of_the_parameters() -> None:
    narrow, whole = MoodNetwork(width=0.25), MoodNetwork()
    widths = [convolution.out_channels for convolution in convolutions(narrow)]
    assert widths == [16] * 2 + [32] * 2 + [64] * 3 + [128] * 6
    counts = [sum(p.numel() for p in network.parameters()) for network in (narrow, whole)]
    assert counts[0] / counts[1] == pytest.approx(1 / 16, rel=0.02)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("size", [32, 44, 48, 61])
def test_faces_of_any_size_from_32_px_give_seven_logits(size: int) -> None:
    network = MoodNetwork().eval()
    assert network(torch.rand(3, 1, size, size)).shape == (3, len(FACE_EMOTIONS))


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("step", [2, 3])
def test_a_vgg16_fills_all_thirteen_convolutions_in_their_order(tmp_path: Path, step: int) -> None:
    blocks = [list(block) for block in mood_network.VGG16_BLOCKS]
    theirs = save_vgg(tmp_path / "vgg16.pth", blocks, step)
    network = MoodNetwork()
    assert load_imagenet_start(network, tmp_path / "vgg16.pth") == 13
    ours = [convolution.weight for convolution in convolutions(network)]
    torch.testing.assert_close(ours[0].data, theirs[0].sum(1, keepdim=True))
    for mine, weight in zip(ours[1:], theirs[1:], strict=True):
        assert torch.equal(mine.data, weight)


@pytest.mark.usefixtures("slim")
def test_the_start_of_a_vgg19_fills_the_first_seven(tmp_path: Path) -> None:
    """VGG19's third block has four convolutions; ours has three."""
    first, second, third, *_ = mood_network.VGG16_BLOCKS
    theirs = save_vgg(tmp_path / "vgg19.pth", [[*first], [*second], [third[0]] * 4])
    network = MoodNetwork()
    before = [convolution.weight.clone() for convolution in convolutions(network)]
    assert load_imagenet_start(network, tmp_path / "vgg19.pth") == 7
    after = [convolution.weight for convolution in convolutions(network)]
    for place in range(1, 7):
        assert torch.equal(after[place].data, theirs[place])
    for place in range(7, 13):
        assert torch.equal(after[place].data, before[place])


@pytest.mark.usefixtures("slim")
def test_a_start_that_is_no_vgg_is_refused_by_name(tmp_path: Path) -> None:
    network = MoodNetwork()
    torch.save({"layer.weight": torch.randn(2, 2, 3, 3)}, tmp_path / "other.pth")
    (tmp_path / "text.pth").write_text("no weights")
    for name in ("other.pth", "text.pth", "missing.pth"):
        with pytest.raises(TrainingDataError, match=name):
            load_imagenet_start(network, tmp_path / name)


@pytest.mark.usefixtures("slim")
def test_a_run_begins_with_what_another_learnt_and_says_whether_imagenet_is_in_it(
    tmp_path: Path,
) -> None:
    """So a run goes on with another recipe, which resuming refuses."""
    other, network = MoodNetwork(), MoodNetwork()
    for imagenet in (True, False):
        checkpoint = {"average": other.state_dict(), "from_imagenet": imagenet}
        torch.save(checkpoint, tmp_path / "checkpoint.pt")
        load_start(network, tmp_path / "checkpoint.pt")
        assert network.from_imagenet is imagenet
        for name, tensor in network.state_dict().items():
            assert torch.equal(tensor, other.state_dict()[name])
    torch.save({"average": {"head.bias": torch.zeros(7)}}, tmp_path / "other.pt")
    with pytest.raises(TrainingDataError, match=r"other\.pt is of another network"):
        load_start(network, tmp_path / "other.pt")
    save_vgg(tmp_path / "vgg16.pth", [list(block) for block in mood_network.VGG16_BLOCKS])
    load_start(network, tmp_path / "vgg16.pth")
    assert network.from_imagenet


def test_brightness_and_contrast_do_not_count() -> None:
    faces = 255 * torch.rand(4, 1, 48, 48)
    torch.testing.assert_close(standardise(faces), standardise(faces + 60), rtol=0, atol=1e-4)
    torch.testing.assert_close(standardise(faces), standardise(0.4 * faces), rtol=0, atol=2e-3)
    assert standardise(faces).mean((1, 2, 3)).abs().max() < 1e-4


@pytest.mark.usefixtures("slim")
def test_a_dark_face_reads_as_a_bright_one() -> None:
    network, faces = MoodNetwork().eval(), 0.5 * torch.rand(4, 1, 48, 48)
    torch.testing.assert_close(network(faces), network(faces + 0.4), rtol=0, atol=1e-3)


def test_a_face_of_one_grey_gives_numbers_and_not_nan() -> None:
    assert standardise(torch.full((1, 1, 48, 48), 0.3)).abs().max() < 1e-4
