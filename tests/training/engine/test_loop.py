"""The one training loop, with a line that learns to add."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

torch = pytest.importorskip("torch")

from vaha.errors import TrainingDataError  # noqa: E402
from vaha.training.engine import tracking  # noqa: E402
from vaha.training.engine.average import early_share, update_average  # noqa: E402
from vaha.training.engine.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402
from vaha.training.engine.loop import Budget, TrainingRun, seed_of, train  # noqa: E402
from vaha.training.engine.parallel import ProcessGroup  # noqa: E402
from vaha.training.engine.recipe import Recipe, hyperparameter  # noqa: E402


@dataclass(frozen=True)
class LineOptions(Recipe):
    BUDGETS: ClassVar[tuple[str, ...]] = ("steps",)

    steps: int | None = hyperparameter(6, "So many.")
    rate: float = hyperparameter(0.1, "Of learning.")
    seed: int = hyperparameter(0, "Of what it is shown.")


class LineRun(TrainingRun[LineOptions]):
    say_every = 4

    def __init__(self, options: LineOptions, dies_at: int = -1) -> None:
        torch.manual_seed(options.seed)
        self.network = torch.nn.Linear(3, 1)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self.optimiser = torch.optim.Adam(self.network.parameters(), options.rate)
        self.dies_at = dies_at
        parts = {"network": self.network, "average": self.average, "optimiser": self.optimiser}
        super().__init__(options, parts, minutes=1.0, steps=options.steps)

    def learn(self, progress: float) -> None:
        if self.step == self.dies_at:
            raise KeyboardInterrupt
        chance = torch.Generator().manual_seed(seed_of(self.options.seed, self.step))
        shown = torch.randn(5, 3, generator=chance)
        loss = (self.network(shown) - shown.sum(1, keepdim=True)).square().mean()
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.record(loss=loss)

    def follow(self) -> None:
        update_average(self.average, self.network, early_share(0.9, self.step))


@pytest.fixture(autouse=True)
def _without_tensorboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda _: None)


def assert_same(first: LineRun, second: LineRun) -> None:
    for one, other in ((first.network, second.network), (first.average, second.average)):
        for ours, theirs in zip(one.parameters(), other.parameters(), strict=True):
            assert torch.equal(ours, theirs)


@pytest.mark.parametrize("saved_each_step", [True, False])
def test_a_run_that_was_interrupted_ends_as_one_that_was_not_to_the_bit(
    tmp_path: Path, saved_each_step: bool
) -> None:
    whole = LineRun(LineOptions())
    train(whole, tmp_path / "whole")
    killed = LineRun(LineOptions(), dies_at=4)
    killed.save_seconds = -1.0 if saved_each_step else 1e9
    with pytest.raises(KeyboardInterrupt):
        train(killed, tmp_path / "killed")
    left = load_checkpoint(tmp_path / "killed" / "checkpoint.pt")
    assert (left is not None) == saved_each_step
    resumed = LineRun(LineOptions())
    train(resumed, tmp_path / "killed")
    assert_same(whole, resumed)
    assert [line["step"] for line in read_log(tmp_path / "killed")] == [4, 6]


def test_a_finished_run_is_only_read_and_a_longer_budget_goes_on(tmp_path: Path) -> None:
    train(LineRun(LineOptions()), tmp_path)
    finished = LineRun(LineOptions(), dies_at=6)
    train(finished, tmp_path)
    longer = LineRun(LineOptions(steps=9))
    train(longer, tmp_path)
    at_once = LineRun(LineOptions(steps=9))
    train(at_once, tmp_path / "other")
    assert finished.step == 6
    assert_same(longer, at_once)


def test_another_recipe_is_refused_with_what_differs(tmp_path: Path) -> None:
    train(LineRun(LineOptions()), tmp_path)
    with pytest.raises(TrainingDataError, match=r"begun with rate 0\.1, not 0\.2; choose another"):
        train(LineRun(LineOptions(rate=0.2)), tmp_path)


def test_a_run_of_minutes_stops_when_they_are_spent(clock, tmp_path: Path) -> None:
    clock(tick=6.0)
    run = LineRun(LineOptions(steps=None))
    train(run, tmp_path)
    assert 3 <= run.step <= 5
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["spent"] >= 60


def test_preparing_a_run_spends_nothing_of_its_budget(clock, tmp_path: Path) -> None:
    clock(tick=6.0)
    run = LineRun(LineOptions(steps=None))
    assert run.budget.spent < 60
    while run.budget.progress < 1:
        pass
    train(run, tmp_path)
    assert run.step > 0 and load_checkpoint(tmp_path / "checkpoint.pt") is not None


def test_the_log_has_mean_losses_and_only_rank_zero_keeps_them(tmp_path: Path) -> None:
    run = LineRun(LineOptions())
    train(run, tmp_path / "first")
    lines = read_log(tmp_path / "first")
    assert [line["step"] for line in lines] == [4, 6] and lines[-1]["progress"] == 1
    assert all(line["loss"] > 0 for line in lines)
    other = LineRun(LineOptions())
    other.group = ProcessGroup(1, 2, 1)
    other.record(loss=torch.ones(()))
    assert "loss" not in other.figures(0.5)


def test_every_step_has_a_seed_of_its_own() -> None:
    seeds = {seed_of(seed, step) for seed in range(20) for step in range(50)}
    assert len(seeds) == 1000 and all(0 <= seed < 2**64 for seed in seeds)
    assert seed_of(3, 4) == seed_of(3, 4)


def test_a_budget_goes_on_where_the_last_run_stopped(clock) -> None:
    clock(tick=6.0)
    assert Budget(1.0).progress == pytest.approx(0.1)
    assert Budget(1.0, spent=30.0).progress == pytest.approx(0.6)
    assert Budget(1.0, spent=90.0).progress == 1.0
