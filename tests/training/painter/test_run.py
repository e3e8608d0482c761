from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.errors import InputError, TrainingDataError  # noqa: E402
from vaha.images import read_image  # noqa: E402
from vaha.runtime.sessions.onnx import OnnxModel  # noqa: E402
from vaha.stages.paint import noise_of  # noqa: E402
from vaha.styles import STYLES, Style  # noqa: E402
from vaha.training.appraisal.quality import by_network, by_statistics, quality  # noqa: E402
from vaha.training.engine.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.engine.device import PROCESSOR  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402
from vaha.training.features.deep_space import DeepSpace  # noqa: E402
from vaha.training.features.network import (  # noqa: E402
    ARCHITECTURES,
    Architecture,
    FeatureNetwork,
)
from vaha.training.features.statistic_space import StatisticSpace  # noqa: E402
from vaha.training.features.statistics import picture_statistics  # noqa: E402
from vaha.training.painter import discriminator as projected_discriminator  # noqa: E402
from vaha.training.painter import generator as projected_generator  # noqa: E402
from vaha.training.painter.data import (  # noqa: E402
    PictureSet,
    condition,
    drawing_weights,
)
from vaha.training.painter.discriminator import (  # noqa: E402
    ProjectedDiscriminators,
    Projection,
    hinge,
)
from vaha.training.painter.generator import (  # noqa: E402
    CONDITION_SIZE,
    NOISE_SIZE,
    ProjectedGenerator,
)
from vaha.training.painter.options import PRESETS, ProjectedOptions  # noqa: E402
from vaha.training.painter.publish import asked_alone, publish_projected  # noqa: E402
from vaha.training.painter.run import (  # noqa: E402
    ProjectedRun,
    train_projected_painter,
)
from vaha.training.painter.sheets import (  # noqa: E402
    carry_results,
    paint,
    reachable_moods,
    show_progress,
)
from vaha.training.painter.works import paint_works  # noqa: E402

TINY = ProjectedOptions(batch=2, images=8, warm_steps=2)


@pytest.fixture(autouse=True)
def _slim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projected_generator, "WIDTHS", (8, 8, 6, 6, 4, 4))
    monkeypatch.setattr(projected_discriminator, "MIXED", (4, 4, 8, 8))
    monkeypatch.setattr(projected_discriminator, "WIDTH", 8)
    monkeypatch.setattr(projected_discriminator, "TEXTURE_WIDTHS", (4, 4, 4))


