from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, ArtEmotion, FaceEmotion  # noqa: E402
from vaha.errors import InputError, TrainingDataError  # noqa: E402
from vaha.training import painter, painter_network  # noqa: E402
from vaha.training.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.device import Device  # noqa: E402
from vaha.training.painter import PainterRun, train_painter  # noqa: E402
from vaha.training.painter_options import PRESETS, PainterOptions  # noqa: E402
from vaha.training.painter_spaces import LatentSpace, PixelSpace  # noqa: E402
from vaha.training.painter_steps import gradient_penalty  # noqa: E402
from vaha.training.painting_moods import painting_moods  # noqa: E402
from vaha.training.parallel import Team  # noqa: E402
from vaha.training.run_log import read_log  # noqa: E402

pytestmark = pytest.mark.usefixtures("slim_painter")
TINY = PainterOptions(images=16, batch=4, penalty_every=2)
CPU = Device(torch.device("cpu"))


def some_logits(count: int = 400) -> np.ndarray:
    """As a critic's are: contentment far ahead of everything, anger far behind."""
    logits = np.random.default_rng(0).normal(0, 1, (count, 9)).astype(np.float32)
    logits[:, ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)] += 3
    logits[:, ART_EMOTIONS.index(ArtEmotion.ANGER)] -= 3
    return logits


def some_latents() -> LatentSpace:
    chance = torch.Generator().manual_seed(1)
    return LatentSpace(torch.randn(2, 12, 16, 8, 8, generator=chance))


def some_pixels() -> PixelSpace:
    chance = np.random.default_rng(0)
    return PixelSpace.of(chance.integers(0, 256, (12, 64, 64, 3), dtype=np.uint8), CPU)


def some_moods() -> np.ndarray:
    return painting_moods(some_logits(12))


def nothing(generator: object, path: Path) -> None:
    """Shows nothing."""


def assert_same(first: object, second: object) -> None:
    """Bit by bit, through states of networks and optimisers."""
    if isinstance(first, torch.Tensor):
        assert torch.equal(first, second)
    elif isinstance(first, dict):
        assert first.keys() == second.keys()
        for name in first:
            assert_same(first[name], second[name])
    elif isinstance(first, (list, tuple)):
        for one, other in zip(first, second, strict=True):
            assert_same(one, other)
    else:
        assert first == second


def without_clock(state: dict) -> dict:
    return {name: value for name, value in state.items() if name != "spent"}


def test_moods_of_paintings_are_distributions_and_every_mood_claims_some() -> None:
    moods = painting_moods(some_logits())
    assert moods.shape == (400, 7) and moods.dtype == np.float32
    np.testing.assert_allclose(moods.sum(1), 1, rtol=1e-5)
    claimed = np.bincount(moods.argmax(1), minlength=7)
    assert claimed.min() > 400 / 7 / 3


def test_what_is_angrier_than_most_is_angry_though_content_is_likeliest() -> None:
    logits = some_logits()
    logits[0] = logits[1:].mean(0)
    logits[0, ART_EMOTIONS.index(ArtEmotion.ANGER)] += 3
    assert logits[0].argmax() == ART_EMOTIONS.index(ArtEmotion.CONTENTMENT)
    assert FACE_EMOTIONS[painting_moods(logits)[0].argmax()] is FaceEmotion.ANGRY


def test_very_certain_logits_still_give_finite_moods() -> None:
    assert np.isfinite(painting_moods(50 * some_logits())).all()


def test_the_penalty_of_a_linear_critic_is_its_slope_squared() -> None:
    slope = torch.randn(16, 8, 8)
    latents = torch.randn((3, 16, 8, 8), requires_grad=True)
    penalty = gradient_penalty((latents * slope).sum((1, 2, 3)), latents)
    assert penalty.item() == pytest.approx(slope.square().sum().item(), rel=1e-5)


def test_a_batch_s_moods_still_sum_to_one_after_jitter_and_mixing() -> None:
    run = PainterRun(some_latents(), torch.from_numpy(some_moods()), replace(TINY, mood_mix=1.0))
    latents, moods = run._draw()
    assert latents.shape == (4, 16, 8, 8)
    torch.testing.assert_close(moods.sum(1), torch.ones(4))


@pytest.mark.parametrize("preset", ["latents", "pixels", "dcgan"])
def test_every_recipe_teaches_both_networks_and_their_average(preset: str, tmp_path: Path) -> None:
    options = PRESETS[preset].but(images=8, batch=4, conditioning_from=0.0, conditioning_full=0.1)
    space = some_latents() if preset == "latents" else some_pixels()
    before = PainterRun(space, torch.from_numpy(some_moods()), options).state()
    run = train_painter(space, some_moods(), tmp_path, options, nothing)
    assert run.step == 2 and run.seen == 8
    after = run.state()
    for name in ("generator", "discriminator", "average"):
        assert any(not torch.equal(before[name][key], after[name][key]) for key in after[name])
        assert all(torch.isfinite(value).all() for value in after[name].values())
    line = read_log(tmp_path)[-1]
    assert line["seen"] == 8 and line["conditioning"] == 1.0
    assert 0 < line["share_of_peak"] < 1.5 and line["paintings_a_second"] > 0


