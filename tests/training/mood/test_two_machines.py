"""Two machines that `torchrun` joins learn one network: here two of its agents on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from tests.training.mood.test_run import assert_same_weights  # noqa: E402
from vaha.training.engine.checkpoint import load_checkpoint  # noqa: E402
from vaha.training.engine.log import read_log  # noqa: E402

SCRIPT = """
import sys
from pathlib import Path

import torch

from tests.training.mood.test_run import EVERYTHING, PROCESSOR, SLIM, some_faces
from vaha.training.engine.parallel import ProcessGroup
from vaha.training.mood import network
from vaha.training.mood.run import train_mood

folder, group = Path(sys.argv[1]), ProcessGroup.from_environment()
torch.set_num_threads(1)
network.VGG16_BLOCKS = SLIM
with group.joined(PROCESSOR):
    learnt = train_mood(some_faces(), folder, EVERYTHING, group=group)
torch.save(learnt.state_dict(), folder / f"{group.rank}.pt")
"""


@pytest.mark.slow
def test_two_machines_learn_one_network(tmp_path: Path, free_port: int) -> None:
    script = tmp_path / "learn.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "torch.distributed.run", "--nnodes", "2"]
    command += ["--rdzv-backend", "c10d", "--rdzv-id", "vaha"]
    command += ["--rdzv-endpoint", f"127.0.0.1:{free_port}", "--local-addr", "127.0.0.1"]
    command += [str(script), str(tmp_path)]
    paths = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    machines = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [machine.communicate(timeout=300)[1] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], said[0][-3000:]

    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    state = load_checkpoint(tmp_path / "checkpoint.pt")
    assert state is not None and state["step"] == 12
    assert_same_weights(first, state["average"])
    for name, value in first.items():
        if "running" not in name:  # each process normalises its own half of a batch
            assert torch.equal(value, second[name]), name
    steps = [line["step"] for line in read_log(tmp_path)]
    assert steps == sorted(set(steps))  # only one of the two writes