@pytest.fixture(scope="module")
def features() -> FeatureNetwork:
    """Of random weights, shallow and narrow."""
    slim = Architecture((8,) * 7, (1,) * 7, 64, "none", "none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ARCHITECTURES, "lite0", slim)
        return _seeded()


def _seeded() -> FeatureNetwork:
    torch.manual_seed(0)
    return FeatureNetwork("lite0").eval().requires_grad_(False)


def some_data(side: int = 64, count: int = 12) -> PictureSet:
    chance = np.random.default_rng(0)
    pixels = chance.integers(0, 256, (count, side, side, 3), dtype=np.uint8)
    moods = chance.dirichlet(np.ones(7), count).astype(np.float32)
    kinds = ("Baroque", "Ukiyo-e", "Famous_paintings")
    names = np.array([f"{kinds[k % 3]}/artist_title-{k}" for k in range(count)])
    return PictureSet.of(pixels, moods, names, PROCESSOR)


def nothing(run: ProjectedRun, folder: Path) -> None:
    """Shows nothing."""


def assert_same(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert torch.equal(value, second[name]), name


def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    features: FeatureNetwork, tmp_path: Path
) -> None:
    """To the bit, the optimisers' memory included."""
    whole = train_projected_painter(some_data(), features, tmp_path / "a", TINY, nothing)
    train_projected_painter(some_data(), features, tmp_path / "b", TINY.but(images=4), nothing)
    resumed = train_projected_painter(some_data(), features, tmp_path / "b", TINY, nothing)
    for name in ("generator", "average", "discriminators"):
        assert_same(whole.state()[name], resumed.state()[name])
    assert [line["step"] for line in read_log(tmp_path / "b")] == [2, 4]
    with pytest.raises(TrainingDataError, match="was begun with rate"):
        other = TINY.but(rate=1e-3)
        train_projected_painter(some_data(), features, tmp_path / "b", other, nothing)


def test_the_light_checkpoint_starts_another_run_and_the_count_goes_on(
    features: FeatureNetwork, tmp_path: Path
) -> None:
    first = train_projected_painter(some_data(), features, tmp_path / "a", TINY, nothing)
    second = ProjectedRun(some_data(), features, TINY.but(seed=5))
    second.resume(tmp_path / "b")
    assert second.seen == 0
    (tmp_path / "b").mkdir()
    second.start = tmp_path / "a"
    second.resume(tmp_path / "b")
    assert (second.seen, second.step) == (first.seen, 0) == (8, 0)
    for ours, theirs in zip(second.generator.parameters(), first.average.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-3)
    mixing = first.projection.mixing_state()
    torch.testing.assert_close(
        second.projection.mixing_state()["across.0.weight"],
        mixing["across.0.weight"],
        rtol=1e-3,
        atol=1e-3,
    )
    with pytest.raises(TrainingDataError, match="has no pieces"):
        second.start = tmp_path / "nowhere"
        second.resume(tmp_path / "b")


def test_a_painter_of_128_px_begins_with_what_the_one_of_64_px_paints(
    features: FeatureNetwork, tmp_path: Path
) -> None:
    """Enlarged, and not a level different, since the new step adds nothing at first."""
    train_projected_painter(some_data(), features, tmp_path / "a", TINY, nothing)
    for name in ("b", "d"):
        (tmp_path / name).mkdir()
    small = ProjectedRun(some_data(), features, TINY)
    small.start = tmp_path / "a"
    small.resume(tmp_path / "b")
    large = ProjectedRun(some_data(128), features, TINY.but(side=128))
    large.start = tmp_path / "a"
    large.resume(tmp_path / "b")
    noise, asked = torch.randn(2, NOISE_SIZE), torch.rand(2, CONDITION_SIZE)
    with torch.no_grad():
        before = torch.atanh(small.average(noise, asked).clamp(-0.999, 0.999))
        after = torch.atanh(large.average(noise, asked).clamp(-0.999, 0.999))
    enlarged = torch.nn.functional.interpolate(before, scale_factor=2.0, mode="bilinear")
    torch.testing.assert_close(after, enlarged, rtol=1e-3, atol=1e-3)
    large.learn(0.0)
    assert any(weight.abs().sum() > 0 for weight in large.generator.detail.parameters())
    large.save(tmp_path / "c")
    with pytest.raises(TrainingDataError, match="another generator"):
        small.start = tmp_path / "c"
        small.resume(tmp_path / "d")


def test_mood_style_and_noise_all_show_in_a_work() -> None:
    torch.manual_seed(0)
    network = ProjectedGenerator(64).eval()
    noise, asked = torch.randn(1, NOISE_SIZE), torch.rand(1, CONDITION_SIZE)
    first = network(noise, asked)
    assert first.shape == (1, 3, 64, 64) and first.abs().max() <= 1
    assert not torch.equal(network(torch.randn(1, NOISE_SIZE), asked), first)
    for place in (0, CONDITION_SIZE - 1):
        other = asked.clone()
        other[0, place] += 1
        assert not torch.equal(network(noise, other), first)
    torch.testing.assert_close(network(3 * noise, asked), first)


def test_a_work_does_not_depend_on_what_is_painted_beside_it() -> None:
    torch.manual_seed(0)
    network = ProjectedGenerator(64).eval()
    noise, asked = torch.randn(3, NOISE_SIZE), torch.rand(3, CONDITION_SIZE)
    with torch.no_grad():
        torch.testing.assert_close(network(noise, asked)[1:2], network(noise[1:2], asked[1:2]))


def test_discriminators_take_any_size_and_their_features_stay_as_they_are(
    features: FeatureNetwork,
) -> None:
    projection, judges = Projection(features), ProjectedDiscriminators()
    assert not any(weight.requires_grad for weight in projection.parameters())
    assert not any(name.startswith("features.") for name in projection.mixing_state())
    for side in (64, 128):
        pictures = torch.rand(2, 3, side, side).requires_grad_(True)
        logits = judges(projection(pictures), pictures, torch.rand(2, CONDITION_SIZE))
        assert len(logits) == 5 and all(one.shape[:2] == (2, 1) for one in logits)
        torch.stack([one.mean() for one in logits]).sum().backward()
        assert pictures.grad is not None and pictures.grad.abs().sum() > 0


def test_the_discriminators_loss_is_none_where_all_is_told_apart() -> None:
    sure, wrong = [torch.full((2, 1), 1.5)], [torch.full((2, 1), -1.5)]
    assert hinge(sure, wrong) == 0
    assert hinge(wrong, sure) == 5


def test_rare_moods_and_styles_are_drawn_more_often() -> None:
    moods = np.tile(np.eye(7, dtype=np.float32)[4], (100, 1))
    moods[:2] = np.eye(7, dtype=np.float32)[0]
    styles = np.full(100, STYLES.index(Style.BAROQUE))
    styles[-4:] = STYLES.index(Style.INK)
    weights = drawing_weights(moods, styles)
    assert weights[0] > 3 * weights[50] and weights[-1] > 3 * weights[50]
    assert weights.max() / weights.min() < 10


def test_conditions_are_moods_and_one_style_and_some_styles_are_dropped() -> None:
    data, chance = some_data(), torch.Generator().manual_seed(0)
    places = torch.arange(12).repeat(50)
    asked = data.conditions(places, 0.1, 0.3, chance)
    torch.testing.assert_close(asked[:, :7].sum(1), torch.ones(600))
    assert not torch.allclose(asked[:, :7], data.moods[places])
    torch.testing.assert_close(asked[:, 7:].sum(1), torch.ones(600))
    baroque = places % 3 == 0
    kept = asked[baroque, 7 + STYLES.index(Style.BAROQUE)]
    assert 0.6 < kept.mean() < 0.8
    torch.testing.assert_close(kept + asked[baroque, 7], torch.ones(int(baroque.sum())))


def test_pictures_moods_and_names_must_match() -> None:
    data = some_data()
    with pytest.raises(TrainingDataError, match="12 pictures, 12 moods and 1 names"):
        PictureSet.of(data.pixels.numpy(), data.moods.numpy(), np.array(["Baroque/a_b"]), PROCESSOR)


def test_settled_normalisations_fit_the_averaged_weights(features: FeatureNetwork) -> None:
    run = ProjectedRun(some_data(), features, TINY)
    run.learn(0.0)
    network = run.settled(batches=2, size=8)
    norm = network.steps[0].first_norm.norm
    assert not torch.equal(norm.running_mean, run.average.steps[0].first_norm.norm.running_mean)
    assert not network.training and int(norm.num_batches_tracked) == 2
    again = run.settled(batches=2, size=8)
    assert_same(network.state_dict(), again.state_dict())


def test_sheets_show_every_mood_and_style_and_results_are_few(
    features: FeatureNetwork, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    run = train_projected_painter(some_data(), features, out, TINY, show_progress)
    assert run.seen == 8
    moods, styles = read_image(out / "sheet-00000k.png"), read_image(out / "styles-00000k.png")
    assert moods.shape[1] == styles.shape[1] > 8 * 64
    assert moods.shape[0] > 7 * 64 and styles.shape[0] > len(STYLES) * 64
    carry_results(out, tmp_path / "carried")
    carried = [path for path in (tmp_path / "carried").rglob("*") if path.is_file()]
    assert len(carried) <= 8 and load_checkpoint(out / "light.pt") is not None
    again = ProjectedRun(some_data(), features, TINY.but(seed=9))
    again.start = tmp_path / "carried"
    again.resume(tmp_path)
    assert again.seen == 8


def test_options_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match="works of 96 px"):
        ProjectedOptions(side=96)
    with pytest.raises(InputError, match="at least 2 paintings"):
        ProjectedOptions(batch=1)
    assert PRESETS["gpu"].side == 128


def test_a_published_painter_paints_as_its_network_and_a_mood_is_within_reach(
    features: FeatureNetwork, tmp_path: Path
) -> None:
    pytest.importorskip("onnx")
    run = ProjectedRun(some_data(), features, TINY)
    run.learn(0.0)
    network, reach = run.settled(batches=1, size=8), reachable_moods(run.data)
    card = publish_projected(network, reach, tmp_path)
    model = OnnxModel(tmp_path / card.file, card)
    mood = np.eye(7, dtype=np.float32)
    works = paint_works(model, mood, range(7))
    noise = torch.from_numpy(np.stack([noise_of(seed, NOISE_SIZE) for seed in range(7)]))
    asked = condition(asked_alone(reach), torch.zeros(7, dtype=torch.int64))
    assert works.shape == (7, 64, 64, 3)
    assert np.abs(works.astype(int) - paint(network, noise, asked)).max() <= 2
    cubism = np.zeros((7, len(STYLES)), np.float32)
    cubism[:, STYLES.index(Style.CUBISM)] = 1
    strong = np.ones((7, 1), np.float32)
    plain = {"noise": noise.numpy(), "mood": mood, "truncation": strong}
    other = model.run({**plain, "style": cubism})["pictures"]
    assert np.abs(other.transpose(0, 2, 3, 1) - works).max() > 3, "a style is heard"
    middle = paint_works(model, mood[:1].repeat(2, 0), range(2), truncation=0.0)
    np.testing.assert_array_equal(middle[0], middle[1])


def test_works_are_measured_in_both_spaces(features: FeatureNetwork, tmp_path: Path) -> None:
    run = ProjectedRun(some_data(), features, TINY)
    card = publish_projected(run.settled(1, 8), reachable_moods(run.data), tmp_path)
    model = OnnxModel(tmp_path / card.file, card)
    pixels = run.data.pixels.numpy()
    space = DeepSpace.of(features, pixels, side=64)
    moods = np.eye(7, dtype=np.float32).repeat(2, 0)
    plain = StatisticSpace.of(picture_statistics(pixels))
    spaces = {"statistics": by_statistics(plain), "deep": by_network(space)}
    found = quality({"ours": model}, moods, pixels, pixels[:8], spaces, seeds=2)
    assert found["works"] == 14 and found["held_out_paintings"] == 8
    ours = found["painters"]["ours"]
    far, near = ours["statistics"], found["floor"]["statistics"]
    assert far["frechet_distance"]["mean"] > near["frechet_distance"] + 0.5
    assert set(ours["deep"]) == set(found["floor"]["deep"]) >= {"kernel_distance"}