def test_two_runs_from_one_seed_are_equal_to_the_bit(tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_painter(some_latents(), some_moods(), tmp_path / name, TINY, nothing)
    first, second = (load_checkpoint(tmp_path / name / "checkpoint.pt") for name in ("one", "two"))
    assert first is not None and second is not None
    assert_same(without_clock(first), without_clock(second))


def train_until_killed(rank: int, folder: str) -> None:
    """Saves after each step, and is killed as by the machine in its third."""
    painter.SAVE_EVERY, painter_network.WIDTHS = 0, (24, 16)
    torch.set_num_threads(1)
    learn = PainterRun.learn

    def fatal(self: PainterRun, progress: float) -> None:
        if self.step == 2 and self.options.batch == TINY.batch and self.space is space:
            os.kill(os.getpid(), signal.SIGKILL)
        learn(self, progress)

    PainterRun.learn = fatal
    space = some_latents()
    train_painter(space, some_moods(), Path(folder), TINY, nothing)


def test_a_killed_run_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights, average, both optimisers and counters, compared bit by bit after a SIGKILL."""
    killed = tmp_path / "killed"
    with pytest.raises(torch.multiprocessing.ProcessExitedException, match="SIGKILL"):
        torch.multiprocessing.spawn(train_until_killed, (str(killed),), nprocs=1)
    state = load_checkpoint(killed / "checkpoint.pt")
    assert state is not None and state["step"] == 2
    train_painter(some_latents(), some_moods(), killed, TINY, nothing)
    train_painter(some_latents(), some_moods(), tmp_path / "whole", TINY, nothing)
    first, second = (
        load_checkpoint(folder / "checkpoint.pt") for folder in (killed, tmp_path / "whole")
    )
    assert first is not None and second is not None and first["step"] == 4
    assert_same(without_clock(first), without_clock(second))


def test_light_pieces_are_enough_to_go_on_elsewhere(tmp_path: Path) -> None:
    first = train_painter(some_latents(), some_moods(), tmp_path / "here", TINY, nothing)
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "here" / "pieces").rename(there / "pieces")
    longer = replace(TINY, images=24)
    run = PainterRun(some_latents(), torch.from_numpy(some_moods()), longer)
    run.resume(there)
    assert run.step == run.warm_from == first.step
    for ours, theirs in zip(run.generator.parameters(), first.average.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=2e-3, atol=1e-4)
    assert train_painter(some_latents(), some_moods(), there, longer, nothing).step == 6


def test_sheets_are_shown_whenever_it_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "SAVE_EVERY", 0)
    shown: list[str] = []
    train_painter(
        some_latents(), some_moods(), tmp_path, TINY, lambda _, path: shown.append(path.name)
    )
    assert len(shown) == 4 and all(name.startswith("sheet-") for name in shown)


def test_a_run_is_not_taken_up_with_another_recipe(tmp_path: Path) -> None:
    train_painter(some_latents(), some_moods(), tmp_path, TINY, nothing)
    with pytest.raises(TrainingDataError, match=r"begun with penalty 1\.0, not 2\.0"):
        train_painter(some_latents(), some_moods(), tmp_path, replace(TINY, penalty=2.0), nothing)


def paint_in_a_team(rank: int, folder: str, port: str) -> None:
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    painter_network.WIDTHS = (24, 16)
    torch.set_num_threads(1)
    team = Team.from_environment()
    with team.joined(CPU):
        run = train_painter(some_latents(), some_moods(), Path(folder), TINY, nothing, team=team)
        torch.save(run.state(), Path(folder, f"{rank}.pt"))


def test_two_processes_keep_the_same_weights(tmp_path: Path, free_port: int) -> None:
    """Each draws paintings of its own; the gradient is that of both."""
    torch.multiprocessing.spawn(paint_in_a_team, (str(tmp_path), str(free_port)), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pt") for rank in (0, 1))
    assert first["step"] == second["step"] == 4
    assert_same(without_clock(first), without_clock(second))
    alone = train_painter(some_latents(), some_moods(), tmp_path / "alone", TINY, nothing)
    keys = [name for name in first["generator"] if "weight" in name]
    assert any(not torch.equal(first["generator"][k], alone.state()["generator"][k]) for k in keys)


def test_moods_and_paintings_must_be_equally_many() -> None:
    with pytest.raises(TrainingDataError, match="12 paintings have 400 moods"):
        PainterRun(some_latents(), torch.from_numpy(painting_moods(some_logits())), TINY)


@pytest.mark.parametrize(
    "changes",
    [
        {"space": "words"},
        {"network": "dcgan"},
        {"batch": 1},
        {"images": 0},
        {"conditioning_from": 0.9, "conditioning_full": 0.1},
    ],
)
def test_a_recipe_that_cannot_be_is_refused(changes: dict) -> None:
    with pytest.raises(InputError):
        replace(PainterOptions(), **changes)


def test_the_named_recipes_are_instances_of_one_class() -> None:
    assert all(isinstance(options, PainterOptions) for options in PRESETS.values())
    assert PRESETS["latents"] == PainterOptions()
