from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.features.perceptual import (  # noqa: E402
    VggFeatures,
    l1,
    perceptual_distance,
    random_crop,
)


def test_each_block_answers_at_half_the_size_of_the_one_before() -> None:
    shapes = [tuple(value.shape) for value in VggFeatures()(torch.rand(1, 3, 32, 32))]
    assert shapes == [(1, 64, 32, 32), (1, 128, 16, 16), (1, 256, 8, 8)]
    assert len(VggFeatures(blocks=2)(torch.rand(1, 3, 32, 32))) == 2


def test_inputs_are_blue_first_0_to_255_less_their_means() -> None:
    features = VggFeatures(blocks=1)
    seen = []
    features.features[0].register_forward_hook(lambda _, given, __: seen.append(given[0]))
    features(torch.tensor([1.0, 0.5, 0.0]).view(1, 3, 1, 1).expand(1, 3, 4, 4))
    expected = [0 - 103.939, 127.5 - 116.779, 255 - 123.68]
    assert seen[0][0, :, 0, 0].tolist() == pytest.approx(expected, abs=1e-4)


def test_a_picture_has_no_distance_to_itself_and_gradients_reach_the_other() -> None:
    features, ours = VggFeatures(blocks=2), torch.rand(1, 3, 16, 16, requires_grad=True)
    assert perceptual_distance(features, ours, ours.detach()).item() == 0
    distance = perceptual_distance(features, ours, torch.rand(1, 3, 16, 16))
    distance.backward()
    assert distance > 0 and ours.grad is not None and ours.grad.abs().sum() > 0


def test_the_first_layers_of_a_whole_vgg19_are_taken(tmp_path: Path) -> None:
    whole = VggFeatures()
    extra = {"features.19.weight": torch.zeros(1), "classifier.0.bias": torch.zeros(1)}
    torch.save(whole.state_dict() | extra, tmp_path / "vgg19.pth")
    taken = VggFeatures(tmp_path / "vgg19.pth", blocks=2)
    for name, value in taken.state_dict().items():
        assert torch.equal(value, whole.state_dict()[name])
    assert not any(parameter.requires_grad for parameter in taken.parameters())


def test_weights_that_are_no_vgg19_are_refused_by_name(tmp_path: Path) -> None:
    torch.save(VggFeatures(blocks=1).state_dict(), tmp_path / "short.pth")
    torch.save({"features.0.weight": torch.zeros(1)}, tmp_path / "small.pth")
    for name in ("short.pth", "small.pth", "missing.pth"):
        with pytest.raises(TrainingDataError, match=name):
            VggFeatures(tmp_path / name)


def test_crops_stay_inside_the_picture_and_reach_its_edges() -> None:
    pictures, chance = torch.zeros(1, 3, 10, 8), torch.Generator().manual_seed(0)
    crops = [random_crop(pictures, 7, chance) for _ in range(60)]
    assert {rows.start for rows, _ in crops} == {0, 1, 2, 3}
    assert {columns.start for _, columns in crops} == {0, 1}
    assert all(rows.stop - rows.start == 7 for rows, _ in crops)


def test_l1_is_taken_in_single_precision() -> None:
    ours = torch.full((2, 2), 256.0, dtype=torch.bfloat16)
    assert l1(ours, torch.full((2, 2), 257.0)).item() == 1.0
