from __future__ import annotations

from pathlib import Path

import pytest

from vaha.training.engine import tracking
from vaha.training.engine.log import RunLog, read_log


@pytest.fixture(autouse=True)
def _no_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda name: None)


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
