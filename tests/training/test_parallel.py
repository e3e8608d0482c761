from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vaha.training.device import Device  # noqa: E402
from vaha.training.parallel import Team  # noqa: E402

HERE = Device(torch.device("cpu"))


def test_without_torchrun_a_process_is_alone_and_leads() -> None:
    team = Team.from_environment({})
    assert team == Team(0, 1, 0) and team.leads
    network = torch.nn.Linear(2, 2)
    with team.joined(HERE):
        assert team.shared(network, HERE) is network
        assert team.agreed(0.3, HERE) == 0.3
        assert team.share_of(7) == slice(0, 7)
        rows = torch.rand(3, 2)
        assert team.gathered(rows) is rows and team.mean(rows) is rows
        team.wait()


def test_torchrun_says_who_one_is() -> None:
    environ = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1"}
    team = Team.from_environment(environ)
    assert team == Team(3, 4, 1) and not team.leads
    assert team.share_of(10) == slice(6, 8)


def learn_together(rank: int, folder: str) -> None:
    import os

    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": Path(folder, "port").read_text()}
    torch.manual_seed(rank)  # each would begin elsewhere
    team, network = Team.from_environment(), torch.nn.Linear(2, 1, bias=False)
    with team.joined(HERE):
        shared = team.shared(network, HERE)
        inputs = torch.tensor([[1.0, 0.0], [0.0, 1.0]])[team.share_of(2)]
        shared(inputs).sum().backward()
        torch.save(
            {
                "weight": network.weight.detach(),
                "gradient": network.weight.grad,
                "agreed": team.agreed(float(rank + 5), HERE),
                "mean": team.mean(torch.tensor(float(rank))),
                "gathered": team.gathered(torch.full((1, 2), float(rank))),
            },
            Path(folder, f"{rank}.pt"),
        )
        team.wait()


def test_two_processes_share_weights_gradients_and_numbers(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "port").write_text(str(free_port))
    torch.multiprocessing.spawn(learn_together, (str(tmp_path),), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    assert torch.equal(first["weight"], second["weight"])
    assert first["gradient"].tolist() == second["gradient"].tolist() == [[0.5, 0.5]]
    assert first["agreed"] == second["agreed"] == 5.0
    assert first["mean"] == second["mean"] == 0.5
    assert first["gathered"].tolist() == second["gathered"].tolist() == [[0, 0], [1, 1]]
