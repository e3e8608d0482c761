from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from vaha.training.engine.device import Device  # noqa: E402
from vaha.training.engine.parallel import ProcessGroup  # noqa: E402

HERE = Device(torch.device("cpu"))


def test_without_torchrun_a_process_is_alone_and_leads() -> None:
    group = ProcessGroup.from_environment({})
    assert group == ProcessGroup(0, 1, 0) and group.is_rank_zero
    network = torch.nn.Linear(2, 2)
    with group.joined(HERE):
        assert group.shared(network, HERE) is network
        assert group.agreed(0.3, HERE) == 0.3
        assert group.share_of(7) == slice(0, 7)
        rows = torch.rand(3, 2)
        assert group.mean(rows) is rows
        group.wait()


def test_torchrun_says_who_one_is() -> None:
    environ = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1"}
    group = ProcessGroup.from_environment(environ)
    assert group == ProcessGroup(3, 4, 1) and not group.is_rank_zero
    assert group.share_of(10) == slice(6, 8)


def learn_together(rank: int, folder: str) -> None:
    import os

    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": Path(folder, "port").read_text()}
    torch.manual_seed(rank)  # each would begin elsewhere
    group, network = ProcessGroup.from_environment(), torch.nn.Linear(2, 1, bias=False)
    with group.joined(HERE):
        found = learnt(group, network)
        inside = threads()
    torch.save(found | {"inside": inside, "left": threads()}, Path(folder, f"{rank}.pt"))


def learnt(group: ProcessGroup, network: torch.nn.Linear) -> dict[str, Any]:
    shared = group.shared(network, HERE)
    inputs = torch.tensor([[1.0, 0.0], [0.0, 1.0]])[group.share_of(2)]
    shared(inputs).sum().backward()
    found = {
        "weight": network.weight.detach(),
        "gradient": network.weight.grad,
        "agreed": group.agreed(float(group.rank + 5), HERE),
        "mean": group.mean(torch.tensor(float(group.rank))),
    }
    group.wait()
    return found


def threads() -> list[str]:
    """Names of this process's threads, where the system tells (Linux)."""
    return [(task / "comm").read_text().strip() for task in Path("/proc/self/task").glob("*")]


@pytest.fixture(scope="module")
def two_processes(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> list[Any]:
    """What each of two processes found that learnt together."""
    folder = tmp_path_factory.mktemp("group")
    (folder / "port").write_text(str(free_port))
    torch.multiprocessing.spawn(learn_together, (str(folder),), nprocs=2)
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in (0, 1)]


def test_two_processes_share_weights_gradients_and_numbers(two_processes: list[Any]) -> None:
    first, second = two_processes
    assert torch.equal(first["weight"], second["weight"])
    assert first["gradient"].tolist() == second["gradient"].tolist() == [[0.5, 0.5]]
    assert first["agreed"] == second["agreed"] == 5.0
    assert first["mean"] == second["mean"] == 0.5


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads threads' names from /proc")
def test_no_thread_of_the_group_outlives_it(two_processes: list[Any]) -> None:
    """One that did would now and then abort the process at its end (SIGABRT)."""
    for found in two_processes:
        assert "pt_gloo_runloop" in found["inside"]
        assert not {name for name in found["left"] if "gloo" in name}
