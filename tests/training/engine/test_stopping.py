"""A run that is asked to stop keeps what it has learnt, and ends as it was asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytest.importorskip("torch")

from tests.training.engine.test_loop import LineOptions, LineRun
from vaha.training.engine.checkpoint import load_checkpoint
from vaha.training.engine.loop import train
from vaha.training.engine.stopping import stopping


class Asked(LineRun):
    """Is sent a signal in the middle of its third step."""

    def __init__(self, number: int) -> None:
        super().__init__(LineOptions())
        self.number = number

    def learn(self, progress: float) -> None:
        if self.step == 2:
            os.kill(os.getpid(), self.number)
        super().learn(progress)


@pytest.mark.skipif(sys.platform == "win32", reason="sends itself signals")
@pytest.mark.parametrize(
    ("number", "ends"), [(signal.SIGTERM, SystemExit), (signal.SIGINT, KeyboardInterrupt)]
)
def test_the_step_is_finished_and_kept(
    number: signal.Signals, ends: type[BaseException], tmp_path: Path
) -> None:
    before = signal.getsignal(number)
    with pytest.raises(ends):
        train(Asked(number), tmp_path)
    assert signal.getsignal(number) is before
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 3
    went_on, whole = LineRun(LineOptions()), LineRun(LineOptions())
    train(went_on, tmp_path)
    train(whole, tmp_path / "whole")
    assert (went_on.network.weight == whole.network.weight).all()


@pytest.mark.skipif(sys.platform == "win32", reason="sends itself signals")
def test_a_second_time_ends_at_once() -> None:
    code = (
        "import os, signal\nfrom vaha.training.engine.stopping import stopping\n"
        "with stopping():\n    os.kill(os.getpid(), signal.SIGTERM)\n    print('on', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n    print('still on')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (-signal.SIGTERM, "on\n")


def test_elsewhere_than_in_the_main_thread_nothing_is_touched() -> None:
    found: list[object] = []

    def look() -> None:
        with stopping() as stop:
            found.append(stop.signal)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [None]
