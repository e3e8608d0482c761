from __future__ import annotations

import copy
from importlib.util import find_spec
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.engine.device import PROCESSOR  # noqa: E402
from vaha.training.features import network as features  # noqa: E402
from vaha.training.mood.architectures import new_network  # noqa: E402
from vaha.training.mood.options import PRETRAINED, QUICK  # noqa: E402
from vaha.training.mood.pretrained import Lite0Reader  # noqa: E402
from vaha.training.mood.run import MoodRun  # noqa: E402
from vaha.training.mood.training_set import MoodTrainingSet  # noqa: E402

packaged = pytest.mark.skipif(
    find_spec(features.ARCHITECTURES["lite0"].package) is None, reason="its package is missing"
)


@packaged
def test_the_features_begin_as_imagenet_s_and_read_an_enlarged_grey_face() -> None:
    reader = Lite0Reader()
    assert not reader.from_imagenet
    reader.begin_with_imagenet()
    reader.eval()
    assert reader.from_imagenet
    published = features.open_feature_network("lite0")
    faces = torch.randn(2, 1, 44, 44)
    enlarged = torch.nn.functional.interpolate(faces, size=(64, 64), mode="bilinear")
    with torch.no_grad():
        ours = reader.features(faces).mean((2, 3))
        theirs = published((64 * enlarged + 127).expand(-1, 3, -1, -1))
    torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)


def test_the_first_stages_stay_as_they_are_while_the_others_learn() -> None:
    reader = Lite0Reader().train()
    before = copy.deepcopy(reader.state_dict())
    optimiser = torch.optim.SGD(reader.parameters(), lr=0.1, weight_decay=0.1)
    reader(torch.rand(4, 1, 44, 44)).square().sum().backward()
    optimiser.step()
    kept = tuple(f"features.network.{part}." for part in ("stem", "stages.0", "stages.1"))
    for name, value in reader.state_dict().items():
        if name.startswith(kept):
            assert torch.equal(value, before[name]), name
        elif name.endswith((".weight", "running_mean")):
            assert not torch.equal(value, before[name]), name


def test_a_copy_keeps_its_own_first_stages_still() -> None:
    reader = Lite0Reader()
    twin = copy.deepcopy(reader).train()
    assert not any(module.training for module in twin.features.network.stem.modules())
    assert twin.features.network.stages[2].training


@packaged
def test_a_run_of_a_pretrained_network_begins_with_imagenet(make_faces) -> None:
    options = QUICK.but(arch="lite0")
    run = MoodRun(MoodTrainingSet.of(make_faces(8), options, PROCESSOR), options)
    assert run.average.from_imagenet
    first = run.network.features.network.stem[0].weight
    published = features.open_learning_network("lite0").stem[0].weight
    torch.testing.assert_close(first, published)


@pytest.mark.parametrize("arch", PRETRAINED)
def test_without_the_package_a_run_says_what_to_install(
    arch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "find_spec", lambda name: None)
    reader = new_network(QUICK.but(arch=arch))
    with pytest.raises(TrainingDataError, match=r"pip install 'vaha\[train\]'"):
        reader.begin_with_imagenet()


def test_another_file_in_the_package_s_place_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    torch.save({"_conv_stem.weight": torch.zeros(1)}, tmp_path / "other.pth")
    monkeypatch.setattr(features, "packaged_weights", lambda name: tmp_path / "other.pth")
    with pytest.raises(TrainingDataError, match="does not hold the weights of lite0"):
        Lite0Reader().begin_with_imagenet()
