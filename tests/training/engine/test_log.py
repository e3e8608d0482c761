from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from vaha.training.engine import log as run_log
from vaha.training.engine.log import RunLog, read_log


@pytest.fixture(autouse=True)
def _no_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "find_spec", lambda name: None)


def test_what_is_said_stands_in_the_log_and_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = RunLog(tmp_path / "new")
    log.say(50, loss=1.5, held_out_accuracy=0.25)
    log.close()
    assert read_log(tmp_path / "new") == [{"step": 50, "loss": 1.5, "held_out_accuracy": 0.25}]
    assert capsys.readouterr().out == "step 50  loss 1.5  held out accuracy 0.25\n"


def test_a_resumed_run_forgets_what_came_after_its_checkpoint(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    for step in (50, 100, 150):
        log.say(step, loss=1.0)
    again = RunLog(tmp_path, step=100)
    again.say(150, loss=0.5)
    assert [(line["step"], line["loss"]) for line in read_log(tmp_path)] == [
        (50, 1.0), (100, 1.0), (150, 0.5),
    ]  # fmt: skip
    RunLog(tmp_path)
    assert read_log(tmp_path) == [], "a fresh run begins a fresh log"


def test_tensorboard_is_told_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, float, int]] = []

    class Writer:
        def __init__(self, folder: Path, purge_step: int) -> None:
            told.append((folder.name, 0.0, purge_step))

        def add_scalar(self, name: str, value: float, step: int) -> None:
            told.append((name, value, step))

        def flush(self) -> None: ...

        def close(self) -> None: ...

    module = types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Writer  # type: ignore[attr-defined]
    monkeypatch.setattr(run_log, "find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    log = RunLog(tmp_path, step=3)
    log.say(7, loss=0.5)
    log.close()
    assert told == [("tensorboard", 0.0, 4), ("loss", 0.5, 7)]


def test_tensorboard_s_own_files_hold_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    monkeypatch.setattr(run_log, "find_spec", lambda name: object())
    log = RunLog(tmp_path)
    log.say(7, loss=0.5)
    log.close()
    events = EventAccumulator(str(tmp_path / "tensorboard"))
    events.Reload()
    assert [(one.step, one.value) for one in events.Scalars("loss")] == [(7, 0.5)]
